/**
 * A span is the same whoever watches: each recorded answer is told to the SDK chunk by chunk, with a pause before each of its last chunks, while nobody listens,
 * while spans are exported, while the panel is open, and while it opens and closes on the way; while
 * what reads is there, comes on the way, and comes last. The clock is the test's own; no browser is needed for what is told to capture's observer.
 */
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-web'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BodyObserver } from '../../sdk/capture/exchange.ts'
import { LiveSpanProcessor } from '../../sdk/export/live-processor.ts'
import { getPage } from '../../sdk/page.ts'
import type { SpanRecord } from '../../sdk/protocol/records.ts'
import type * as Readings from '../../sdk/provider/readings.ts'
import type { Api } from '../../sdk/recognition/apis.ts'
import { contentOf } from '../../sdk/content/span-content.ts'
import { READ_WITHIN_MS, releaseAll } from '../../sdk/hold/waiting.ts'
import { longRun } from '../support/long-run.ts'
import { requirement } from '../support/require.ts'
import { recordings, wireDirectory, wirePresent, type Recording } from './recordings.ts'
import { CalmLoad } from '../../sdk/calm-load.ts'
import { createGate } from '../../sdk/gate.ts'
import { createSink } from '../../sdk/sink.ts'
import '../support/whole-sdk.ts'
import { liveOf } from '../support/live-of.ts'

const PAUSES = [0, 900, 5_000]
/** Between chunks that come without a pause: slow enough for each to be timed. */
const STEP = 7

/** What the page's port sets `readWithin` to. */
const PANEL = 64
const NOBODY = Number.POSITIVE_INFINITY

type Watcher = (chunk: number, chunks: number) => number
type Reader = (chunk: number, chunks: number) => boolean
const watchers: { readonly [who: string]: Watcher } = {
  nobody: () => NOBODY,
  'an exporter': () => READ_WITHIN_MS,
  'the panel': () => PANEL,
  'a panel that opens on the way': (chunk, chunks) => (chunk < chunks - 2 ? NOBODY : PANEL),
  'a panel that closes on the way': (chunk, chunks) => (chunk < chunks - 1 ? PANEL : NOBODY),
  'nobody, and what reads comes last': () => NOBODY,
  'an exporter, and what reads comes last': () => READ_WITHIN_MS,
  'the panel, and what reads comes on the way': () => PANEL,
  'nobody, and what reads the wire comes last': () => NOBODY,
  'an exporter, and what reads the wire comes last': () => READ_WITHIN_MS,
  'the panel, and what reads the wire comes on the way': () => PANEL,
  'an exporter, what reads comes on the way, and what reads the wire after it': () => READ_WITHIN_MS,
}

/** Whether what reads is there before the chunk of that number comes: from the start, where it is not said. */
const readers: { readonly [who: string]: Reader } = {
  'nobody, and what reads comes last': () => false,
  'an exporter, and what reads comes last': () => false,
  'the panel, and what reads comes on the way': (chunk, chunks) => chunk >= chunks - 2,
  'an exporter, what reads comes on the way, and what reads the wire after it': (chunk, chunks) => chunk >= chunks - 3,
}

/** The same of what reads the call's wire. */
const wireReaders: { readonly [who: string]: Reader } = {
  'nobody, and what reads the wire comes last': () => false,
  'an exporter, and what reads the wire comes last': () => false,
  'the panel, and what reads the wire comes on the way': (chunk, chunks) => chunk >= chunks - 2,
  'an exporter, what reads comes on the way, and what reads the wire after it': (chunk, chunks) => chunk >= chunks - 1,
}

type PartOf = (typeof Readings)['partOf']
type ReadingPart = ReturnType<PartOf>

/** Whether what reads the wires is there, and what tells whose an answer speaks; their load is the test's own. */
const wires = vi.hoisted(() => ({ areThere: true, asked: 0 }))
vi.mock(import('../../sdk/provider/readings.ts'), async (original) => {
  const readings = await original()
  const { GatedPart } = await import('../support/gated-part.ts')
  const parts = new Map<Api, ReadingPart>()
  const partOf: PartOf = (wire) => {
    const part = parts.get(wire.api) ?? new GatedPart(readings.partOf(wire), wires)
    parts.set(wire.api, part)
    return part
  }
  return { ...readings, partOf, readingOf: (wire) => partOf(wire).module?.readings[wire.api] }
})
vi.mock(import('../../sdk/late-parts.ts'), async (original) => {
  const parts = await original()
  const { GatedPart } = await import('../support/gated-part.ts')
  return { ...parts, probe: new GatedPart(parts.probe, wires) }
})

/** How the page deals with the body after its last chunk. */
const endings: { readonly [how: string]: (observer: BodyObserver) => void } = {
  'read to its end': (observer) => observer.end(),
  'left without a word, then collected': (observer) => observer.collected?.(),
  cancelled: (observer) => observer.cancel(undefined),
}

const page = getPage()
const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new LiveSpanProcessor(), new SimpleSpanProcessor(exporter)] })
const counts = { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 }
const read = createSink({ page, live: liveOf(page), tracer: () => provider.getTracer('test'), contentOnSpan: true, counts })
let isThere = true
let waited = 0
let waitedForWire = 0
const sink = createGate({
  page,
  counts,
  endpoints: () => undefined,
  mcp: true,
  sink: () => (isThere ? read : undefined),
  calm: new CalmLoad(() => {}),
})

