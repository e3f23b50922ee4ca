/** Composes the store: entries in, views out. */
import type { Accepted, AcceptedEntry } from '../../sdk/protocol/accepted.ts'
import type { ChunkTimings, Delta, EventRecord, JsonValue, ResourceEntry, SpanRecord } from '../../sdk/protocol/records.ts'
import { ATTR_END } from '../../sdk/own-names.ts'
import { acceptEvent, acceptSpan } from './accept.ts'
import { createDocuments } from './documents.ts'
import { dumpTrace } from './dump.ts'
import type { DumpOptions } from './dump.ts'
import { PAGE_GONE } from './ends.ts'
import { DEFAULT_LIMITS } from './eviction.ts'
import type { Limits } from './eviction.ts'
import { lastTime } from './fill.ts'
import { Heard } from './heard.ts'
import { Live } from './live.ts'
import { weigh } from './measure.ts'
import type { LiveText, LogView, RowList, Source, SpanIndex, SpanView, Totals, Trace, TraceView } from './model.ts'
import { createRowList } from './row-list.ts'
import { NONE, RUNNING } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { partsOf, spanKey } from './span-key.ts'
import type { RowKey } from './span-key.ts'
import { Spans } from './spans.ts'
import { f64, i32, u8 } from './table.ts'
import { toMilliseconds, toUnixNano } from './time.ts'
import { totalsOf } from './totals.ts'
import { spanView, traceView } from './views.ts'
import { WaitingEntries } from './waiting-entries.ts'

