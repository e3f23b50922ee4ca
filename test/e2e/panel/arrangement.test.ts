/** Under which rows spans are drawn. */
import { expect, test } from 'vitest'
import { panelPages } from '../../support/panel-page.ts'
import { readRows } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

const pages = panelPages()

async function open(query: string) {
  const { page, panel } = await pages.open(query)
  await panel.waitForSelector('[data-span]')
  return { page, panel }
}

test('retries stand under the first attempt, which folds them away, and the wait before one is told', async () => {
  const { page, panel } = await open('dev=words')
  const attempts = async () => (await readRows(panel)).slice(0, 4).map(({ level, status, type }) => `${type} ${level} ${status}`)
  expect(await attempts()).toEqual(['span 0 429', 'span 1 429', 'span 1 stop', 'trace 0 '])
  expect((await readRows(panel))[2]?.bar).toContain('2.01 s after the attempt before')
  await panel.click('[role=row][aria-rowindex="2"]')
  await page.keyboard.press('ArrowLeft')
  await until('the retries are folded away', async () => (await attempts())[1] === 'trace 0 ')
  await page.keyboard.press('ArrowRight')
  await until('they are back', async () => (await attempts())[2] === 'span 1 stop')

  const ruler = await (await panel.waitForSelector('.ruler'))?.boundingBox()
  const row = await (await panel.waitForSelector('[role=row][aria-rowindex="4"]'))?.boundingBox()
  await page.mouse.move((ruler?.x ?? 0) + (ruler?.width ?? 0) * 0.24, (row?.y ?? 0) + 10)
  await panel.waitForSelector('.bar-card')
  const lines = await panel.$$eval('.bar-card tr', (all) => all.map((line) => line.textContent))
  expect(lines[0]).toMatch(/^Wait before it2\.01 s/)
})

test('tools are drawn under the calls that asked for them, where the user wants that, and the choice is kept', async () => {
  const { page, panel } = await open('dev=done')
  const levels = async () => (await readRows(panel)).filter(({ operation }) => operation === 'execute_tool').map(({ level }) => level)
  const before = await levels()
  const count = (await readRows(panel)).length
  await panel.click('[data-action=columns]')
  await panel.click('[data-action=tools-under-calls]')
  await page.keyboard.press('Escape')
  await until('the tools stand one deeper', async () => (await levels()).join() === before.map((level) => level + 1).join())
  expect(await readRows(panel)).toHaveLength(count)
  const rows = await readRows(panel)
  const first = rows.findIndex(({ operation }) => operation === 'execute_tool')
  expect(rows[first - 1]).toMatchObject({ operation: 'chat', level: before[0] ?? 0, status: 'tool_use' })
  await page.reload()
  await panel.waitForSelector('[data-span]')
  await until('they stand there again', async () => (await levels()).join() === before.map((level) => level + 1).join())
})
