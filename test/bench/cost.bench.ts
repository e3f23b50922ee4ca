/** What it costs a page to be looked at, beside what the usual ways of looking cost, in the same run. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../support/browser.ts'
import { closeDevTools, openGenAiTab } from '../support/devtools.ts'
import type { Times } from './support/cost-page.ts'
import { serveCosts, type CostSite } from './support/cost-site.ts'
import { Renderer } from './support/renderer.ts'
import { figure, percentile, printTable, words } from './support/figures.ts'

const ROUNDS = Number(process.env['GENAI_BENCH_ROUNDS'] ?? 5)
const CHAT = '/v1/chat/completions'
const WHOLE = `/whole${CHAT}`
/** As fast as a timer lets a server send one by one. */
const PACED = { chunks: 300, every: 1 }
const BURST = 5_000
const SMALL_STREAMS = 80
const WHOLE_CALLS = 30
/** Calls and chunks that a page makes before it is measured: of a page that has been open for a while the engine has compiled what it runs. */
const WARM = { calls: 200, chunks: 2_000 }
/** Blocks that a round's figure is the median of, in turn with those of the other ways: what drifts in the machine meets all of them. */
const BLOCKS = 6
const FAST_MEGABYTES = 50
const STALLED_MEGABYTES = 300
/** How long a server is given to send what it can, in milliseconds. */
const SETTLE = 1_500

/** Milliseconds and microseconds, on a machine where a bare chunk, one every millisecond, takes so many microseconds of main thread. */
const FIRST_LIMIT = 0.2
const WHOLE_LIMIT = 300
const BARE_CHUNK = 74

const ALONE = ['bare', 'ours', 'exported', 'opentelemetry', 'clone', 'tee'] as const
const BESIDE_PANEL = ['bare', 'ours', 'clone'] as const
type Way = (typeof ALONE)[number]

const NAMES: { readonly [way in Way]: string } = {
  bare: 'bare fetch',
  ours: 'ours',
  exported: 'ours, with OTLP',
  opentelemetry: 'OpenTelemetry fetch',
  clone: 'clone() + parse',
  tee: 'tee() + parse',
}

const measures = {
  paced: 'µs of main thread a chunk, one every ms',
  burst: 'µs of main thread an event, 5,000 at once',
  whole: 'µs of main thread a call that does not stream',
  first: 'ms to the first chunk',
  end: 'ms to the end of a short stream',
  memory: 'MB at the peak, fast stream of 50 MB',
  stalled: 'MB sent to a reader that stalls, of 300',
  cancelled: 'chunks sent after a cancel',
} as const
type Measure = keyof typeof measures

/** Figures by measure and column, one a round. */
const found = new Map<string, number[]>()
const keep = (measure: Measure, column: string, value: number | undefined): void => {
  if (value === undefined) return
  const key = `${measure} ${column}`
  found.set(key, [...(found.get(key) ?? []), value])
}
const rounds = (measure: Measure, column: string): readonly number[] => found.get(`${measure} ${column}`) ?? []

let site: CostSite
let launched: LaunchedBrowser
let page: Page
beforeAll(async () => {
  site = await serveCosts()
  launched = await launch()
  const [first = await launched.browser.newPage()] = await launched.browser.pages()
  page = first
})
afterAll(async () => {
  await launched?.close()
  site?.close()
})

/** A document that is looked on in one way: the page's own, or that of a frame. */
type Scene = Pick<Page, 'evaluate' | 'waitForFunction'>

/** What is put off is done before the answer. */
const settle = (scene: Scene): Promise<unknown> => scene.evaluate(() => window.bench?.settle())
async function stream(scene: Scene, query: string): Promise<void> {
  await scene.evaluate((path) => window.bench?.stream(path), `${CHAT}?${query}`)
  await settle(scene)
}
async function whole(scene: Scene, times: number): Promise<void> {
  await scene.evaluate((path, count) => window.bench?.whole(path, count), WHOLE, times)
  await settle(scene)
}

