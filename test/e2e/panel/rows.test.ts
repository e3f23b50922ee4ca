/** Which rows and columns there are, and in which order, by the hands of a user: mouse and keys. */
import { expect, test } from 'vitest'
import type { Frame, Page } from 'puppeteer'
import { panelPages, type PageOptions } from '../../support/panel-page.ts'
import { readRows, selectRow } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

const pages = panelPages()

async function open(query: string, options?: PageOptions) {
  const { page, panel } = await pages.open(query, options)
  await panel.waitForSelector('[data-span]')
  return { page, panel }
}

const headers = (panel: Frame) =>
  panel.$$eval('[data-column]:not(.unseen)', (all) => all.map((cell) => cell.getAttribute('data-column') ?? ''))
const sorted = (panel: Frame) =>
  panel.$$eval('[data-column]', (all) =>
    all.flatMap((cell) => {
      const sort = cell.getAttribute('aria-sort')
      return sort === 'none' ? [] : [`${cell.getAttribute('data-column')} ${sort}`]
    }),
  )
const durations = async (panel: Frame) => (await readRows(panel)).map(({ duration }) => duration)

async function middleOf(panel: Frame, selector: string): Promise<{ readonly x: number; readonly y: number }> {
  const box = await (await panel.waitForSelector(selector))?.boundingBox()
  return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 }
}

async function drag(page: Page, from: { readonly x: number; readonly y: number }, to: { readonly x: number; readonly y: number }) {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(to.x, to.y, { steps: 6 })
  await page.mouse.up()
}

test('a click on a header sorts, the next one turns it round, the third brings the tree back', async () => {
  const { panel } = await open('dev=done')
  const tree = await readRows(panel)
  await panel.click('[data-column=duration] .label')
  await until('the order', async () => (await sorted(panel)).join() === 'duration ascending')
  const up = await readRows(panel)
  expect(up.every(({ type, level }) => type === 'span' && level === 0)).toBe(true)
  expect(up).toHaveLength(tree.filter(({ type }) => type === 'span').length)
  await panel.click('[data-column=duration] .label')
  await until('the other order', async () => (await sorted(panel)).join() === 'duration descending')
  const down = await durations(panel)
  expect(down[0]).toBe('6.31 s')
  expect([...new Set(down)]).toEqual([...new Set(up.map(({ duration }) => duration))].toReversed())
  await panel.click('[data-column=duration] .label')
  await until('no order', async () => (await sorted(panel)).length === 0)
  expect(await readRows(panel)).toEqual(tree)
})

