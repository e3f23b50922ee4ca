/** Composes the store: entries in, views out. */
import type { Accepted, AcceptedEntry } from '../../sdk/protocol/accepted.ts'
import type { ChunkTimings, EventRecord, JsonValue, SpanRecord } from '../../sdk/protocol/records.ts'
import { ATTR_END } from '../../sdk/own-names.ts'
import { acceptEvent, acceptSpan } from './accept.ts'
import { BarTimesKept } from './bar-times-kept.ts'
import type { KeptTimes } from './bar-times-kept.ts'
import type { BarTimes } from './bar-times.ts'
import { BesideSpans } from './beside-spans.ts'
import type { Interval } from './busy-time.ts'
import { createDocuments } from './documents.ts'
import { dumpTrace, readAndDump, type DumpOptions } from './dump.ts'
import { PAGE_GONE } from './ends.ts'
import { DEFAULT_LIMITS, type Limits } from './eviction.ts'
import { FileDetails } from './file-details.ts'
import { FileRows, type FileReader } from './file-rows.ts'
import { openFileRows } from './open-file-rows.ts'
import { lastTime } from './fill.ts'
import type { Filter } from './filter.ts'
import { Matchers } from './filter-matcher.ts'
import type { IdleOf } from './idle-time.ts'
import type {
  LiveText,
  LogView,
  OpenFile,
  RowChoice,
  RowList,
  Snapshot,
  Source,
  SpanDetail,
  SpanIndex,
  SpanView,
  Totals,
  Trace,
  TraceView,
} from './model.ts'
import { KeptRows } from './kept-rows.ts'
import { Listeners } from './listeners.ts'
import { readMany } from './read-many.ts'
import { TraceSnapshot } from './snapshot.ts'
import { Flag, NONE, type Tables } from './span-columns.ts'
import { partsOf, type RowKey } from './span-key.ts'
import { Spans } from './spans.ts'
import { f64, i32 } from './table.ts'
import { toUnixNano } from './time.ts'
import { TraceCosts } from './trace-costs.ts'
import { totalsOf } from './totals.ts'
import { spanView, traceView } from './views.ts'

/** An empty store: plain data and functions, so that the devtools page can own it and the panel's frame can read it. */
export function createTrace(limits: Limits = DEFAULT_LIMITS): Trace {
  return new TraceStore(limits)
}

class TraceStore implements Trace {
  readonly #limits: Limits
  #spans: Spans
  #beside: BesideSpans
  #documents = createDocuments()
  #version = 0
  /** Grows with each change that rows show. */
  #structure = 0
  #dropped = 0
  #totals: Totals | undefined
  readonly costs = new TraceCosts(
    () => this.#spans,
    () => this.#rowsChanged(),
  )
  readonly #rows = new KeptRows()
  readonly #chunks = new BarTimesKept()
  #details = new FileDetails()
  readonly #matchers = new Matchers()
  readonly #listeners = new Listeners()

  constructor(limits: Limits) {
    this.#limits = limits
    this.#spans = this.#empty()
    this.#beside = new BesideSpans(this.#spans)
  }