async function warm(scene: Scene, share = 1): Promise<void> {
  await scene.waitForFunction(() => window.bench !== undefined)
  for (const query of [`chunks=${WARM.chunks * share}`, `chunks=${(WARM.chunks * share) / 10}&every=1`]) await stream(scene, query)
  await whole(scene, WARM.calls * share)
}

/** The page alone, looked on in that way. */
async function open(way: Way): Promise<Renderer> {
  await page.goto(`${site.origin}/?way=${way}`)
  await warm(page, 0.1)
  return Renderer.of(page)
}

type Scenes = ReadonlyMap<Way, Scene>

/** A frame for each way, in one page: what differs between two pages is more than what is looked for, and one thread serves them all. */
async function openFrames(ways: readonly Way[]): Promise<{ readonly renderer: Renderer; readonly scenes: Scenes }> {
  await page.goto(`${site.origin}/?${ways.map((way) => `frame=${way}`).join('&')}`)
  const scenes = new Map<Way, Scene>()
  for (const way of ways) {
    const frame = page.frames().find((each) => each.url().endsWith(`way=${way}`))
    if (frame === undefined) throw new Error(`no frame for ${way}`)
    await warm(frame)
    scenes.set(way, frame)
  }
  return { renderer: await Renderer.of(page), scenes }
}

async function mainThread(renderer: Renderer, scenes: Scenes, round: number, columnOf: (way: Way) => string): Promise<void> {
  const blocks = new Map<string, number[]>()
  for (let block = 0; block < BLOCKS; block++) {
    for (const [way, scene] of inTurn([...scenes], round + block)) {
      const add = async (measure: Measure, items: number, work: () => Promise<unknown>): Promise<void> => {
        const key = `${measure} ${way}`
        blocks.set(key, [...(blocks.get(key) ?? []), ((await renderer.busy(work)) * 1000) / items])
      }
      await add('paced', PACED.chunks, () => stream(scene, `chunks=${PACED.chunks}&every=${PACED.every}`))
      await add('burst', BURST, () => stream(scene, `chunks=${BURST}`))
      await add('whole', WHOLE_CALLS, () => whole(scene, WHOLE_CALLS))
    }
  }
  for (const measure of ['paced', 'burst', 'whole'] as const) {
    for (const way of scenes.keys()) keep(measure, columnOf(way), percentile(blocks.get(`${measure} ${way}`) ?? [], 50))
  }
}

/** One stream of each way after the other: within a second a machine may change its pace. */
async function delays(scenes: Scenes, round: number): Promise<void> {
  const all = new Map<Way, Times[]>()
  for (let block = 0; block < SMALL_STREAMS; block++) {
    for (const [way, scene] of inTurn([...scenes], round + block)) {
      const times = await scene.evaluate((path) => window.bench?.stream(path), `${CHAT}?chunks=20`)
      if (times) all.set(way, [...(all.get(way) ?? []), times])
    }
  }
  for (const [way, times] of all) {
    for (const measure of ['first', 'end'] as const) {
      const values = times.map((each) => each[measure])
      keep(measure, way, percentile(values, 50))
    }
  }
}

async function memory(way: Way): Promise<void> {
  const renderer = await open(way)
  keep('memory', way, await renderer.peak(() => stream(page, `megabytes=${FAST_MEGABYTES}`)))
  await renderer.detach()
}

async function leaving(way: Way): Promise<void> {
  await (await open(way)).detach()
  const at = await page.evaluate((path) => window.bench?.cancel(path, 5), `${CHAT}?chunks=150&every=5`)
  await wait(SETTLE)
  keep('cancelled', way, site.last.written.filter((written) => written > (at ?? 0)).length)
  await page.evaluate((path) => window.bench?.stall(path, 2), `${CHAT}?megabytes=${STALLED_MEGABYTES}`)
  let sent = -1
  // Until nothing more goes.
  while (sent !== site.last.sent) {
    ;({ sent } = site.last)
    await wait(SETTLE)
  }
  keep('stalled', way, sent / 1e6)
}

/** Every way in turn, from another one on in each round: what drifts in the machine meets all of them. */
function inTurn<T>(items: readonly T[], round: number): readonly T[] {
  return items.map((_, at) => items[(at + round) % items.length]).filter((item) => item !== undefined)
}