/** What the page's set-up does then. */
function readerComes(): void {
  if (isThere) return
  isThere = true
  waited += page.pending.size
  liveOf(page).ring.readCalls()
  page.pending.release()
}

/** What is done when the load has ended. */
function wireReaderComes(): void {
  if (wires.areThere) return
  wires.areThere = true
  waitedForWire += page.pending.size
  page.pending.release()
}

const absent = requirement('wire', wirePresent, `no recordings at ${wireDirectory}`)

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] }))
afterEach(() => {
  vi.useRealTimers()
  page.shelf.audience.readWithin = 0
})
afterAll(() => page.shelf.clear())

/** Cut after each blank line or line, as servers send them, and once in the middle of the last event but one. */
function chunksOf(body: Uint8Array): readonly Uint8Array[] {
  const text = new TextDecoder('latin1').decode(body)
  const ends = [...text.matchAll(/\r?\n\r?\n|(?<=\})\n(?=\{)/g)].map((match) => match.index + match[0].length)
  const inside = ends.at(-2)
  const cuts = [...new Set([0, ...ends, ...(inside === undefined ? [] : [inside - 3]), body.length])].toSorted((a, b) => a - b)
  return cuts.slice(1).map((end, index) => body.slice(cuts[index], end))
}

interface Told {
  readonly span: object
  readonly record: object
}

function run(
  { request, contentType, header, body, expected }: Recording,
  watcher: Watcher,
  { reader = () => true, wireReader = () => true }: { readonly reader?: Reader | undefined; readonly wireReader?: Reader | undefined },
  pause: number,
  end: (o: BodyObserver) => void,
): Told {
  exporter.reset()
  page.shelf.clear()
  vi.setSystemTime(1_790_000_000_000)
  const chunks = chunksOf(body())
  page.shelf.audience.readWithin = watcher(-1, chunks.length)
  isThere = reader(-1, chunks.length)
  wires.areThere = wireReader(-1, chunks.length)
  const exchange = sink({
    method: request.method,
    url: new URL(request.url),
    header: () => null,
    body: request.body === null ? undefined : JSON.stringify(request.body),
    signal: undefined,
  })
  vi.advanceTimersByTime(50)
  const headers = new Headers({ 'content-type': contentType })
  for (const name of ['x-vercel-ai-ui-message-stream', 'x-vercel-ai-data-stream'])
    if (header(name) !== null) headers.set(name, header(name) ?? '')
  const observer = exchange?.response(expected.status, headers)
  if (observer === undefined) throw new Error('not recognised')
  for (const [index, chunk] of chunks.entries()) {
    page.shelf.audience.readWithin = watcher(index, chunks.length)
    if (reader(index, chunks.length)) readerComes()
    if (wireReader(index, chunks.length)) wireReaderComes()
    vi.advanceTimersByTime(STEP + (index >= chunks.length - 3 ? pause : 0))
    observer.chunk(chunk)
  }
  vi.advanceTimersByTime(STEP)
  end(observer)
  if (page.shelf.audience.readWithin !== NOBODY) vi.advanceTimersByTime(3 * READ_WITHIN_MS)
  readerComes()
  wireReaderComes()
  // Whoever comes late finds it as it was; what waits for a reader is read.
  releaseAll()
  liveOf(page).ring.readCalls()
  vi.advanceTimersByTime(60_000)
  for (const open of page.open) open.abandon('page_hidden')
  const [span, ...more] = exporter.getFinishedSpans()
  if (span === undefined || more.length > 0) throw new Error(`${more.length + Number(span !== undefined)} spans`)
  const records = liveOf(page)
    .ring.read(0, 1_000)
    .entries.flatMap((entry) => ('span' in entry ? [entry.span] : []))
  const [record] = records
  if (record === undefined || records.length > 1) throw new Error(`${records.length} records`)
  return { span: factsOf(span), record: withoutIds(record) }
}

function factsOf(span: ReadableSpan): object {
  const { name, kind, startTime, endTime, status, attributes, events, links } = span
  return { name, kind, startTime, endTime, status, attributes, events, links, content: contentOf(span) }
}

function withoutIds({ traceId: _trace, spanId: _span, resource: _resource, ...record }: SpanRecord): object {
  return record
}

describe.skipIf(absent)('a recorded answer gives the same span whoever watches', () => {
  const streams = absent ? [] : recordings().filter(({ stream }) => stream)

  test('there are streams', () => expect(streams.length).toBeGreaterThan(80))

  // Each fifth where it is to be quick: they come in the order of their wires.
  const picked = streams.filter((_, at) => longRun || at % 5 === 0)

  test.each(picked.map((recording) => [recording.name, recording] as const))('%s', { timeout: 60_000 }, (_name, recording) => {
    for (const pause of PAUSES) {
      for (const [how, end] of Object.entries(endings)) {
        const all = Object.entries(watchers).map(([who, watcher]) => ({
          who,
          told: run(recording, watcher, { reader: readers[who], wireReader: wireReaders[who] }, pause, end),
        }))
        const [first, ...others] = all
        for (const { who, told } of others) expect(told, `${who}; a pause of ${pause} ms; ${how}`).toEqual(first?.told)
      }
    }
  })

  test('there were calls that waited for what reads', () => {
    expect(waited).toBeGreaterThan(picked.length)
    expect(waitedForWire).toBeGreaterThan(picked.length)
    expect(wires.asked).toBeGreaterThan(picked.length)
  })
})
