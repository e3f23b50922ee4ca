/** Composes the store: entries in, views out. */
import type { Accepted, AcceptedEntry } from '../../sdk/protocol/accepted.ts'
import type { ChunkTimings, Delta, EventRecord, JsonValue, ResourceEntry, SpanRecord } from '../../sdk/protocol/records.ts'
import { acceptEvent, acceptSpan } from './accept.ts'
import { createDocuments } from './documents.ts'
import { dumpTrace } from './dump.ts'
import type { DumpOptions } from './dump.ts'
import { ATTR_END } from '../../sdk/own-names.ts'
import { PAGE_GONE } from './ends.ts'
import { createLive } from './live.ts'
import { weigh } from './measure.ts'
import type { LiveText, LogView, Row, Source, SpanIndex, SpanView, Totals, Trace, TraceView } from './model.ts'
import { DEFAULT_LIMITS } from './eviction.ts'
import type { Limits } from './eviction.ts'
import { createRows } from './rows.ts'
import { createSpans } from './spans.ts'
import type { Cell, Spans } from './spans.ts'
import { spanView, summaryOf } from './summary.ts'
import { float } from './span-columns.ts'
import { toMilliseconds, toUnixNano } from './time.ts'
import { sumTotals } from './totals.ts'

/** Events and deltas that wait for their span; beyond it the oldest is dropped. */
const MAX_WAITING = 1_000

interface WaitingDelta {
  readonly source: Source
  readonly delta: Delta
}

/** An empty store: plain data and functions, so that the devtools page can own it and the panel's frame can read it. */
export function createTrace(limits: Limits = DEFAULT_LIMITS): Trace {
  return new TraceStore(limits)
}

class TraceStore implements Trace {
  readonly #limits: Limits
  #spans: Spans
  #documents = createDocuments()
  #rows = createRows()
  #version = 0
  #dropped = 0
  #totals: Totals | undefined
  #waitingLogs: LogView[] = []
  #waitingDeltas: WaitingDelta[] = []
  readonly #listeners = new Set<() => void>()

  constructor(limits: Limits) {
    this.#limits = limits
    this.#spans = createSpans(limits)
  }

  get version(): number {
    return this.#version
  }

