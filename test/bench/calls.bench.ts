/** What a page's ordinary API calls cost more, since the beginning of each answer is looked at: it may be a model's. */
import type { Frame } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../support/browser.ts'
import { serveCalls, type CallsSite } from './support/calls-site.ts'
import { figure, percentile, printTable, words } from './support/figures.ts'
import { EXPOSE_GC, Renderer } from './support/renderer.ts'

const ROUNDS = Number(process.env['GENAI_BENCH_ROUNDS'] ?? 5)
/** Of a round. Each way does the same once in each, so that what drifts in the machine meets all of them. */
const BLOCKS = 6
const CALLS = 250
/** Microseconds of main thread added a call. */
const LIMIT = 30

const WAYS = {
  bare: 'bare fetch',
  again: 'bare fetch in another frame: what the bench itself is out by',
  ours: 'ours',
  run: 'ours, within a run: stack look-up included',
} as const
type Way = keyof typeof WAYS
const ways: readonly Way[] = ['bare', 'again', 'ours', 'run']

let site: CallsSite
let launched: LaunchedBrowser
beforeAll(async () => {
  site = await serveCalls()
  launched = await launch({ args: [EXPOSE_GC] })
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})

async function calls(frame: Frame, count: number): Promise<void> {
  await frame.evaluate((times) => window.calls?.make(times), count)
  await frame.evaluate(() => window.calls?.settle())
}

test('what an ordinary API call costs more', async () => {
  const page = await launched.browser.newPage()
  await page.goto(`${site.origin}/?${ways.map((way) => `frame=${way}`).join('&')}`)
  const frames = new Map<Way, Frame>()
  for (const way of ways) {
    const frame = page.frames().find((each) => each.url().endsWith(`way=${way}`))
    if (frame === undefined) throw new Error(`no frame for ${way}`)
    await frame.waitForFunction(() => window.calls !== undefined)
    await calls(frame, 4 * CALLS)
    frames.set(way, frame)
  }
  const renderer = await Renderer.of(page)
  const found = new Map<Way, number[]>(ways.map((way) => [way, []]))
  const over = new Map<Way, number[]>(ways.map((way) => [way, []]))
  for (let round = 0; round < ROUNDS; round++) {
    const blocks = new Map<Way, number[]>(ways.map((way) => [way, []]))
    for (let block = 0; block < BLOCKS; block++) {
      // Each way is first, second and last as often as the others.
      const order = ways.map((_, at) => ways[(at + block + round) % ways.length] ?? 'bare')
      for (const way of order) {
        const frame = frames.get(way)
        if (frame !== undefined) blocks.get(way)?.push(((await renderer.busy(() => calls(frame, CALLS))) * 1000) / CALLS)
      }
    }
    const bare = blocks.get('bare') ?? []
    const again = blocks.get('again') ?? []
    for (const way of ways) {
      const values = blocks.get(way) ?? []
      const base = bare.map((value, block) => (way === 'again' ? value : (value + (again[block] ?? value)) / 2))
      const added = values.map((value, block) => value - (base[block] ?? Number.NaN))
      found.get(way)?.push(percentile(values, 50))
      over.get(way)?.push(percentile(added, 50))
    }
  }
  await renderer.detach()
  const rows = ways.map((way) => {
    const added = figure(over.get(way) ?? [])
    const target = way === 'bare' || way === 'again' ? '' : added.median <= LIMIT ? 'ok' : 'MISSED'
    return [WAYS[way], words(figure(found.get(way) ?? []), 'µs'), way === 'bare' ? '' : words(added, 'µs'), target]
  })
  printTable(
    `${BLOCKS * CALLS} ordinary API calls a round (${ROUNDS} rounds): main thread a call`,
    ['way', 'median (spread)', 'over bare (spread)', `at most ${LIMIT}`],
    rows,
  )
  expect(found.get('run')).toHaveLength(ROUNDS)
})
