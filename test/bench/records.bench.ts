/** What one record costs the panel's store, in the browser: taken in with its guards, and as a change of what is shown. No extension: a page with the store alone. */
import type { Page } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../support/browser.ts'
import { bundleScript } from '../support/bundle.ts'
import { startLoopback, type Loopback } from '../support/loopback.ts'
import { aimRow, count, inRounds, printAims, ROUNDS } from './support/at-size.ts'
import { EXPOSE_GC, Renderer } from './support/renderer.ts'

const SPANS = 100_000
const TAKEN = 20_000
const CHANGES = 200
/** Of the changes of a round, in milliseconds: what is slow must not take for ever. */
const CHANGES_LIMIT = 3_000

let site: Loopback
let launched: LaunchedBrowser
let page: Page
let renderer: Renderer
beforeAll(async () => {
  const script = await bundleScript(new URL('support/records-page.ts', import.meta.url))
  site = await startLoopback((request, response) => {
    if (request.url === '/page.js') return void response.setHeader('content-type', 'text/javascript').end(script)
    response
      .setHeader('content-type', 'text/html')
      // A page that is apart from all others is given the time to 5 microseconds, others to 100.
      .setHeader('cross-origin-opener-policy', 'same-origin')
      .setHeader('cross-origin-embedder-policy', 'require-corp')
      .end('<!doctype html><link rel="icon" href="data:,"><script src="/page.js"></script>')
  })
  launched = await launch({ extension: false, args: [EXPOSE_GC] })
  page = await launched.browser.newPage()
  await page.goto(site.origin)
  renderer = await Renderer.of(page)
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})

/** Microseconds of the thread a record. */
async function ingest(messages: number, round: number): Promise<number> {
  const take = (): Promise<number> => renderer.busy(() => page.evaluate(() => window.records?.ingest()))
  await page.evaluate((spans, of) => window.records?.prepare(spans, of), TAKEN, messages)
  // The first lets the engine compile what runs.
  if (round === 0) await take()
  return ((await take()) * 1000) / TAKEN
}

/** Milliseconds of the thread a change. */
async function change(spansATrace: number): Promise<number> {
  const shown = await page.evaluate((spans, each) => window.records?.fill(spans, each, false), SPANS, spansATrace)
  expect(shown).toMatchObject({ rows: SPANS + SPANS / spansATrace, spans: SPANS })
  const changes = (): Promise<number | undefined> =>
    page.evaluate((times, limit) => window.records?.change(times, limit), CHANGES, CHANGES_LIMIT)
  await changes()
  let done: number | undefined
  const busy = await renderer.busy(async () => {
    done = await changes()
  })
  return busy / (done ?? Number.NaN)
}

const FILTERS = ['gpt', 'researcher', 'model:gpt-5 -kind:agent', 'input>1000', '/^chat/ status:ok', 'agent:res ttft>10ms']

/** Milliseconds of the thread a key. */
async function type(ownNames: boolean): Promise<number> {
  const shown = await page.evaluate((spans, own) => window.records?.fill(spans, 10, own), SPANS, ownNames)
  expect(shown).toMatchObject({ spans: SPANS })
  const keys = (): Promise<number | undefined> => page.evaluate((filters) => window.records?.type(filters), FILTERS)
  await keys()
  let typed: number | undefined
  const busy = await renderer.busy(async () => {
    typed = await keys()
  })
  return busy / (typed ?? Number.NaN)
}

test('one record', async () => {
  const bare = await inRounds((round) => ingest(0, round))
  const worded = await inRounds((round) => ingest(10, round))
  const many = await inRounds(() => change(10))
  const one = await inRounds(() => change(SPANS))
  const typed = await inRounds(() => type(false))
  const typedAmongNames = await inRounds(() => type(true))
  const milliseconds = { atMost: 0.2, unit: 'ms' }
  printAims('One record: time of the thread', [
    aimRow('taken in, guards included', bare, (value) => value, { atMost: 12, unit: 'µs' }),
    aimRow('the same with ten messages', worded, (value) => value, { atMost: 25, unit: 'µs' }),
    aimRow(`changed among ${count(SPANS)} spans, ten a trace: rows, sums, selection`, many, (value) => value, milliseconds),
    aimRow(`the same where all ${count(SPANS)} are one trace`, one, (value) => value, milliseconds),
    aimRow(`typing in the filter at ${count(SPANS)} spans: a key`, typed, (value) => value, { atMost: 50, unit: 'ms' }),
    aimRow('the same where each has a name of its own', typedAmongNames, (value) => value, { atMost: 50, unit: 'ms' }),
  ])
  expect(bare.values).toHaveLength(ROUNDS)
})
