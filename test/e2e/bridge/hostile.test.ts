/**
 * Pages that want the tab's memory: what DevTools holds keeps its limit, the spans of an honest frame beside them stay, and what went is told. The real
 * panel is shown meanwhile.
 */
import type { Frame, Page } from 'puppeteer'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '../../../panel/trace/eviction.ts'
import { WINDOW_BATCHES } from '../../../sdk/protocol/messages.ts'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { type GenAiTab, openGenAiTab } from '../../support/devtools.ts'
import { ExtensionHeap } from '../../support/extension-heap.ts'
import { longRun } from '../../support/long-run.ts'
import { takeLongestBlock, watchBlocks } from '../../support/longest-block.ts'
import { until } from '../../support/until.ts'
import { connectLoud, forget, goBesideLoud } from './beside-loud.ts'
import type { Kind } from './loud-page.ts'
import { emit, numbered, readDropped, setSettings } from './read.ts'
import { serveSite, type Site } from './site.ts'

/** What the devtools page and the panel may hold together, in bytes: the store's limit, and themselves. */
const MOST = DEFAULT_LIMITS.bytes + 100_000_000
const MEGABYTE = 1_000_000
const HONEST = longRun ? 400 : 40

let site: Site
let launched: LaunchedBrowser
/** Its SDK is honest. */
let page: Page
let loud: Frame
let tab: GenAiTab
let heap: ExtensionHeap

beforeAll(async () => {
  site = await serveSite()
  launched = await launch()
  page = await launched.browser.newPage()
  await goBesideLoud(page, site)
  tab = await openGenAiTab(page, launched)
  await watchBlocks(tab.panel)
  heap = await ExtensionHeap.of(launched.browser, tab.devtools)
  loud = await connectLoud(page)
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})
beforeEach(() => forget(page, tab.devtools))
afterEach(() => setSettings(tab.devtools, { forceRelay: false }))

const sizeOf = (): Promise<number> => tab.devtools.evaluate(() => window.genaiHost?.trace.size ?? -1)

/** Names of the honest spans, without a look at the others' records. */
const honestNames = (): Promise<string[]> =>
  tab.devtools.evaluate(() => {
    const trace = window.genaiHost?.trace
    if (trace === undefined) return []
    const names = Array.from(trace.spans(), (index) => trace.span(index).name)
    return names.filter((name) => name.startsWith('honest'))
  })

/** Works while the honest page speaks, and looks that all of it stayed, and at the heap. */
async function beside<T>(what: string, run: () => Promise<T>): Promise<T> {
  await emit(page, 'honest before', HONEST)
  await takeLongestBlock(tab.panel)
  const { peak, result } = await heap.peak(async () => {
    const done = run()
    await page.evaluate((count) => window.pages?.stream('honest', count, 20), HONEST)
    return done
  })
  const blocked = await takeLongestBlock(tab.panel)
  await emit(page, 'honest after', HONEST)
  const all = ['honest before', 'honest', 'honest after'].flatMap((name) => numbered(name, HONEST)).toSorted()
  await until('the honest spans are there', async () => (await honestNames()).length >= all.length, 60_000)
  expect((await honestNames()).toSorted()).toEqual(all)
  const held = await heap.held()
  const [spans, dropped] = [await sizeOf(), await readDropped(tab.devtools)]
  process.stdout.write(
    `  ${what}: ${spans} spans, ${dropped} lost, heap ${mega(held)} MB, ${mega(peak)} MB at its peak, longest block ${blocked.toFixed(0)} ms\n`,
  )
  expect(held).toBeLessThan(MOST)
  return result
}

const mega = (bytes: number): string => (bytes / 1e6).toFixed(0)

const lostWords = (): Promise<string> => tab.panel.evaluate(() => document.querySelector('[data-total=failures]')?.textContent ?? '')

test.each([false, true])('a flood of ever new spans; through the relay: %s', async (forceRelay) => {
  await setSettings(tab.devtools, { forceRelay })
  const sent = await beside('flood', () => loud.evaluate((seconds) => window.loud?.flood(seconds, 1e9), longRun ? 20 : 2))
  const records = sent?.records ?? Number.NaN
  expect((await sizeOf()) + (await readDropped(tab.devtools))).toBe(records + 3 * HONEST)
  await until('the panel tells', async () => (await lostWords()).includes('lost to the size limit'))
})

/**
 * Records of each kind, in the long run: more than there is room for. An attribute is cut to a quarter of a megabyte; what belongs to no span that is there,
 * and resources, have a room of a few megabytes.
 */
const KINDS: readonly (readonly [Kind, number])[] = [
  ['content', 700],
  ['running', 700],
  ['attribute', 1_400],
  ['log', 700],
  ['live', 700],
  ['event', 100],
  ['delta', 100],
  ['resource', 50],
]
const FEW = 12

test.each(KINDS)('records of a megabyte until the limit, %s', async (kind, many) => {
  await beside(kind, () =>
    loud.evaluate(
      (each, count, size, most) => window.loud?.giants(each, count, size, most),
      kind,
      longRun ? many : FEW,
      MEGABYTE,
      WINDOW_BATCHES,
    ),
  )
  if (!longRun) return
  expect(await readDropped(tab.devtools)).toBeGreaterThan(0)
  await until('the panel tells', async () => (await lostWords()).includes('lost to the size limit'))
})

test('hellos with a megabyte of words', async () => {
  await beside('hellos', () => loud.evaluate((count, size) => window.loud?.hellos(count, size), longRun ? 500 : 20, MEGABYTE))
  expect(await sizeOf()).toBe(3 * HONEST)
})

test('the same spans under ever new names: nothing of the old ones is kept', async () => {
  await loud.evaluate(() => window.loud?.rename(0.5))
  const before = await heap.held()
  await beside('renames', () => loud.evaluate((seconds) => window.loud?.rename(seconds), longRun ? 60 : 2))
  expect(await heap.held()).toBeLessThan(before + 30_000_000)
})