test('keys alone: to the header, sort, narrower, elsewhere, and back to the rows', async () => {
  const { page, panel } = await open('dev=done')
  const focused = () =>
    panel.evaluate(() => document.activeElement?.getAttribute('data-column') ?? document.activeElement?.getAttribute('role'))
  await panel.focus('[role=treegrid]')
  for (const key of ['Home', 'ArrowUp', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight'] as const) await page.keyboard.press(key)
  expect(await focused()).toBe('duration')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await until('the slowest first', async () => (await durations(panel))[0] === '6.31 s')
  const width = () => panel.$eval('[data-column=duration]', (cell) => cell.getBoundingClientRect().width)
  const before = await width()
  await page.keyboard.down('Shift')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.up('Shift')
  await until('a wider column', async () => (await width()) === before + 8)
  await page.keyboard.down('Alt')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.up('Alt')
  await until('another order', async () => (await headers(panel)).join(' ') === 'name status model duration ttft tokens cached cost')
  await until('the focus to stay', async () => (await focused()) === 'duration')
  await page.keyboard.press('ArrowDown')
  expect(await focused()).toBe('treegrid')
  await page.keyboard.press('Home')
  expect(await panel.$eval('[aria-selected=true] .duration', (cell) => cell.textContent)).toBe('6.31 s')
})

test('columns are chosen by a right click, dragged elsewhere, made wider, and all of it is kept', async () => {
  const { page, panel } = await open('dev=done', { width: 2000 })
  await panel.click('[data-column=model] .label', { button: 'right' })
  for (const action of ['column-self', 'column-start', 'column-cached']) await panel.click(`[data-action=${action}]`)
  await page.keyboard.press('Escape')
  await until('the menu to close', async () => (await panel.$('[role=menu]')) === null)
  expect(await headers(panel)).toEqual(['name', 'status', 'model', 'ttft', 'duration', 'self', 'tokens', 'cost', 'start'])
  // The agent's own: 6.31 s without its calls and tools, of which two ran at the same time.
  expect(await panel.$eval('#row-1 .self', (cell) => cell.textContent)).toBe('200 ms')
  expect(await panel.$eval('#row-4 .start', (cell) => cell.textContent)).toMatch(/^\+2\.\d\d s$/)
  expect(await panel.$eval('#row-4 .ttft', (cell) => cell.textContent)).toMatch(/^[\d.]+ m?s$/)

  await drag(page, await middleOf(panel, '[data-column=tokens] .label'), await middleOf(panel, '[data-column=status] .label'))
  await until('another order', async () => (await headers(panel)).join(' ') === 'name tokens status model ttft duration self cost start')
  // A drag sorts nothing.
  expect(await sorted(panel)).toEqual([])
  const edge = await middleOf(panel, '[data-edge=model]')
  await drag(page, edge, { x: edge.x + 60, y: edge.y })
  const width = () => panel.$eval('#row-4 .model', (cell) => cell.getBoundingClientRect().width)
  await until('a wider column', async () => (await width()) === 208)

  await page.reload()
  await panel.waitForSelector('[data-span]')
  expect(await headers(panel)).toEqual(['name', 'tokens', 'status', 'model', 'ttft', 'duration', 'self', 'cost', 'start'])
  expect(await width()).toBe(208)
  // Cells stand under their headers.
  const lefts = (selector: string) => panel.$$eval(selector, (all) => all.map((cell) => Math.round(cell.getBoundingClientRect().left)))
  expect(await lefts('#row-4 > .cell')).toEqual([...(await lefts('[data-column]')), ...(await lefts('.ruler'))])
  await panel.click('[data-action=columns]')
  await panel.click('[data-action=reset-columns]')
  await until(
    'the columns of the start',
    async () => (await headers(panel)).join(' ') === 'name status model ttft duration tokens cached cost',
  )
})

test('what the user chose stays when the details open: the waterfall gives way', async () => {
  const { page, panel } = await open('dev=done', { width: 1400 })
  await panel.click('[data-action=columns]')
  await panel.click('[data-action=column-self]')
  await page.keyboard.press('Escape')
  await selectRow(panel, 4)
  await panel.waitForSelector('.details')
  await until('fewer columns', async () => !(await headers(panel)).includes('ttft'))
  expect(await headers(panel)).toEqual(expect.arrayContaining(['status', 'duration', 'self']))
})

test('a column that gave way is off in the menu, and stays once it was turned on', async () => {
  const { page, panel } = await open('dev=done', { width: 600 })
  expect(await headers(panel)).not.toContain('status')
  await panel.click('[data-action=columns]')
  expect(await panel.$eval('[data-action=column-status]', (item) => item.getAttribute('aria-checked'))).toBe('false')
  await panel.click('[data-action=column-status]')
  await until('the column', async () => (await headers(panel)).includes('status'))
  await page.keyboard.press('Escape')
})

test('key spans only: a wrapper goes, and what is under it moves up', async () => {
  const { page, panel } = await open('dev=done')
  const span = (id: string, parent: string | undefined, name: string, operation?: string) => ({
    traceId: 'a'.repeat(32),
    spanId: id.repeat(16),
    ...(parent === undefined ? {} : { parentSpanId: parent.repeat(16) }),
    name,
    kind: 1 as const,
    startTimeUnixNano: `179600000000000000${id}`,
    endTimeUnixNano: '1796000001000000000',
    status: { code: 0 as const },
    attributes: operation === undefined ? {} : { 'gen_ai.operation.name': operation },
    events: [],
    links: [],
    resource: '',
    state: 'ended' as const,
  })
  await panel.evaluate(
    (spans) => {
      window.genaiDev?.send(
        { document: 'w', url: '', epoch: 'e' },
        spans.map((record, at) => ({ seq: at + 1, span: record })),
      )
    },
    [span('1', undefined, 'GET /'), span('2', '1', 'render'), span('3', '2', 'chat m', 'chat'), span('4', '2', 'effect')],
  )
  const wrapped = async () => (await readRows(panel)).slice(-4).map(({ operation, level }) => `${level} ${operation}`)
  await until('the spans', async () => (await wrapped()).join() === '1 GET /,2 render,3 chat,3 effect')
  await panel.click('[data-action=columns]')
  await panel.click('[data-action=key-only]')
  await page.keyboard.press('Escape')
  await until('fewer rows', async () => (await wrapped()).slice(-2).join() === '0 GET /,1 chat')
  await page.reload()
  await panel.waitForSelector('[data-span]')
  await panel.click('[data-action=columns]')
  expect(await panel.$eval('[data-action=key-only]', (item) => item.getAttribute('aria-checked'))).toBe('true')
})

test('a span is opened as the root, and everything again', async () => {
  const { page, panel } = await open('dev=done')
  const all = await readRows(panel)
  await panel.focus('[role=treegrid]')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.down('Shift')
  await page.keyboard.press('Enter')
  await page.keyboard.up('Shift')
  await until(
    'the bar',
    async () => (await panel.$eval('.root-bar .words', (bar) => bar.textContent)) === 'Only invoke_agent researcher and what is under it',
  )
  const rows = await readRows(panel)
  expect(rows.map(({ level }) => level)).toEqual([0, 1, 1, 1, 1, 1, 1])
  expect(await panel.$eval('#row-0', (row) => row.getAttribute('aria-selected'))).toBe('true')
  await page.keyboard.press('Backspace')
  await until('all rows', async () => (await readRows(panel)).length === all.length)
  expect(await panel.$('.root-bar')).toBeNull()
  await page.keyboard.down('Shift')
  await page.keyboard.press('Enter')
  await page.keyboard.up('Shift')
  await panel.click('[data-action=close-root]')
  await until('all rows again', async () => (await readRows(panel)).length === all.length)
})

test('the sums of the footer are whole in a narrow panel', async () => {
  const width = 420
  const { panel } = await open('dev=done', { width })
  const cut = await panel.$$eval('.summary, .summary [data-total]', (all) =>
    all.filter((box) => box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).display !== 'inline').map((box) => box.textContent),
  )
  expect(cut).toEqual([])
  const boxes = await panel.$$eval('.summary [data-total]', (all) => all.map((box) => box.getBoundingClientRect().right))
  expect(boxes).toHaveLength(4)
  for (const right of boxes) expect(right).toBeLessThanOrEqual(width)
})