test('what a page pays', async () => {
  const alone = await openFrames(ALONE)
  for (let round = 0; round < ROUNDS; round++) {
    await mainThread(alone.renderer, alone.scenes, round, (way) => way)
    await delays(alone.scenes, round)
  }
  await alone.renderer.detach()
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of inTurn(ALONE, round)) {
      await memory(way)
      await leaving(way)
    }
  }
  await openGenAiTab(page, launched)
  const watched = await openFrames(BESIDE_PANEL)
  for (let round = 0; round < ROUNDS; round++) await mainThread(watched.renderer, watched.scenes, round, (way) => `${way} panel`)
  await watched.renderer.detach()
  await closeDevTools(page, launched.browser)
  report()
  expect(rounds('paced', 'ours')).toHaveLength(ROUNDS)
})

/** What each round's figure adds to that of bare `fetch` in the same round. */
function added(measure: Measure, column: string, base = 'bare'): number {
  const bare = rounds(measure, base)
  return figure(rounds(measure, column).map((value, round) => value - (bare[round] ?? 0))).median
}

const digits = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 2 : 0)

function report(): void {
  const columns = [
    ...ALONE.map((way) => [way, NAMES[way]] as const),
    ...BESIDE_PANEL.map((way) => [`${way} panel`, `${NAMES[way]}, panel open`] as const),
  ]
  const rows = columns.flatMap(([column, name]) =>
    (Object.keys(measures) as Measure[]).flatMap((measure): string[][] => {
      const values = rounds(measure, column)
      return values.length === 0
        ? []
        : [
            [
              measures[measure],
              name,
              words(figure(values), ''),
              digits(added(measure, column, column.endsWith('panel') ? 'bare panel' : 'bare')),
            ],
          ]
    }),
  )
  printTable(
    `Costs (${ROUNDS} rounds)`,
    ['measure', 'way', 'median (spread)', 'over bare'],
    rows.toSorted(([a = ''], [b = '']) => a.localeCompare(b)),
  )
  printTable('Targets', ['target', 'ours', 'limit', 'ours / limit', ''], targets())
}

function targets(): readonly (readonly string[])[] {
  const row = (name: string, ours: number, limit: number): readonly string[] => [
    name,
    digits(ours),
    digits(limit),
    (ours / limit).toFixed(2),
    ours <= limit ? 'ok' : 'MISSED',
  ]
  const middle = (measure: Measure, way: Way): number => figure(rounds(measure, way)).median
  const memoryRows =
    rounds('memory', 'ours').length === 0
      ? []
      : [row('peak memory: half of clone() + parse', middle('memory', 'ours'), middle('memory', 'clone') / 2)]
  // The two limits in milliseconds are those of the machine on which a bare chunk takes this long.
  const pace = middle('paced', 'bare') / BARE_CHUNK
  return [
    row('µs added a paced chunk, nobody listens: half of clone() + parse', added('paced', 'ours'), added('paced', 'clone') / 2),
    row('µs added an event in a burst, nobody listens: half of clone() + parse', added('burst', 'ours'), added('burst', 'clone') / 2),
    row('µs added a paced chunk, panel open: clone() + parse', added('paced', 'ours panel', 'bare panel'), added('paced', 'clone')),
    row('µs added an event in a burst, panel open: clone() + parse', added('burst', 'ours panel', 'bare panel'), added('burst', 'clone')),
    row('ms added to the first chunk', added('first', 'ours'), FIRST_LIMIT),
    row(`ms added to the first chunk, at this machine's pace (${pace.toFixed(2)})`, added('first', 'ours'), FIRST_LIMIT * pace),
    row('µs added to a call that does not stream', added('whole', 'ours'), WHOLE_LIMIT),
    row(`µs added to a call that does not stream, at this machine's pace`, added('whole', 'ours'), WHOLE_LIMIT * pace),
    ...memoryRows,
    row('MB sent to a reader that stalls: as bare, and a tenth', middle('stalled', 'ours'), middle('stalled', 'bare') * 1.1),
    row('chunks after a cancel: as bare, and one', middle('cancelled', 'ours'), middle('cancelled', 'bare') + 1),
  ]
}
