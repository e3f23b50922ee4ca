/** More than a page ever sends, live: records through the bridge, and the real SDK's spans and streams. `GENAI_BENCH_SHORT=1` takes 10 seconds of each. */
import type { Frame } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { selectRow } from '../support/panel.ts'
import { pause, until } from '../support/until.ts'
import { DOCUMENT_PORT } from '../../src/rendezvous.ts'
import { again, aimRow, count, inRounds, printAims } from './support/at-size.ts'
import { percentile } from './support/figures.ts'
import type { Flooded } from './support/flood-page.ts'
import { serveFlood, type FloodSite } from './support/flood-site.ts'
import { openSizedPanel, type SizedPanel } from './support/panel-at-size.ts'

const RECORDS = { perSecond: 50_000, seconds: 10, spans: 1 / 3 } as const
const SECONDS = process.env['GENAI_BENCH_SHORT'] === undefined ? 60 : 10
const SPANS_A_SECOND = 1_000
const STREAMS = 20
const CHUNKS_A_SECOND = 30
/** The thread is looked at for so many of the last seconds: by then the trace is at its largest. */
const LAST_SECONDS = 10
/** How long what was sent may take to be shown, in milliseconds. */
const SETTLE = 3_000

interface Arrived {
  readonly flooded: Flooded
  /** Spans that the panel holds. */
  readonly held: number
  /** What the panel says that it lost, or gave up for want of room. */
  readonly dropped: number
  /** Milliseconds of the extension's thread, frame by frame. */
  readonly busy: readonly number[]
}

let site: FloodSite
beforeAll(async () => {
  site = await serveFlood(CHUNKS_A_SECOND)
})
afterAll(() => site?.close())

const heldBy = (devtools: Frame): Promise<{ readonly spans: number; readonly dropped: number }> =>
  devtools.evaluate(() => {
    const { spans = 0, dropped = 0 } = window.genaiHost?.trace.totals() ?? {}
    return { spans, dropped }
  })

async function inPanel<T>(query: string, work: (sized: SizedPanel) => Promise<T>): Promise<T> {
  const sized = await openSizedPanel(`${site.origin}/${query}`)
  try {
    await until('the page is heard', () => sized.page.evaluate(() => window.flood?.isHeard()))
    return await work(sized)
  } finally {
    await sized.close()
  }
}

async function arrived({ devtools }: SizedPanel, flooded: Flooded | undefined, busy: readonly number[]): Promise<Arrived> {
  if (flooded === undefined) throw new Error('the page did not flood')
  await pause(SETTLE)
  const { spans, dropped } = await heldBy(devtools)
  return { flooded, held: spans, dropped, busy }
}

const NONE_LOST = { atMost: 0, unit: '' }

function lostRows(found: Parameters<typeof aimRow<Arrived>>[1], spans: (made: number) => number): (readonly string[])[] {
  return [
    aimRow('lost or given up, as the panel counts', found, ({ dropped }) => dropped, NONE_LOST),
    aimRow('spans that the panel does not hold', again(found), ({ flooded, held }) => spans(flooded.made) - held, NONE_LOST),
  ]
}

/** Runs in the devtools page: takes the panel's place at the bridge, and does no more than count entries and answer. */
function onlyCount(name: string): void {
  const port = chrome.tabs.connect(chrome.devtools.inspectedWindow.tabId, { name })
  port.onMessage.addListener(
    (message: { readonly type: string; readonly epoch: string; readonly entries?: readonly { readonly seq: number }[] }) => {
      const { type, epoch, entries = [] } = message
      if (type === 'hello') port.postMessage({ type: 'subscribe', v: 1, epoch, since: 0 })
      if (type !== 'batch') return
      window.genaiCounted = (window.genaiCounted ?? 0) + entries.length
      port.postMessage({ type: 'ack', epoch, seq: entries.at(-1)?.seq ?? 0 })
    },
  )
}

/** Of `made` records those that do not come where nothing is done with them: what the machine and the browser cannot carry. */
async function lostByNobody(): Promise<number> {
  return inPanel('?speaker', async ({ devtools, page }) => {
    await devtools.evaluate(onlyCount, DOCUMENT_PORT)
    await pause(SETTLE)
    const flooded = await page.evaluate((rate, time) => window.flood?.records(rate, time), RECORDS.perSecond, RECORDS.seconds)
    return (flooded?.made ?? Number.NaN) + 1 - (await devtools.evaluate(() => window.genaiCounted ?? 0))
  })
}

