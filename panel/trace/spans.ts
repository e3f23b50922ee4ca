/** The spans themselves: columns, the records beside them, the links between them, and the limits of them all. */
import type { Accepted } from '../../sdk/protocol/accepted.ts'
import type { Milliseconds, SpanRecord } from '../../sdk/protocol/records.ts'
import { Costs } from './costs.ts'
import { Eviction } from './eviction.ts'
import type { Limits } from './eviction.ts'
import { Extent } from './extent.ts'
import { forgetLogs } from './file-rows.ts'
import type { FileRows } from './file-rows.ts'
import { createShared, fill, startOf, unfill } from './fill.ts'
import { spanWordsOf, traceWordsOf } from './hex-ids.ts'
import type { SpanId, TraceId } from './hex-ids.ts'
import { Identities } from './identities.ts'
import { ROW_BYTES, weigh } from './measure.ts'
import type { SpanIndex, Source } from './model.ts'
import { Records } from './records.ts'
import { createTables, Flag, NONE } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { Sums } from './sums.ts'
import { addRow, f64, freeRow, i32, setF64, setI32, setU32, setU8, u32, u8 } from './table.ts'
import { Tree } from './tree.ts'
import { Tally } from './tally.ts'
import { Waiting } from './waiting.ts'

type Record = Accepted<SpanRecord>

interface Weighed {
  readonly record: Record
  /** About what it takes. */
  readonly bytes: number
}

const weighed = (record: Record): Weighed => ({ record, bytes: weigh(record) })

/** What a span is called within its trace, and under whom. */
export interface SpanIds {
  readonly span: SpanId
  readonly parent: SpanId | undefined
}

export class Spans {
  readonly tables: Tables = createTables()
  readonly ids = new Identities(this.tables)
  readonly shared = createShared(this.tables, this.ids)
  readonly tally = new Tally(this.tables)
  readonly tree = new Tree(this.tables)
  readonly extent = new Extent(this.tables, this.tree)
  readonly costs = new Costs(this.tables, this.shared.usage, this.shared.words)
  readonly sums = new Sums(this.tables, this.tree, this.shared.usage, this.costs)
  readonly records = new Records(this.tables.spans.columns, (row, more) => this.weighed(row, more))
  readonly sources: Source[] = []
  /** Files whose spans are here, by the source that these have. */
  readonly files = new Map<Source, FileRows>()
  /** Spans given up to keep the limits. */
  dropped = 0
  readonly limits: Limits
  readonly eviction: Eviction
  readonly #waiting = new Waiting(this.tables)
  readonly #sourceIds = new Map<Source, number>()
  /** Called with each span that goes. */
  readonly #gone: (row: SpanIndex) => void
  #ages = 0
  #bytes = 0

  constructor(limits: Limits, gone: (row: SpanIndex) => void) {
    this.limits = limits
    this.#gone = gone
    this.eviction = new Eviction(this.tables)
  }

  /** Number of spans. */
  get size(): number {
    return this.tables.spans.used
  }

  /** Bytes of all that is held, about. */
  get bytes(): number {
    return this.#bytes + this.shared.words.bytes + this.shared.said.bytes + this.shared.retries.bytes + this.tally.bytes
  }

  find(document: string, traceId: string, spanId: string): SpanIndex | undefined {
    const trace = this.ids.traceOf(document, traceId)
    const row = trace === NONE ? NONE : this.ids.spanOf(trace, spanWordsOf(spanId))
    return row === NONE ? undefined : row
  }

  sourceOf(row: SpanIndex): Source | undefined {
    return this.sources[i32(this.tables.spans.columns.source, row)]
  }

  /** Number of the entry that brought its record. */
  seqOf(row: SpanIndex): number {
    return u32(this.tables.spans.columns.seq, row)
  }

  /** Whether a row of the traces is in use. */
  isTrace(trace: number): boolean {
    return i32(this.tables.traces.columns.document, trace) !== NONE
  }

  findTrace(document: string, traceId: string): number | undefined {
    const trace = this.ids.traceOf(document, traceId)
    return trace === NONE ? undefined : trace
  }

  /** Row of the span; `undefined` where there is no room for it. */
  put(source: Source, seq: number, sent: Record): SpanIndex | undefined {
    const trace = this.ids.traceOf(source.document, sent.traceId)
    const span = spanWordsOf(sent.spanId)
    const known = trace === NONE ? NONE : this.ids.spanOf(trace, span)
    return known === NONE ? this.#add(trace, span, source, seq, sent) : this.#update(known, source, seq, sent)
  }

