/** What it costs a page to be looked at, beside what the usual ways of looking cost, in the same run. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../support/browser.ts'
import { closeDevTools, openGenAiTab } from '../support/devtools.ts'
import { seeded } from '../support/random.ts'
import type { Times } from './support/cost-page.ts'
import { serveCosts, type CostSite } from './support/cost-site.ts'
import { EXPOSE_GC, Renderer } from './support/renderer.ts'
import { report, panelColumn } from './support/cost-report.ts'
import { keep, keepBlocks, rounds } from './support/cost-rounds.ts'
import { ALONE, BESIDE_PANEL, isPicked, type Way } from './support/cost-ways.ts'

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
/**
 * Blocks of a round. In each, every way does the same once, in an order by chance: what drifts in the machine meets all of them, and what one leaves behind
 * the next as often as any other. A round's figure is the median of its blocks; what it is over bare `fetch` is taken within each block.
 */
const BLOCKS = { paced: 12, burst: 24, whole: 12 } as const
const SEED = 7
const FAST_MEGABYTES = 50
const STALLED_MEGABYTES = 300
/** Longer than a batch waits for the one before it, in milliseconds. */
const PANEL_SETTLE = 60
/** How long a server is given to send what it can, in milliseconds. */
const SETTLE = 1_500

let site: CostSite
let launched: LaunchedBrowser
let page: Page
beforeAll(async () => {
  site = await serveCosts()
  launched = await launch({ args: [EXPOSE_GC] })
  const [first = await launched.browser.newPage()] = await launched.browser.pages()
  page = first
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})

/** A document that is looked on in one way: the page's own, or that of a frame. */
type Scene = Pick<Page, 'evaluate' | 'waitForFunction'>

/** What is put off is done before the answer; what goes to a panel, and comes back, within {@link PANEL_SETTLE}. */
async function settle(scene: Scene): Promise<void> {
  await scene.evaluate(() => window.bench?.settle())
  if (watching) await wait(PANEL_SETTLE)
}
let watching = false
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
interface Stage {
  readonly renderer: Renderer
  readonly scenes: Scenes
}

/** A frame for each way, in one page: what differs between two pages is more than what is looked for, and one thread serves them all. */
async function openFrames(ways: readonly Way[]): Promise<Stage> {
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

/** `count` blocks of what `work` measures of each way. */
async function blocksOf(
  scenes: Scenes,
  count: number,
  work: (scene: Scene, way: Way) => Promise<number>,
): Promise<ReadonlyMap<Way, readonly number[]>> {
  const blocks = new Map<Way, number[]>([...scenes.keys()].map((way) => [way, []]))
  for (let block = 0; block < count; block++) {
    for (const [way, scene] of byChance([...scenes])) blocks.get(way)?.push(await work(scene, way))
  }
  return blocks
}

async function mainThread({ renderer, scenes }: Stage, columnOf?: (way: Way) => string): Promise<void> {
  const measure = async (name: keyof typeof BLOCKS, items: number, work: (scene: Scene) => Promise<unknown>): Promise<void> => {
    const each = async (scene: Scene): Promise<number> => ((await renderer.busy(() => work(scene))) * 1000) / items
    keepBlocks(name, await blocksOf(scenes, BLOCKS[name], each), columnOf)
  }
  if (isPicked('paced')) await measure('paced', PACED.chunks, (scene) => stream(scene, `chunks=${PACED.chunks}&every=${PACED.every}`))
  if (isPicked('burst')) await measure('burst', BURST, (scene) => stream(scene, `chunks=${BURST}`))
  if (isPicked('whole')) await measure('whole', WHOLE_CALLS, (scene) => whole(scene, WHOLE_CALLS))
}

async function delays(scenes: Scenes): Promise<void> {
  if (!isPicked('first', 'end')) return
  const ends = new Map<Way, number[]>([...scenes.keys()].map((way) => [way, []]))
  const first = await blocksOf(scenes, SMALL_STREAMS, async (scene, way) => {
    const times: Times | undefined = await scene.evaluate((path) => window.bench?.stream(path), `${CHAT}?chunks=20`)
    if (times === undefined) throw new Error('a page that measures nothing')
    ends.get(way)?.push(times.end)
    return times.first
  })
  keepBlocks('first', first)
  keepBlocks('end', ends)
}

async function memory(way: Way): Promise<void> {
  if (!isPicked('memory')) return
  const renderer = await open(way)
  keep('memory', way, await renderer.peak(() => stream(page, `megabytes=${FAST_MEGABYTES}`)))
  await renderer.detach()
}

async function leaving(way: Way): Promise<void> {
  if (!isPicked('stalled', 'cancelled')) return
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

const chance = seeded(SEED)
/** The same orders in every run. */
function byChance<T>(items: readonly T[]): readonly T[] {
  const left = [...items]
  return items.flatMap(() => left.splice(chance(left.length), 1))
}

test('what a page pays', async () => {
  const alone = await openFrames(ALONE)
  for (let round = 0; round < ROUNDS; round++) {
    await mainThread(alone)
    await delays(alone.scenes)
  }
  await alone.renderer.detach()
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of byChance(ALONE)) {
      await memory(way)
      await leaving(way)
    }
  }
  await openGenAiTab(page, launched)
  watching = true
  const watched = await openFrames(BESIDE_PANEL)
  for (let round = 0; round < ROUNDS; round++) await mainThread(watched, panelColumn)
  await watched.renderer.detach()
  await closeDevTools(page, launched.browser)
  report(ROUNDS)
  expect(isPicked('paced') ? rounds('paced', 'ours').values : Array.from({ length: ROUNDS })).toHaveLength(ROUNDS)
})