test(`${RECORDS.perSecond} records a second through the bridge`, async () => {
  const { perSecond, seconds } = RECORDS
  const floor = await inRounds(lostByNobody)
  const found = await inRounds(() =>
    inPanel('?speaker', async (sized) => {
      let flooded: Flooded | undefined
      const { frames } = await sized.thread.traced(async () => {
        flooded = await sized.page.evaluate((rate, time) => window.flood?.records(rate, time), perSecond, seconds)
      })
      return arrived(sized, flooded, frames)
    }),
  )
  printAims(`${count(perSecond)} records of 600 bytes a second through the bridge for ${seconds} s, three a span`, [
    aimRow('lost where the devtools page only counts: what machine and browser cannot carry', floor, (lost) => lost, {
      atMost: Infinity,
      unit: '',
    }),
    aimRow('lost: found no room in the page, since the panel did not keep up', found, ({ flooded }) => flooded.dropped ?? 0, NONE_LOST),
    ...lostRows(again(found), (made) => Math.ceil(made * RECORDS.spans)),
    aimRow('main thread of the extension a frame, p95', again(found), ({ busy }) => percentile(busy, 95), { atMost: 12, unit: 'ms' }),
    aimRow('until the last one is answered', again(found), ({ flooded }) => flooded.drained ?? Infinity, { atMost: Infinity, unit: 'ms' }),
  ])
  for (const { flooded } of found.values) expect(flooded.made).toBe(perSecond * seconds)
})

interface ArrivedText extends Arrived {
  /** Milliseconds from the socket to the panel's text, of each chunk of the selected stream. */
  readonly latencies: readonly number[]
}

/** Streams first, one of them selected, then spans. */
async function flood(sized: SizedPanel): Promise<ArrivedText> {
  const { page, panel } = sized
  await page.evaluate((streams) => window.flood?.streams(streams), STREAMS)
  await until('the streams have rows', () =>
    panel.evaluate((rows) => document.querySelectorAll('.grid-window > [role=row]').length >= rows, 4),
  )
  await selectRow(panel, 1)
  await panel.evaluate(watchChunks)
  const flooded = page.evaluate((rate, time) => window.flood?.spans(rate, time), SPANS_A_SECOND, SECONDS)
  // It is waited for below; should something fail before, nobody is there to hear that the browser went.
  flooded.catch(() => {})
  await pause(Math.max(0, SECONDS - LAST_SECONDS) * 1000)
  const { frames } = await sized.thread.traced(() => pause(Math.min(SECONDS, LAST_SECONDS) * 1000))
  const shown = await panel.evaluate(() => window.genaiShown)
  const done = await flooded
  site.endStreams()
  const written = site.written.get(shown?.stream ?? -1) ?? []
  const latencies = (shown?.at ?? []).flatMap((at, chunk) => (at === null ? [] : [at - (written[chunk] ?? Number.NaN)]))
  if (latencies.length === 0) throw new Error('the panel shows no text of the selected stream')
  return { ...(await arrived(sized, done, frames)), latencies }
}

test(`${SPANS_A_SECOND} spans a second of the real SDK`, async () => {
  const found = await inRounds(() => inPanel('', flood))
  printAims(
    `${count(SPANS_A_SECOND)} spans a second of the real SDK and ${STREAMS} streams of ${CHUNKS_A_SECOND} chunks a second, for ${SECONDS} s`,
    [
      ...lostRows(found, (made) => made + STREAMS),
      aimRow(`main thread of the extension a frame, p95, in the last ${LAST_SECONDS} s`, again(found), ({ busy }) => percentile(busy, 95), {
        atMost: 8,
        unit: 'ms',
      }),
      aimRow('chunk on the wire to text in the panel, p95', again(found), ({ latencies }) => percentile(latencies, 95), {
        atMost: 100,
        unit: 'ms',
      }),
      aimRow('chunks of the selected stream that were shown', again(found), ({ latencies }) => latencies.length, {
        atMost: Infinity,
        unit: '',
      }),
    ],
  )
  for (const { flooded } of found.values) expect(flooded.made).toBe(SPANS_A_SECOND * SECONDS)
})

declare global {
  interface Window {
    genaiCounted?: number
    /** When each chunk of the selected stream first stood in the details, in milliseconds since the Unix epoch; null for those that stood there before. */
    genaiShown?: { stream: number; readonly at: (number | null)[] }
  }
}

/** Runs in the panel. */
function watchChunks(): void {
  const shown: { stream: number; readonly at: (number | null)[] } = { stream: -1, at: [] }
  window.genaiShown = shown
  const look = (at: number | null): void => {
    const text = document.querySelector('.tab-panel')?.textContent ?? ''
    const [, stream, chunk] = /#(\d+)\.(\d+) /.exec(text.slice(text.lastIndexOf('#'))) ?? []
    if (chunk === undefined) return
    shown.stream = Number(stream)
    while (shown.at.length <= Number(chunk)) shown.at.push(at)
  }
  look(null)
  const observer = new MutationObserver(() => look(performance.timeOrigin + performance.now()))
  observer.observe(document.body, { subtree: true, childList: true, characterData: true })
}
