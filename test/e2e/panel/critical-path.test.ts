/** The critical path: marked on the bars by a switch that is kept, and told by its shares in an agent's details. */
import { expect, test } from 'vitest'
import type { Frame, Page } from 'puppeteer'
import { panelPages, type PageOptions } from '../../support/panel-page.ts'
import { until } from '../../support/until.ts'

const pages = panelPages()

async function open(options?: PageOptions): Promise<{ readonly page: Page; readonly panel: Frame }> {
  const { page, panel } = await pages.open('dev=done', options)
  await panel.waitForSelector('.row .bar')
  return { page, panel }
}

async function switchOn(page: Page): Promise<void> {
  await page.locator('[data-action=time]').click()
  await page.locator('[data-action=critical-path]').click()
  await page.keyboard.press('Escape')
}

/** Pixels that are drawn in the line above the bars of the first rows. */
const lines = (panel: Frame): Promise<readonly number[]> =>
  panel.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas.bars')
    const context = canvas?.getContext('2d')
    if (!canvas || !context) return []
    // The lines of the time's grid are one pixel wide, and paler.
    return Array.from({ length: 8 }, (_, row) => {
      const pixels = context.getImageData(0, row * 21 + 1, canvas.width, 1).data
      const [strong, wide] = [(at: number) => (pixels[at * 4 + 3] ?? 0) > 150, canvas.width]
      return Array.from({ length: wide }, (_each, at) => at).filter((at) => strong(at) && strong(at + 1)).length
    })
  })

const pathWords = (panel: Frame) =>
  panel.$$eval('.cell.bar', (all) => all.map((cell) => / of it on the critical path/.test(cell.getAttribute('title') ?? '')))

test('the switch marks the path on the bars and in their words, and is kept', async () => {
  const { page, panel } = await open()
  expect(Math.max(...(await lines(panel)))).toBe(0)
  await switchOn(page)
  await until('lines over bars', async () => (await lines(panel)).some((length) => length > 20))
  const marked = await pathWords(panel)
  expect(marked.includes(true) && marked.includes(false)).toBe(true)
  await page.reload()
  await panel.waitForSelector('.row .bar')
  await until('the same lines', async () => (await lines(panel)).some((length) => length > 20))
})

test('forced colours keep the line', async () => {
  const { page, panel } = await open({ forcedColors: true, theme: 'dark' })
  await switchOn(page)
  await until('lines over bars', async () => (await lines(panel)).some((length) => length > 20))
})

test('an agent’s details say what its end waited for, and each part leads to its span, by keys too', async () => {
  const { page, panel } = await open()
  await page.locator('[role=row][aria-level="2"][aria-expanded]').click()
  await page.locator('[data-tab=timing]').click()
  await panel.waitForSelector('[data-role=critical-path] button')
  const shares = await panel.$$eval('.path-shares > *', (all) => all.map((part) => part.textContent ?? ''))
  const percents = shares.map((words) => Number(/^(\d+) %/.exec(words)?.[1] ?? 0))
  expect(shares.join(' · ')).toContain('waiting for first token')
  expect(percents.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(95)
  expect(percents).toEqual(percents.toSorted((a, b) => b - a))
  await panel.focus('[data-share="waiting for first token"]')
  await page.keyboard.press('Enter')
  await until('a call', async () => (await panel.$eval('.details-title h2', (title) => title.textContent ?? '')).startsWith('chat'))
  expect(await panel.$$('[data-role=critical-path]')).toEqual([])
})
