/** Files whose trees are as flat or as deep as they get, in the real tab: all of it is shown, and the panel answers meanwhile. What takes long is whole in the long run. */
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Page } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { type GenAiTab, openGenAiTab } from '../../support/devtools.ts'
import { longRun } from '../../support/long-run.ts'
import { openFile, selectTab } from '../../support/panel.ts'
import { takeLongestBlock, watchBlocks } from '../../support/longest-block.ts'
import { until } from '../../support/until.ts'

/** How long a click may wait for its answer while a file is read, in milliseconds: the machine may have other things to do. */
const ANSWER = 10_000
/** And how long the whole file may take. */
const READ = 240_000

const TRACES = longRun ? 1_000_000 : 2_000
const DEPTH = longRun ? 100_000 : 2_000

let launched: LaunchedBrowser
let page: Page
let tab: GenAiTab
const folder = mkdtempSync(join(tmpdir(), 'genai-large-'))

beforeAll(async () => {
  launched = await launch()
  page = await launched.browser.newPage()
  tab = await openGenAiTab(page, launched)
  await watchBlocks(tab.panel)
})
afterAll(async () => {
  await launched?.close()
  rmSync(folder, { recursive: true, force: true })
})

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/** `n`: from 1 on. */
function span(n: number, parent: number, trace: number): string {
  const start = `${1_790_000_000_000 + n}000000`
  const attributes = `{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.request.model","value":{"stringValue":"m${n}"}}`
  const ids = `"traceId":"${hex(trace, 32)}","spanId":"${hex(n, 16)}"${parent === 0 ? '' : `,"parentSpanId":"${hex(parent, 16)}"`}`
  return `{${ids},"name":"chat m${n}","kind":3,"startTimeUnixNano":"${start}","endTimeUnixNano":"${start}","attributes":[${attributes}]}`
}

async function write(name: string, spans: Iterable<string>): Promise<string> {
  function* pieces(): Generator<string> {
    let text = '{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":['
    let isFirst = true
    for (const each of spans) {
      text += isFirst ? each : `,${each}`
      isFirst = false
      if (text.length < 1_000_000) continue
      yield text
      text = ''
    }
    yield `${text}]}]}]}`
  }
  const path = join(folder, name)
  await pipeline(Readable.from(pieces()), createWriteStream(path))
  return path
}

const size = (): Promise<number> => tab.devtools.evaluate(() => window.genaiHost?.trace.size ?? 0)
const isReading = (): Promise<boolean> =>
  tab.panel.evaluate(() => (document.querySelector<HTMLInputElement>('input[type=file]')?.files?.length ?? 0) > 0)

/** Opens a file and works the panel until it is read. Prints the longest task. */
async function openWorked(path: string): Promise<void> {
  const { panel } = tab
  await panel.evaluate(() => document.querySelector<HTMLElement>('[data-action=clear]')?.click())
  await until('the rows are gone', () => panel.evaluate(() => document.getElementById('row-0') === null))
  await takeLongestBlock(panel)
  await openFile(panel, path)
  await until('there are rows', () => panel.evaluate(() => document.getElementById('row-1') !== null), READ)
  do await lookAtFirst()
  while (await isReading())
  const longest = await takeLongestBlock(panel)
  process.stdout.write(`  longest block of the panel: ${longest.toFixed(0)} ms\n`)
}

/** Opens the details of the first span, whichever it is by now, and closes them. */
async function lookAtFirst(): Promise<void> {
  const { panel } = tab
  // A list that was shown to its end goes on to be.
  await panel.evaluate(() => document.querySelector('[role=treegrid]')?.scrollTo(0, 0))
  await until('the first rows are shown', async () => ((await seen(1))?.row ?? 0) > 0, ANSWER)
  const model = await clickRow(1)
  const title = (): Promise<string> => panel.evaluate(() => document.querySelector('.details-title')?.textContent ?? '')
  await until('the details are shown', async () => (await title()).includes(model), ANSWER)
  await panel.evaluate(() => document.querySelector<HTMLElement>('[data-action=close-details]')?.click())
  await until('the details are closed', async () => (await title()) === '', ANSWER)
}

