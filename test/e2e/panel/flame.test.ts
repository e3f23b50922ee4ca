/** One trace as a flame: by a switch that is kept, by mouse and by keys alone. */
import { expect, test } from 'vitest'
import type { Frame, Page } from 'puppeteer'
import { panelPages, type PageOptions } from '../../support/panel-page.ts'
import { until } from '../../support/until.ts'

const LANE = 21
const RULER = 18

const pages = panelPages()

/** With the flame switched on. */
async function open(options?: PageOptions): Promise<{ readonly page: Page; readonly panel: Frame }> {
  const { page, panel } = await pages.open('dev=done', options)
  await panel.waitForSelector('.row .bar')
  await page.locator('[data-action=time]').click()
  await page.locator('[role=menuitemcheckbox][data-action=flame]').click()
  await page.keyboard.press('Escape')
  await panel.waitForSelector('.flame canvas')
  return { page, panel }
}

const label = (panel: Frame) => panel.$eval('.flame', (flame) => flame.getAttribute('aria-label') ?? '')
const title = (panel: Frame) => panel.$eval('.details-title h2', (heading) => heading.textContent?.trim() ?? '')
const picture = (panel: Frame) => panel.$eval('.flame canvas', (canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ''))

test('takes the place of the rows, is kept, and leads back to them and to the next trace', async () => {
  const { page, panel } = await open()
  expect(await label(panel)).toBe('Flame of researcher: 7 spans in 3 lanes')
  expect(await panel.$('[role=treegrid]')).toBeNull()
  await page.reload()
  await panel.waitForSelector('.flame canvas')
  await page.locator('[data-action=next-trace]').click()
  await until('the next trace', async () => !(await label(panel)).startsWith('Flame of researcher'))
  await page.locator('[data-action=show-rows]').click()
  await panel.waitForSelector('[role=treegrid] .row')
  expect(await panel.$('.flame')).toBeNull()
})

test('keys walk from span to span, open the details, and zoom', async () => {
  const { page, panel } = await open()
  await panel.focus('.flame')
  await page.keyboard.press('ArrowDown')
  await until('the agent', async () => (await label(panel)).includes('selected: invoke_agent researcher'))
  await page.keyboard.press('ArrowDown')
  await until('its first call', async () => (await label(panel)).includes('selected: chat'))
  await page.keyboard.press('ArrowRight')
  await until('the tool after it', async () => (await label(panel)).includes('selected: execute_tool search_web'))
  await page.keyboard.press('Enter')
  await panel.waitForSelector('.details-title')
  expect(await title(panel)).toContain('execute_tool search_web')
  await page.keyboard.press('Escape')
  await until('no details', async () => (await panel.$('.details-title')) === null)
  await page.keyboard.press('ArrowUp')
  await until('the agent again', async () => (await label(panel)).includes('selected: invoke_agent researcher'))
  const whole = await picture(panel)
  await page.keyboard.press('w')
  await until('a part of the time', async () => (await picture(panel)) !== whole && (await panel.$('.way')) !== null)
})

test('a bar under the pointer is told its phases, and a click opens it', async () => {
  const { page, panel } = await open()
  const box = await (await panel.waitForSelector('.flame'))?.boundingBox()
  if (!box) throw new Error('there is no flame')
  const [x, y] = [box.x + 30, box.y + RULER + LANE * 1.5]
  await page.mouse.move(x, y)
  await panel.waitForSelector('.bar-card')
  expect(await panel.$eval('.bar-card-title', (card) => card.textContent)).toContain('chat claude-sonnet-4-5')
  await page.mouse.click(x, y)
  await panel.waitForSelector('.details-title')
  expect(await title(panel)).toContain('chat claude-sonnet-4-5')
  expect(await label(panel)).toContain('selected: chat')
})
