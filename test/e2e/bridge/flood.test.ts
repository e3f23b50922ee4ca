/** A page that floods: DevTools stays as it is, whoever else speaks is heard, and what is lost is counted. */
import type { Frame, Page } from 'puppeteer'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { DEFAULT_RING_SPANS } from '../../../sdk/export/ring-limits.ts'
import { WINDOW_BATCHES } from '../../../sdk/protocol/messages.ts'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { openDevTools } from '../../support/devtools.ts'
import { longRun } from '../../support/long-run.ts'
import { until } from '../../support/until.ts'
import { connectLoud, forget, goBesideLoud } from './beside-loud.ts'
import type { Kind } from './loud-page.ts'
import { emit, numbered, readDropped, readNames, untilNames } from './read.ts'
import { serveSite, type Site } from './site.ts'

/** What a machine with other things to do may take, in milliseconds; a devtools page that read all that a page sends stood still for half a minute. */
const LONGEST_GAP = 1_500

let site: Site
let launched: LaunchedBrowser
/** Its SDK is honest. */
let page: Page
/** A frame of it, in a process of its own. */
let loud: Frame
/** One for all tests: what one of them leaves behind, the next would find. */
let devtools: Frame

beforeAll(async () => {
  site = await serveSite()
  launched = await launch()
  page = await launched.browser.newPage()
  await goBesideLoud(page, site)
  devtools = (await openDevTools(page, launched)).devtools
  loud = await connectLoud(page)
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})
beforeEach(() => forget(page, devtools))

/** The longest time in which the devtools page did nothing else, while `run` ran: of a timer of 10 ms. */
async function longestGap<T>(run: () => Promise<T>): Promise<{ readonly gap: number; readonly result: T }> {
  await devtools.evaluate(() => {
    const gap = { longest: 0, last: performance.now() }
    const look = (): void => {
      const now = performance.now()
      gap.longest = Math.max(gap.longest, now - gap.last)
      gap.last = now
    }
    Object.assign(window, { gap, timer: setInterval(look, 10) })
  })
  const result = await run()
  const gap = await devtools.evaluate(() => {
    clearInterval(Number(Reflect.get(window, 'timer')))
    return Number(Reflect.get(Object(Reflect.get(window, 'gap')), 'longest'))
  })
  return { gap, result }
}

const sizeOf = (): Promise<number> => devtools.evaluate(() => window.genaiHost?.trace.size ?? -1)
const honestNames = async (): Promise<string[]> => (await readNames(devtools)).filter((name) => name.startsWith('honest')).toSorted()

/** Waits until each of so many spans is there or counted as lost, and sees that it is not both. */
async function untilCounted(spans: number): Promise<void> {
  const counted = async (): Promise<number> => (await sizeOf()) + (await readDropped(devtools))
  await until('all are counted', async () => (await counted()) >= spans)
  expect(await counted()).toBe(spans)
}

const SECONDS = longRun ? 20 : 3
const HONEST = longRun ? 800 : 120

test('a frame that floods takes nothing from an honest one beside it, and DevTools is not held up', async () => {
  const { gap, result } = await longestGap(async () => {
    const flood = loud.evaluate((seconds) => window.loud?.flood(seconds, 10_000), SECONDS)
    await page.evaluate((count) => window.pages?.stream('honest', count, 20), HONEST)
    return flood
  })
  expect(result?.batches).toBeGreaterThan(100)
  await until('the honest spans are there', async () => (await honestNames()).length === HONEST)
  expect(await honestNames()).toEqual(numbered('honest', HONEST).toSorted())
  expect(gap).toBeLessThan(LONGEST_GAP)
  // The other one was heard, and much of it was not.
  expect(await sizeOf()).toBeGreaterThan(HONEST)
  expect(await readDropped(devtools)).toBeGreaterThan(0)
})

test('of all that a flood sent, each record is there or counted as lost; what comes after is there', async () => {
  const sent = await loud.evaluate(() => window.loud?.flood(1, 1e9))
  await untilCounted(sent?.records ?? Number.NaN)
  await devtools.evaluate(() => window.genaiHost?.clear())
  await loud.evaluate(() => window.loud?.say('after'))
  await untilNames(devtools, ['after'])
  expect(await readDropped(devtools)).toBe(0)
})

const KINDS: readonly Kind[] = ['span', 'attribute', 'content', 'values', 'event', 'delta', 'resource']

test.each(KINDS)('records of a megabyte, %s, hold nothing up', async (kind) => {
  const giants = (): Promise<unknown> =>
    loud.evaluate((each, count) => window.loud?.giants(each, count, 1_000_000), kind, longRun ? 100 : 20)
  expect((await longestGap(giants)).gap).toBeLessThan(LONGEST_GAP)
  await loud.evaluate(() => window.loud?.say('after'))
  await until('what came after is there', async () => (await readNames(devtools)).includes('after'))
})

test('a devtools page that is busy: the page holds no more than its ring does, and counts what it gave up', async () => {
  const [turns, each] = [10, 1_000]
  const busy = devtools.evaluate(() => {
    for (const end = performance.now() + 1_500; performance.now() < end;);
  })
  const before = await page.evaluate(() => window.posted?.length ?? 0)
  for (let turn = 0; turn < turns; turn++) await emit(page, `turn ${turn}`, each)
  const { posted, held } = await page.evaluate(() => ({ posted: window.posted?.length ?? 0, held: window.pages?.held() ?? 0 }))
  await busy
  expect(posted - before).toBeLessThanOrEqual(WINDOW_BATCHES)
  expect(held).toBeLessThanOrEqual(DEFAULT_RING_SPANS)
  await untilCounted(turns * each)
  expect(await readDropped(devtools)).toBeGreaterThan(0)
})

const HELLOS = longRun ? 100_000 : 2_000

test(`${HELLOS} hellos cost a handful of ports; who spoke before is heard, and who speaks after`, async () => {
  await emit(page, 'before')
  await untilNames(devtools, ['before 1'])
  const { gap } = await longestGap(() => page.evaluate(sayHellos, HELLOS))
  expect(gap).toBeLessThan(LONGEST_GAP)
  await emit(page, 'during')
  await untilNames(devtools, ['before 1', 'during 1'])
  // One that says hello only now.
  await page.evaluate(() => document.body.append(Object.assign(document.createElement('script'), { src: '/loud.js' })))
  await page.waitForFunction(() => window.loud !== undefined)
  await page.evaluate(() => window.loud?.connect())
  await page.evaluate(() => window.loud?.say('new'))
  await untilNames(devtools, ['before 1', 'during 1', 'new'])
  await page.goto(`${site.origin}/other`)
  await emit(page, 'after', 2)
  await untilNames(devtools, numbered('after', 2))
})

/** Runs in the page; resolves when the window has heard all of them. */
function sayHellos(count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const message = { type: 'hello', v: 1, epoch: `flood ${at}`, url: 'x', sdk: 'x' }
    window.postMessage({ type: 'genai-devtools', message }, '*', [new MessageChannel().port1])
  }
  return new Promise((resolve) => {
    addEventListener('message', ({ data }) => data === 'over' && resolve())
    window.postMessage('over', '*')
  })
}