/** Rows whose chunk timings are kept at hand. */
const MAX_CHUNKS = 1_000

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
  #version = 0
  /** Grows with each change that rows show. */
  #structure = 0
  #dropped = 0
  #totals: Totals | undefined
  #kept: { readonly collapsed: ReadonlySet<RowKey>; readonly structure: number; readonly rows: RowList } | undefined
  #live = new Map<SpanIndex, Live>()
  #logs = new Map<SpanIndex, LogView[]>()
  /** Chunk timings of the rows that were asked for last: they are drawn each frame, and lie in the record's text. */
  readonly #chunks = new Map<SpanIndex, { readonly timings: ChunkTimings | undefined }>()
  #heard = new Heard()
  #waitingLogs = new WaitingEntries<LogView>()
  #waitingDeltas = new WaitingEntries<WaitingDelta>()
  readonly #listeners = new Set<() => void>()

  constructor(limits: Limits) {
    this.#limits = limits
    this.#spans = this.#empty()
  }

  #empty(): Spans {
    return new Spans(this.#limits, (row) => {
      this.#heard.delete(this.source(row).document, this.#spans.ids.spanIdOf(row))
      this.#chunks.delete(row)
      this.#live.delete(row)
      this.#logs.delete(row)
    })
  }

  get version(): number {
    return this.#version
  }

  get tables(): Tables {
    return this.#spans.tables
  }

  get size(): number {
    return this.#spans.size
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  ingest(from: Source, entries: readonly AcceptedEntry[], lost: number): void {
    const source = this.#documents.source(from)
    for (const entry of entries) if (this.#documents.add(source, entry.seq)) this.#dropped += this.#take(source, entry)
    this.#dropped += lost
    this.#changed()
  }

  documentGone(document: string): void {
    const rows = [...this.#spans.records.running].filter((row) => this.#spans.sourceOf(row)?.document === document)
    for (const row of rows) this.#endGone(row)
    this.#structure++
    this.#waitingDeltas.deleteWhere(({ source }) => source.document === document)
    this.#documents.gone(document)
    this.#changed()
  }

  clear(): void {
    this.#spans = this.#empty()
    this.#live = new Map()
    this.#logs = new Map()
    this.#chunks.clear()
    this.#heard = new Heard()
    this.#waitingLogs = new WaitingEntries()
    this.#waitingDeltas = new WaitingEntries()
    this.#dropped = 0
    this.#structure++
    // Numbers and resources of living pages stay: a page names a resource once, and must not be heard twice.
    this.#documents.forget(() => false)
    this.#changed()
  }

  traces(): readonly TraceView[] {
    return Array.from(this.#spans.tree.traces, (trace) => traceView(this.#spans, trace))
  }

  rows(collapsed: ReadonlySet<RowKey>): RowList {
    const kept = this.#kept
    if (kept?.structure === this.#structure && isSame(kept.collapsed, collapsed)) return kept.rows
    const items = [...collapsed].flatMap((key) => this.#itemOf(key) ?? [])
    const rows = createRowList(this.#spans, new Set(items))
    this.#kept = { collapsed: new Set(collapsed), structure: this.#structure, rows }
    return rows
  }

  *spans(): Generator<SpanIndex> {
    for (const trace of this.#spans.tree.traces) yield* this.#spans.tree.rowsOf(trace)
  }

  spansOfTrace(index: SpanIndex): Iterable<SpanIndex> {
    return this.#spans.tree.rowsOf(this.#traceAt(index))
  }

  span(index: SpanIndex): SpanView {
    return spanView(this.#spans, index)
  }

  find(key: RowKey): SpanIndex | undefined {
    const item = this.#itemOf(key)
    return item === undefined || item < 0 ? undefined : item
  }

  placeOf(key: RowKey, rows: RowList): number {
    const item = this.#itemOf(key)
    return item === undefined ? -1 : rows.placeOf(item)
  }

  record(index: SpanIndex): SpanRecord {
    const record = this.#spans.records.get(index)
    if (record === undefined) throw new RangeError(`no span ${index}`)
    return record
  }

  resource(index: SpanIndex): ResourceEntry | undefined {
    return this.#documents.resource(this.source(index), this.record(index).resource)
  }

  source(index: SpanIndex): Source {
    const source = this.#spans.sourceOf(index)
    if (source === undefined) throw new RangeError(`no span ${index}`)
    return source
  }

  live(index: SpanIndex): readonly LiveText[] {
    return this.#live.get(index)?.texts() ?? []
  }

  chunks(index: SpanIndex): ChunkTimings | undefined {
    const known = this.#chunks.get(index)
    if (known !== undefined) return known.timings ?? this.#live.get(index)?.chunks()
    const timings = this.record(index).chunks
    if (this.#chunks.size >= MAX_CHUNKS) this.#chunks.clear()
    this.#chunks.set(index, { timings })
    return timings ?? this.#live.get(index)?.chunks()
  }

  events(index: SpanIndex): readonly EventRecord[] {
    return (this.#logs.get(index) ?? []).map(({ event }) => event)
  }

  logs(): readonly LogView[] {
    return [...[...this.#logs.values()].flat(), ...this.#waitingLogs.values]
  }

  totals(): Totals {
    return (this.#totals ??= totalsOf(this.#spans, this.#dropped))
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

  /** A span's row, or `~row` of a trace. */
  #itemOf(key: RowKey): number | undefined {
    const parts = partsOf(key)
    if (parts === undefined) return undefined
    if (parts.spanId !== undefined) return this.#spans.find(parts.document, parts.traceId, parts.spanId)
    const trace = this.#spans.findTrace(parts.document, parts.traceId)
    return trace === undefined ? undefined : ~trace
  }

  /** @returns how many entries found no room. What the store of spans gives up, it counts itself. */
  #take(source: Source, entry: AcceptedEntry): number {
    if ('span' in entry) this.#takeSpan(source, entry.seq, acceptSpan(entry.span))
    else if ('delta' in entry) return this.#takeDelta(source, entry.delta)
    else if ('event' in entry) return this.#takeEvent(source, acceptEvent(entry.event))
    else return this.#documents.addResource(source, entry) ? 0 : 1
    return 0
  }

  #takeSpan(source: Source, seq: number, record: Accepted<SpanRecord>): void {
    const before = this.#spans.size
    const index = this.#spans.put(source, seq, record)
    this.#structure++
    if (index === undefined) return
    this.#heard.add(source.document, record.spanId, index, (row) => this.#isRunning(row))
    if (this.#spans.size !== before) this.#claimWaiting(source, record)
    this.#chunks.delete(index)
    if (!this.#isRunning(index) && record.content?.outputMessages !== undefined) this.#dropLive(index)
  }

  #isRunning(index: SpanIndex): boolean {
    return u8(this.#spans.tables.spans.columns.outcome, index) === RUNNING
  }

  #claimWaiting(source: Source, record: SpanRecord): void {
    for (const { delta } of this.#waitingDeltas.take(deltaKey(source, record.spanId))) this.#takeDelta(source, delta)
    for (const { event, source: from } of this.#waitingLogs.take(keyIn(source, record))) this.#takeEvent(from, event)
  }

  #takeDelta(source: Source, delta: Delta): number {
    const index = this.#heard.get(source.document, delta.spanId)
    if (index === undefined) return this.#waitingDeltas.add(deltaKey(source, delta.spanId), { source, delta })
    if (!this.#isRunning(index) && this.record(index).content?.outputMessages !== undefined) return 0
    const at = toMilliseconds(delta.at)
    this.#spans.extent.heard(at)
    if (!this.#spans.hasRoomFor(delta.text.length)) return 1
    const live = this.#live.get(index) ?? new Live()
    this.#live.set(index, live)
    const more = live.append(delta, at - f64(this.#spans.tables.spans.columns.start, index))
    if (more === undefined) return 1
    this.#spans.weighed(index, more)
    return 0
  }

  #takeEvent(source: Source, event: EventRecord): number {
    const { traceId, spanId } = event
    const log = { event, source, resource: this.#documents.resource(source, event.resource) }
    const index = traceId === undefined || spanId === undefined ? undefined : this.#spans.find(source.document, traceId, spanId)
    if (index === undefined) return this.#waitingLogs.add(keyIn(source, { traceId, spanId }), log)
    const bytes = weigh(event)
    if (!this.#spans.hasRoomFor(bytes)) return 1
    const logs = this.#logs.get(index)
    if (logs === undefined) this.#logs.set(index, [log])
    else logs.push(log)
    this.#spans.weighed(index, bytes)
    return 0
  }

  #dropLive(index: SpanIndex): void {
    const live = this.#live.get(index)
    if (live === undefined) return
    this.#spans.weighed(index, -live.bytes)
    this.#live.delete(index)
  }

  #endGone(index: SpanIndex): void {
    const record = this.#spans.records.get(index)
    if (record === undefined) return
    const start = f64(this.#spans.tables.spans.columns.start, index)
    const chunks = this.#live.get(index)?.chunks().offsets.at(-1) ?? 0
    const endTimeUnixNano = toUnixNano(Math.max(lastTime(this.#spans.tables, index), start + chunks))
    const attributes = { ...record.attributes, [ATTR_END]: PAGE_GONE }
    const ended: Accepted<SpanRecord> = { ...record, state: 'ended', endTimeUnixNano, attributes }
    this.#spans.put(this.source(index), this.#spans.seqOf(index), ended)
    this.#spans.markGone(index)
  }

  #traceAt(index: SpanIndex): number {
    const trace = i32(this.#spans.tables.spans.columns.trace, index)
    if (trace === NONE) throw new RangeError(`no span ${index}`)
    return trace
  }
}

const deltaKey = ({ document }: Source, spanId: string): string => `${document} ${spanId}`

function keyIn(
  { document }: Source,
  { traceId = '', spanId = '' }: { readonly traceId?: string | undefined; readonly spanId?: string | undefined },
): string {
  return spanKey({ document, traceId, spanId })
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id))
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