  /** Accounts for bytes that grew beside a record. */
  weighed(row: SpanIndex, more: number): void {
    const { spans, traces } = this.tables
    const trace = i32(spans.columns.trace, row)
    if (trace === NONE) return
    this.#bytes += more
    setF64(traces.columns.bytes, trace, f64(traces.columns.bytes, trace) + more)
    this.eviction.weighed(trace, more)
  }

  /** What a span of a file takes; its record lies in the file. */
  weighFileRow(row: SpanIndex): void {
    this.weighed(row, ROW_BYTES)
  }

  /** Whether bytes that wait beside the spans still fit. */
  hasRoomFor(bytes: number): boolean {
    return this.fits(0, bytes)
  }

  #add(known: number, span: SpanId, source: Source, seq: number, sent: Record): SpanIndex | undefined {
    const document = this.ids.documentOf(source.document)
    const fitted = this.#fit(sent, document, known, 1, 0)
    if (fitted === undefined) {
      this.dropped++
      return undefined
    }
    const { record } = fitted
    const { traceId, parentSpanId } = record
    const ids = { span, parent: parentSpanId === undefined ? undefined : spanWordsOf(parentSpanId) }
    const trace = known === NONE ? this.addTrace(source, traceWordsOf(traceId), startOf(record)) : known
    return this.insert(source, trace, ids, (row) => {
      const conversation = fill(this.tables, this.shared, row, record)
      this.#keep(row, seq, fitted, ROW_BYTES)
      return conversation
    })
  }

  /** A span that is not there yet, and for which there is room. `put` fills its columns, and says which conversation it names. */
  insert(source: Source, trace: number, ids: SpanIds, put: (row: SpanIndex) => string | undefined): SpanIndex {
    const { spans, traces } = this.tables
    const row = addRow(spans)
    setI32(spans.columns.source, row, this.#idOfSource(source))
    this.ids.nameSpan(row, trace, ids.span)
    const conversation = put(row)
    this.tree.add(row, this.#parentOf(row, trace, ids.parent))
    setU32(traces.columns.spans, trace, u32(traces.columns.spans, trace) + 1)
    this.sums.join(row)
    this.tally.add(row, trace, 1)
    this.extent.reach(row, trace)
    this.tally.converse(row, trace, conversation)
    this.#adopt(row, trace, ids.span)
    return row
  }

  #update(row: SpanIndex, source: Source, seq: number, sent: Record): SpanIndex | undefined {
    const { columns } = this.tables.spans
    const before = this.records.get(row)
    const known = this.sourceOf(row)
    if (before === undefined || known === undefined) return undefined
    const isGone = (u8(columns.flags, row) & Flag.gone) !== 0
    const isOlder = known.epoch === source.epoch && seq < u32(columns.seq, row)
    const wouldRevive = before.state === 'ended' && sent.state === 'running' && !isGone
    // What an older record says in words may be missing from the newer one; all else it says is superseded.
    const [newer, older] = isOlder || wouldRevive ? [before, sent] : [sent, before]
    const content = older.content === undefined ? newer.content : { ...older.content, ...newer.content }
    const merged = content === undefined ? newer : { ...newer, content }
    const trace = i32(columns.trace, row)
    const held = u32(columns.bytes, row)
    const document = i32(this.tables.traces.columns.document, trace)
    const fitted =
      this.#fit(merged, document, trace, 0, held) ?? weighed({ ...merged, attributes: before.attributes, events: [], links: [] })
    if (newer === sent) setI32(columns.source, row, this.#idOfSource(source))
    this.#change(row, trace, before, fitted.record)
    this.#keep(row, newer === sent ? seq : u32(columns.seq, row), fitted, -held)
    return row
  }

  /** All spans of a document go, and count as none that was given up. */
  forgetDocument(document: string): void {
    const { traces } = this.tables
    const id = this.ids.documentOf(document)
    const before = this.dropped
    for (let trace = 0; trace < traces.length; trace++) if (i32(traces.columns.document, trace) === id) this.dropTrace(trace)
    this.dropped = before
  }

  /** `flag`: of {@link Flag}. */
  mark(row: SpanIndex, flag: number): void {
    const { flags } = this.tables.spans.columns
    setU8(flags, row, u8(flags, row) | flag)
  }

  #change(row: SpanIndex, trace: number, before: SpanRecord, record: Record): void {
    const startsElse = before.startTimeUnixNano !== record.startTimeUnixNano
    const moves = before.parentSpanId !== record.parentSpanId || startsElse
    this.extent.leave(row, trace, startsElse)
    this.tally.add(row, trace, -1)
    let conversation: string | undefined
    const refill = (): void => void (conversation = fill(this.tables, this.shared, row, record))
    if (moves) {
      this.sums.leave(row)
      this.#waiting.delete(row)
      const parent = record.parentSpanId === undefined ? undefined : spanWordsOf(record.parentSpanId)
      this.tree.move(row, this.#parentOf(row, trace, parent), refill)
      this.sums.moved(trace)
      this.sums.join(row)
    } else this.sums.change(row, refill)
    this.tally.add(row, trace, 1)
    this.extent.reach(row, trace)
    this.tally.converse(row, trace, conversation)
  }

  #keep(row: SpanIndex, seq: number, { record, bytes }: Weighed, more: number): void {
    setU32(this.tables.spans.columns.seq, row, seq)
    this.weighed(row, bytes + more)
    this.records.put(row, record, bytes)
  }

  /** Row of the parent; {@link NONE} for a root, where the parent has not come, and where it would close a circle. */
  #parentOf(row: SpanIndex, trace: number, id: SpanId | undefined): number {
    if (id === undefined) return NONE
    const parent = this.ids.spanOf(trace, id)
    if (parent === NONE) {
      this.#waiting.add(row, trace, id)
      return NONE
    }
    const hasChildren = i32(this.tables.spans.columns.firstChild, row) !== NONE
    return parent === row || (hasChildren && this.tree.isAbove(row, parent)) ? NONE : parent
  }

  #adopt(parent: SpanIndex, trace: number, id: SpanId): void {
    for (const child of this.#waiting.take(trace, id)) {
      if (this.tree.isAbove(child, parent)) continue
      this.sums.leave(child)
      this.tree.move(child, parent)
      this.sums.moved(trace)
      this.sums.join(child)
    }
  }

  /** The record as far as there is room for it: without its content if need be, `undefined` if even that is too much. */
  #fit(record: Record, document: number, trace: number, spans: number, held: number): Weighed | undefined {
    const whole = weighed(record)
    if (this.#makeRoom(document, trace, spans, whole.bytes - held)) return whole
    const { content, ...rest } = record
    if (content === undefined) return undefined
    const less = weighed({ ...rest, content: { truncatedCharacters: JSON.stringify(content).length } })
    return this.#makeRoom(document, trace, spans, less.bytes - held) ? less : undefined
  }

  fits(spans: number, bytes: number): boolean {
    return this.size + spans <= this.limits.spans && this.bytes + bytes <= this.limits.bytes
  }

  #makeRoom(document: number, wanting: number, spans: number, bytes: number): boolean {
    while (!this.fits(spans, bytes)) {
      const trace = this.eviction.choose(document, wanting)
      if (trace === NONE) return false
      this.dropTrace(trace)
    }
    return true
  }

  /** A trace goes, with all its spans. */
  dropTrace(trace: number): void {
    const { traces } = this.tables
    const rows = this.tree.rowsOf(trace)
    this.sums.dropTrace(trace)
    for (const row of rows) this.tally.add(row, trace, -1)
    this.tree.dropTrace(trace)
    for (const row of rows) this.#dropRow(row)
    this.dropped += rows.length
    this.#bytes -= f64(traces.columns.bytes, trace)
    this.eviction.dropped(trace)
    this.sums.forgetTrace(trace)
    this.tally.forget(trace)
    this.ids.forgetTrace(trace)
    freeRow(traces, trace)
    this.extent.dropped(rows.length)
  }

  #dropRow(row: SpanIndex): void {
    const { spans } = this.tables
    this.#gone(row)
    this.#waiting.delete(row)
    this.tree.forgetFamily(row)
    this.sums.forget(row)
    unfill(this.tables, this.shared, row)
    this.records.delete(row)
    forgetLogs(this, row)
    this.ids.forgetSpan(row)
    freeRow(spans, row)
  }

  /** A trace that is not there yet. `start`: of its first span, which has to follow. */
  addTrace(source: Source, traceId: TraceId, start: Milliseconds): number {
    const { traces } = this.tables
    const trace = addRow(traces)
    const { columns } = traces
    setU32(columns.age, trace, this.#ages++)
    setF64(columns.conversationStart, trace, Number.POSITIVE_INFINITY)
    setF64(columns.bytes, trace, 0)
    this.ids.nameTrace(trace, this.ids.documentOf(source.document), traceId)
    this.tree.addTrace(trace, start)
    this.eviction.added(trace)
    return trace
  }

  #idOfSource(source: Source): number {
    const known = this.#sourceIds.get(source)
    if (known !== undefined) return known
    this.#sourceIds.set(source, this.sources.length)
    return this.sources.push(source) - 1
  }
}