/** @returns its model */
const clickRow = (position: number): Promise<string> =>
  tab.panel.evaluate((at) => {
    const row = document.getElementById(`row-${at}`)
    row?.click()
    return row?.querySelector('.model')?.textContent ?? 'no row'
  }, position)

const press = (key: 'Home' | 'End'): Promise<void> =>
  tab.panel.evaluate((name) => {
    const grid = document.querySelector('[role=treegrid]')
    grid?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }))
  }, key)

const rowCount = (): Promise<number> =>
  tab.panel.evaluate(() => Number(document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount')) - 1)

/** Pixels of the row, and of its words, that are to be seen; undefined where it has left the document. */
const seen = (position: number): Promise<{ readonly row: number; readonly words: number } | undefined> =>
  tab.panel.evaluate((at) => {
    const [grid, row] = [document.querySelector('[role=treegrid]'), document.getElementById(`row-${at}`)]
    if (grid === null || row === null) return undefined
    const [outer, inner] = [grid.getBoundingClientRect(), row.getBoundingClientRect()]
    const head = document.querySelector('.grid-header')?.getBoundingClientRect().bottom ?? outer.top
    const height = Math.min(outer.bottom, inner.bottom) - Math.max(head, inner.top)
    return { row: height, words: row.querySelector('.words')?.getBoundingClientRect().width ?? 0 }
  }, position)

/** Scrolls to the end, and back; goes to the last row by its key, and reads its details; then the first. */
async function expectEnds(last: number, model: string): Promise<void> {
  const { panel } = tab
  for (const [to, position] of [
    [1e9, last],
    [0, 0],
  ] as const) {
    await panel.evaluate((top) => document.querySelector('[role=treegrid]')?.scrollTo(0, top), to)
    await until(`row ${position} is scrolled to`, async () => ((await seen(position))?.row ?? 0) > 15)
  }
  await press('End')
  await until('the last row is on the screen', async () => ((await seen(last))?.row ?? 0) > 15)
  expect((await seen(last))?.words).toBeGreaterThan(30)
  await clickRow(last)
  await selectTab(panel, 'attributes')
  await until('its details are there', () =>
    panel.evaluate((text) => (document.querySelector('.tab-panel')?.textContent ?? '').includes(text), model),
  )
  await press('Home')
  await until('the first row is on the screen', async () => ((await seen(0))?.row ?? 0) > 15)
}

test(`${TRACES} traces of one span each`, async () => {
  function* traces(): Generator<string> {
    for (let n = 1; n <= TRACES; n++) yield span(n, 0, n)
  }
  await openWorked(await write('traces.json', traces()))
  expect(await size()).toBe(TRACES)
  expect(await rowCount()).toBe(TRACES)
  await expectEnds(TRACES - 1, `m${TRACES}`)
}, 600_000)

test.each(['from the top', 'from the bottom'])(
  `one trace of ${DEPTH} spans, each below the one before, %s`,
  async (order) => {
    function* chain(): Generator<string> {
      for (let nth = 1; nth <= DEPTH; nth++) {
        const n = order === 'from the top' ? nth : DEPTH + 1 - nth
        yield span(n, n - 1, 1)
      }
    }
    await openWorked(await write(`${order}.json`, chain()))
    expect(await size()).toBe(DEPTH)
    expect(await rowCount()).toBe(DEPTH + 1)
    await expectEnds(DEPTH, `m${DEPTH}`)
    const levels = await tab.panel.evaluate(() => [1, 2].map((at) => document.getElementById(`row-${at}`)?.getAttribute('aria-level')))
    expect(levels).toEqual(['2', '3'])
    // Folded, nothing of it is left but its root.
    await tab.panel.evaluate(() => document.querySelector('#row-1 .toggle')?.dispatchEvent(new MouseEvent('click', { bubbles: true })))
    await until('it is folded', async () => (await rowCount()) === 2)
  },
  600_000,
)