  #empty(): Spans {
    const spans = new Spans(this.#limits, (row) => {
      this.#beside.forget(row)
      this.#chunks.delete(row)
      this.#details.delete(row)
    })
    spans.costs.pricing = this.costs.pricing
    return spans
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
    return this.#listeners.subscribe(listener)
  }

  ingest(from: Source, entries: readonly AcceptedEntry[], lost: number): void {
    const source = this.#documents.source(from)
    const seen = this.#documents.seen(source)
    for (const entry of entries) if (seen.add(entry.seq)) this.#dropped += this.#take(source, entry)
    this.#dropped += lost
    this.#changed()
  }

  documentGone(document: string): void {
    const rows = [...this.#spans.records.running].filter((row) => this.#spans.sourceOf(row)?.document === document)
    for (const row of rows) this.#endGone(row)
    this.#structure++
    this.#beside.documentGone(document)
    this.#documents.gone(document)
    this.#changed()
  }

  clear(): void {
    this.#spans = this.#empty()
    this.#beside = new BesideSpans(this.#spans)
    this.#chunks.clear()
    this.#details = new FileDetails()
    this.#dropped = 0
    this.#structure++
    // Numbers and resources of living pages stay: a page names a resource once, and must not be heard twice.
    this.#documents.forget(() => false)
    this.#changed()
  }

  settle(hasTime: () => boolean): boolean {
    return this.#spans.records.settle(hasTime)
  }

  traces(): readonly TraceView[] {
    return Array.from(this.#spans.tree.traces, (trace) => traceView(this.#spans, trace))
  }

  rows(collapsed: ReadonlySet<RowKey>, choice: RowChoice = {}): RowList {
    return this.#rows.rows(this.#spans, this.#structure, collapsed, choice, (key) => this.#itemOf(key))
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

  async record(index: SpanIndex): Promise<SpanRecord> {
    return (await this.readDetail(index)).record
  }

  source(index: SpanIndex): Source {
    const source = this.#spans.sourceOf(index)
    if (source === undefined) throw new RangeError(`no span ${index}`)
    return source
  }

  live(index: SpanIndex): readonly LiveText[] {
    return this.#beside.texts(index)
  }

  get retries(): number {
    return this.#spans.shared.retries.size
  }

  attempts(index: SpanIndex): ReturnType<Trace['attempts']> {
    const { retries } = this.#spans.shared
    const there = (row: SpanIndex): SpanIndex | undefined => (row === NONE ? undefined : row)
    return { before: there(retries.previous(index)), after: there(retries.next(index)) }
  }

  conversation(index: SpanIndex): string | undefined {
    return this.#spans.tally.conversationOf(this.#traceAt(index))
  }

  chunks(index: SpanIndex): ChunkTimings | undefined {
    return this.#timesOf(index).timings ?? this.#beside.chunks(index)
  }

  barTimes(index: SpanIndex): BarTimes {
    const { times } = this.#timesOf(index)
    const reasoned = times.reasoned === undefined ? this.#beside.reasoned(index) : undefined
    return reasoned === undefined ? times : { ...times, reasoned }
  }

  #timesOf(index: SpanIndex): KeptTimes {
    return this.#chunks.of(index, () => (this.#fileOf(index) === undefined ? this.#recordOf(index) : this.#details.get(index)?.record))
  }

  detail(index: SpanIndex): SpanDetail | undefined {
    if (this.#fileOf(index) !== undefined) return this.#details.get(index)
    const record = this.#recordOf(index)
    return {
      record,
      resource: this.#documents.resource(this.source(index), record.resource),
      live: this.live(index),
      events: this.#beside.logs(index),
    }
  }

  async readDetail(index: SpanIndex): Promise<SpanDetail> {
    const file = this.#fileOf(index)
    const known = this.detail(index)
    if (known !== undefined || file === undefined) return known ?? Promise.reject(new RangeError(`no span ${index}`))
    return this.#details.read(file, index, this.source(index))
  }

  readMany(indices: Iterable<SpanIndex>, most: number): ReturnType<Trace['readMany']> {
    const spans = this.#spans
    return readMany({ spans, isCurrent: () => this.#spans === spans, detail: (row) => this.detail(row) }, indices, most)
  }

  looseLogs(): readonly LogView[] {
    return this.#beside.looseLogs
  }

  snapshot(of?: RowKey): Snapshot {
    const spans = this.#spans
    const isCurrent = (): boolean => this.#spans === spans
    const only = of === undefined ? undefined : { item: this.#itemOf(of) }
    return new TraceSnapshot({ spans, detail: (row) => this.detail(row), isCurrent, looseLogs: this.looseLogs(), only })
  }

  hasRoom(spans: number, bytes: number): boolean {
    return this.#spans.fits(spans, bytes)
  }

  openFile(name: string, reader: FileReader): OpenFile {
    return openFileRows(new FileRows(this.#spans, name, crypto.randomUUID(), reader), () => this.#rowsChanged())
  }

  matcher(filter: Filter): (index: SpanIndex) => boolean {
    return this.#matchers.of(this.#spans, filter)
  }

  filterValues(key: string): readonly string[] {
    return this.#matchers.values(this.#spans, this.#structure, key)
  }

  idle(of: IdleOf): readonly Interval[] {
    return this.#spans.extent.idle.gaps(of, this.#spans.records.running)
  }

  totals(): Totals {
    return (this.#totals ??= totalsOf(this.#spans, this.#dropped))
  }

  dump(options?: DumpOptions): JsonValue {
    return dumpTrace(this, options)
  }

  readDump(options?: DumpOptions): Promise<JsonValue> {
    return readAndDump(this, options)
  }

  #rowsChanged(): void {
    this.#structure++
    this.#changed()
  }

  #changed(): void {
    this.#version++
    this.#totals = undefined
    this.#listeners.tell()
  }

  /** A span's row, or `~row` of a trace; of one whose only span stands for it, that. */
  #itemOf(key: RowKey): number | undefined {
    const parts = partsOf(key)
    if (parts === undefined) return undefined
    if (parts.spanId !== undefined) return this.#spans.find(parts.document, parts.traceId, parts.spanId)
    const trace = this.#spans.findTrace(parts.document, parts.traceId)
    return trace === undefined ? undefined : this.#spans.tree.firstOf(trace)
  }

  /** @returns how many entries found no room. What the store of spans gives up, it counts itself. */
  #take(source: Source, entry: AcceptedEntry): number {
    if ('span' in entry) this.#takeSpan(source, entry.seq, acceptSpan(entry.span))
    else if ('delta' in entry) return this.#beside.takeDelta(source, entry.delta)
    else if ('event' in entry) return this.#takeEvent(source, acceptEvent(entry.event))
    else return this.#documents.addResource(source, entry) ? 0 : 1
    return 0
  }

  #takeSpan(source: Source, seq: number, record: Accepted<SpanRecord>): void {
    const before = this.#spans.size
    const index = this.#spans.put(source, seq, record)
    this.#structure++
    if (index === undefined) return
    this.#chunks.delete(index)
    this.#beside.came(index, source, record, this.#spans.size !== before)
  }

  #takeEvent(source: Source, event: EventRecord): number {
    return this.#beside.takeEvent({ event, source, resource: this.#documents.resource(source, event.resource) })
  }

  #endGone(index: SpanIndex): void {
    const record = this.#spans.records.get(index)
    if (record === undefined) return
    const start = f64(this.#spans.tables.spans.columns.start, index)
    const chunks = this.#beside.chunks(index)?.offsets.at(-1) ?? 0
    const endTimeUnixNano = toUnixNano(Math.max(lastTime(this.#spans.tables, index), start + chunks))
    const attributes = { ...record.attributes, [ATTR_END]: PAGE_GONE }
    const ended: Accepted<SpanRecord> = { ...record, state: 'ended', endTimeUnixNano, attributes }
    this.#spans.put(this.source(index), this.#spans.seqOf(index), ended)
    // Its document went away while it ran.
    this.#spans.mark(index, Flag.gone)
  }

  /** Of a span that lies in no file. */
  #recordOf(index: SpanIndex): SpanRecord {
    const record = this.#spans.records.get(index)
    if (record === undefined) throw new RangeError(`no span ${index}`)
    return record
  }

  /** The file that a span's record lies in. */
  #fileOf(index: SpanIndex): FileRows | undefined {
    return this.#spans.files.get(this.source(index))
  }

  #traceAt(index: SpanIndex): number {
    const trace = i32(this.#spans.tables.spans.columns.trace, index)
    if (trace === NONE) throw new RangeError(`no span ${index}`)
    return trace
  }
}