  get size(): number {
    return this.#spans.columns.length
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  ingest(from: Source, entries: readonly AcceptedEntry[], lost: number): void {
    const source = this.#documents.source(from)
    for (const entry of entries) if (this.#documents.add(source, entry.seq) && !this.#take(source, entry)) this.#dropped++
    this.#dropped += lost
    this.#changed()
  }

  documentGone(document: string): void {
    const running = this.#spans.cells.filter(({ source, record }) => source.document === document && record.state === 'running')
    for (const cell of running) this.#endGone(cell)
    this.#rows.forget()
    this.#waitingDeltas = this.#waitingDeltas.filter(({ source }) => source.document !== document)
    this.#documents.gone(document)
    this.#changed()
  }

  clear(): void {
    this.#spans = createSpans(this.#limits)
    this.#rows = createRows()
    this.#waitingLogs = []
    this.#waitingDeltas = []
    this.#dropped = 0
    // Numbers and resources of living pages stay: a page names a resource once, and must not be heard twice.
    this.#documents.forget(() => false)
    this.#changed()
  }

  traces(): readonly TraceView[] {
    return this.#rows.groups(this.#spans).map((group) => summaryOf(this.#spans, group).view)
  }

  rows(collapsed: ReadonlySet<string>): readonly Row[] {
    return this.#rows.rows(this.#spans, collapsed)
  }

  span(index: SpanIndex): SpanView {
    return spanView(this.#spans, index)
  }

  find(spanId: string): SpanIndex | undefined {
    return this.#spans.find(spanId)
  }

  record(index: SpanIndex): SpanRecord {
    return this.#cellAt(index).record
  }

  resource(index: SpanIndex): ResourceEntry | undefined {
    const { source, record } = this.#cellAt(index)
    return this.#documents.resource(source, record.resource)
  }

  source(index: SpanIndex): Source {
    return this.#cellAt(index).source
  }

  live(index: SpanIndex): readonly LiveText[] {
    return this.#cellAt(index).live?.texts() ?? []
  }

  chunks(index: SpanIndex): ChunkTimings | undefined {
    const { record, live } = this.#cellAt(index)
    return record.chunks ?? live?.chunks()
  }

  events(index: SpanIndex): readonly EventRecord[] {
    return this.#cellAt(index).logs.map(({ event }) => event)
  }

  logs(): readonly LogView[] {
    return [...this.#spans.cells.flatMap(({ logs }) => logs), ...this.#waitingLogs]
  }

  totals(): Totals {
    return (this.#totals ??= sumTotals(this.#spans, this.#dropped))
  }

  dump(options: DumpOptions = { content: true }): JsonValue {
    return dumpTrace(this, options)
  }

  #changed(): void {
    this.#version++
    this.#totals = undefined
    // A copy: a listener that subscribes anew must not be told for ever.
    for (const listener of Array.from(this.#listeners)) tell(listener)
  }

  /** False where the entry found no room. */
  #take(source: Source, entry: AcceptedEntry): boolean {
    if ('span' in entry) this.#takeSpan(source, entry.seq, acceptSpan(entry.span))
    else if ('delta' in entry) return this.#takeDelta(source, entry.delta)
    else if ('event' in entry) return this.#takeEvent(source, acceptEvent(entry.event))
    else return this.#documents.addResource(source, entry)
    // What the store itself gives up, it counts itself.
    return true
  }

  #takeSpan(source: Source, seq: number, record: Accepted<SpanRecord>): void {
    const isNew = this.#spans.indexOf(record.traceId, record.spanId) === undefined
    const index = this.#spans.put(source, seq, record)
    this.#rows.forget()
    const cell = index === undefined ? undefined : this.#spans.cells[index]
    if (index === undefined || cell === undefined) return
    if (isNew) this.#claimWaiting(source, record)
    const { state, content } = cell.record
    if (state === 'ended' && content?.outputMessages !== undefined) this.#dropLive(index, cell)
  }

  #claimWaiting(source: Source, { traceId, spanId }: SpanRecord): void {
    const isOurs = ({ source: from, delta }: WaitingDelta): boolean => from.document === source.document && delta.spanId === spanId
    const deltas = this.#waitingDeltas.filter((waiting) => isOurs(waiting))
    if (deltas.length > 0) {
      this.#waitingDeltas = this.#waitingDeltas.filter((waiting) => !isOurs(waiting))
      for (const { delta } of deltas) this.#takeDelta(source, delta)
    }
    const isHere = ({ event }: LogView): boolean => event.traceId === traceId && event.spanId === spanId
    const events = this.#waitingLogs.filter((loose) => isHere(loose))
    if (events.length === 0) return
    this.#waitingLogs = this.#waitingLogs.filter((loose) => !isHere(loose))
    for (const { event, source: from } of events) this.#takeEvent(from, event)
  }

  #takeDelta(source: Source, delta: Delta): boolean {
    const index = this.#spans.find(delta.spanId)
    const cell = index === undefined ? undefined : this.#spans.cells[index]
    if (index === undefined || cell?.source.document !== source.document) {
      return wait(this.#waitingDeltas, { source, delta })
    }
    if (cell.record.content?.outputMessages !== undefined && cell.record.state === 'ended') return true
    const at = toMilliseconds(delta.at)
    const { columns } = this.#spans
    columns.news[index] = Math.max(float(columns.news, index), at)
    cell.live ??= createLive()
    const fits = cell.live.append(delta, at - float(columns.start, index))
    if (fits) this.#spans.weighed(index, delta.text.length)
    return fits
  }

  #takeEvent(source: Source, event: EventRecord): boolean {
    const { traceId, spanId } = event
    const log = { event, source, resource: this.#documents.resource(source, event.resource) }
    const index = traceId === undefined || spanId === undefined ? undefined : this.#spans.indexOf(traceId, spanId)
    if (index === undefined) return wait(this.#waitingLogs, log)
    this.#spans.cells[index]?.logs.push(log)
    this.#spans.weighed(index, weigh(event))
    return true
  }

  #dropLive(index: SpanIndex, cell: Cell): void {
    if (cell.live === undefined) return
    this.#spans.weighed(index, -cell.live.characters)
    cell.live = undefined
  }

  #endGone(cell: Cell): void {
    const { traceId, spanId } = cell.record
    const index = this.#spans.indexOf(traceId, spanId)
    if (index === undefined) return
    const endTimeUnixNano = toUnixNano(float(this.#spans.columns.news, index))
    const attributes = { ...cell.record.attributes, [ATTR_END]: PAGE_GONE }
    this.#spans.put(cell.source, cell.seq, { ...cell.record, state: 'ended', endTimeUnixNano, attributes })
    cell.gone = true
  }

  #cellAt(index: SpanIndex): Cell {
    const cell = this.#spans.cells[index]
    if (cell === undefined) throw new RangeError(`no span ${index}: there are ${this.#spans.columns.length}`)
    return cell
  }
}

/** False where the oldest had to go. */
function wait<T>(waiting: T[], item: T): boolean {
  waiting.push(item)
  if (waiting.length <= MAX_WAITING) return true
  waiting.shift()
  return false
}

/** One reader's fault is not the next one's, and not the bridge's: it is reported once everybody has been told. */
function tell(listener: () => void): void {
  try {
    listener()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
