/** The spans themselves: columns, the records beside them, the links between them, and the limits of them all. */
import type { Accepted } from '../../sdk/protocol/accepted.ts'
import type { SpanRecord } from '../../sdk/protocol/records.ts'
import { NONE, TEXTS, append, at, compact, createColumns, createStrings } from './span-columns.ts'
import type { Columns, Strings } from './span-columns.ts'
import { fill } from './fill.ts'
import type { Live } from './live.ts'
import { weigh } from './measure.ts'
import type { LogView, Source, SpanIndex, SpanView } from './model.ts'
import { chooseDoomed } from './eviction.ts'
import type { Limits } from './eviction.ts'
import type { Summary } from './summary.ts'
import { isAbove, link, unlink } from './tree.ts'
import type { Siblings } from './tree.ts'

/** What lies beside the columns of one span. */
export interface Cell {
  record: Accepted<SpanRecord>
  /** Of the record alone; `bytes` counts what lies beside it as well. */
  weight: number
  source: Source
  /** Number of the entry that brought the record. */
  seq: number
  bytes: number
  /** Its document went away while it ran. */
  gone: boolean
  live: Live | undefined
  readonly logs: LogView[]
  view: SpanView | undefined
  /** The revision of its trace that the view was made of. */
  viewOf: number
}

/** All spans of one trace id: the ends of the list of its roots, and what is summed up of it. */
export interface Group extends Siblings {
  readonly id: number
  readonly traceId: string
  spans: number
  revision: number
  summary: Summary | undefined
  summaryOf: number
}

export interface Spans {
  readonly columns: Columns
  readonly strings: Strings
  readonly cells: readonly Cell[]
  /** Spans given up to keep the limits. */
  readonly dropped: number
  groups(): Iterable<Group>
  groupOf(index: SpanIndex): Group | undefined
  indexOf(traceId: string, spanId: string): SpanIndex | undefined
  find(spanId: string): SpanIndex | undefined
  /** Index of the span; undefined where it was refused: for another document's span, an older record, or want of room. */
  put(source: Source, seq: number, record: Accepted<SpanRecord>): SpanIndex | undefined
  /** Accounts for bytes that grew beside a record. */
  weighed(index: SpanIndex, bytes: number): void
}

export function createSpans(limits: Limits): Spans {
  return new SpanTable(limits)
}

class SpanTable implements Spans {
  columns = createColumns()
  strings = createStrings()
  cells: Cell[] = []
  dropped = 0
  readonly #limits: Limits
  #bytes = 0
  #nextGroup = 0
  readonly #byKey = new Map<string, SpanIndex>()
  readonly #byId = new Map<string, SpanIndex>()
  /** Groups in the order in which they came. */
  readonly #groups = new Map<string, Group>()
  readonly #groupIds = new Map<number, Group>()
  /** Spans whose parent has not come, by the parent's key. */
  readonly #orphans = new Map<string, Set<SpanIndex>>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  groups(): Iterable<Group> {
    return this.#groups.values()
  }

  groupOf(index: SpanIndex): Group | undefined {
    return this.#groupIds.get(at(this.columns.trace, index))
  }

  indexOf(traceId: string, spanId: string): SpanIndex | undefined {
    return this.#byKey.get(keyOf(traceId, spanId))
  }

  find(spanId: string): SpanIndex | undefined {
    return this.#byId.get(spanId)
  }

  put(source: Source, seq: number, record: Accepted<SpanRecord>): SpanIndex | undefined {
    const known = this.#byKey.get(keyOf(record.traceId, record.spanId))
    return known === undefined ? this.#add(source, seq, record) : this.#update(known, source, seq, record)
  }

  #add(source: Source, seq: number, sent: Accepted<SpanRecord>): SpanIndex | undefined {
    const group = this.#groupFor(sent.traceId)
    const fitting = this.#fit(sent, group, 0)
    if (this.columns.length >= this.#limits.spans) this.#makeRoom(group, 0)
    if (fitting === undefined || this.columns.length >= this.#limits.spans) {
      this.dropped++
      this.#forgetIfEmpty(group)
      return undefined
    }
    const index = append(this.columns)
    const { record, weight } = fitting
    this.#bytes += weight
    this.cells[index] = { record, weight, source, seq, bytes: weight, gone: false, live: undefined, logs: [], view: undefined, viewOf: -1 }
    this.#byKey.set(keyOf(record.traceId, record.spanId), index)
    if (!this.#byId.has(record.spanId)) this.#byId.set(record.spanId, index)
    this.columns.trace[index] = group.id
    group.spans++
    fill(this.columns, this.strings, index, record)
    link(this.columns, group, index, this.#parentOf(index, record))
    this.#adopt(index, group)
    group.revision++
    return index
  }

  #update(index: SpanIndex, source: Source, seq: number, sent: Accepted<SpanRecord>): SpanIndex | undefined {
    const cell = this.cells[index]
    const group = this.groupOf(index)
    if (cell === undefined || group === undefined || cell.source.document !== source.document) return undefined
    const before = cell.record
    const isOlder = cell.source.epoch === source.epoch && seq < cell.seq
    const wouldRevive = before.state === 'ended' && sent.state === 'running' && !cell.gone
    // What an older record says in words may be missing from the newer one; all else it says is superseded.
    const [newer, older] = isOlder || wouldRevive ? [before, sent] : [sent, before]
    const content = older.content === undefined ? newer.content : { ...older.content, ...newer.content }
    const merged = content === undefined ? newer : { ...newer, content }
    const { record, weight } =
      this.#fit(merged, group, cell.weight) ?? weighing({ ...merged, attributes: before.attributes, events: [], links: [] })
    // Making room may have moved the span.
    const now = this.#byKey.get(keyOf(record.traceId, record.spanId)) ?? index
    if (newer === sent) Object.assign(cell, { source, seq, gone: false })
    this.weighed(now, weight - cell.weight)
    Object.assign(cell, { record, weight })
    this.#relink(now, group, before, record)
    group.revision++
    return now
  }

  #relink(index: SpanIndex, group: Group, before: SpanRecord, record: SpanRecord): void {
    const moves = before.parentSpanId !== record.parentSpanId || before.startTimeUnixNano !== record.startTimeUnixNano
    if (moves) {
      unlink(this.columns, group, index)
      if (before.parentSpanId !== undefined) this.#orphans.get(keyOf(before.traceId, before.parentSpanId))?.delete(index)
    }
    fill(this.columns, this.strings, index, record)
    if (moves) link(this.columns, group, index, this.#parentOf(index, record))
  }

  /** Index of the parent; {@link NONE} for a root, where the parent has not come, and where it would close a circle. */
  #parentOf(index: SpanIndex, { traceId, parentSpanId }: SpanRecord): number {
    if (parentSpanId === undefined) return NONE
    const key = keyOf(traceId, parentSpanId)
    const parent = this.#byKey.get(key)
    if (parent === undefined) {
      const waiting = this.#orphans.get(key) ?? new Set()
      this.#orphans.set(key, waiting.add(index))
      return NONE
    }
    const closesCircle = parent === index || (at(this.columns.firstChild, index) !== NONE && isAbove(this.columns, index, parent))
    return closesCircle ? NONE : parent
  }

  #adopt(parent: SpanIndex, group: Group): void {
    const record = this.cells[parent]?.record
    if (record === undefined) return
    const key = keyOf(record.traceId, record.spanId)
    for (const child of this.#orphans.get(key) ?? []) {
      if (isAbove(this.columns, child, parent)) continue
      unlink(this.columns, group, child)
      link(this.columns, group, child, parent)
    }
    this.#orphans.delete(key)
  }

  /** The record as far as there is room for it: without its content if need be, undefined if even that is too much. */
  #fit(record: Accepted<SpanRecord>, group: Group, replaced: number): Weighed | undefined {
    const whole = weighing(record)
    const fits = ({ weight }: Weighed): boolean => this.#bytes - replaced + weight <= this.#limits.bytes
    if (fits(whole)) return whole
    this.#makeRoom(group, whole.weight - replaced)
    if (fits(whole)) return whole
    const { content, ...rest } = record
    const bare = weighing(content === undefined ? rest : { ...rest, content: { truncatedCharacters: weigh(content) } })
    return fits(bare) ? bare : undefined
  }

  #makeRoom(wanting: Group, needed: number): void {
    const order = [...this.#groups.values()].filter((group) => group !== wanting).map(({ id }) => id)
    const doomed = chooseDoomed(this.columns, (index) => this.cells[index]?.bytes ?? 0, order, this.#limits, needed)
    if (doomed.size > 0) this.#drop(doomed)
  }

  #drop(doomed: ReadonlySet<number>): void {
    const before = this.columns.length
    const isKept = (index: SpanIndex): boolean => !doomed.has(at(this.columns.trace, index))
    const { columns: kept, moved } = compact(this.columns, isKept)
    this.#bytes -= this.cells.reduce((sum, cell, index) => sum + (isKept(index) ? 0 : cell.bytes), 0)
    this.cells = this.cells.filter((_, index) => isKept(index))
    this.columns = kept
    this.dropped += before - this.columns.length
    for (const id of doomed) this.#forget(this.#groupIds.get(id))
    for (const group of this.#groups.values()) {
      group.first = at(moved, group.first)
      group.last = at(moved, group.last)
      group.revision++
    }
    this.#reindex()
  }

  #reindex(): void {
    const texts = createStrings()
    for (const name of TEXTS) {
      for (let index = 0; index < this.columns.length; index++)
        this.columns[name][index] = texts.intern(this.strings.text(at(this.columns[name], index)))
    }
    this.strings = texts
    this.#byKey.clear()
    this.#byId.clear()
    this.#orphans.clear()
    this.cells.forEach(({ record }, index) => {
      this.#byKey.set(keyOf(record.traceId, record.spanId), index)
      if (!this.#byId.has(record.spanId)) this.#byId.set(record.spanId, index)
    })
    this.cells.forEach(({ record }, index) => {
      if (at(this.columns.parent, index) === NONE) this.#parentOf(index, record)
    })
  }

  #groupFor(traceId: string): Group {
    const known = this.#groups.get(traceId)
    if (known !== undefined) return known
    const group = { id: this.#nextGroup++, traceId, first: NONE, last: NONE, spans: 0, revision: 0, summary: undefined, summaryOf: -1 }
    this.#groups.set(traceId, group)
    this.#groupIds.set(group.id, group)
    return group
  }

  #forgetIfEmpty(group: Group): void {
    if (group.spans === 0) this.#forget(group)
  }

  #forget(group: Group | undefined): void {
    if (group === undefined) return
    this.#groups.delete(group.traceId)
    this.#groupIds.delete(group.id)
  }

  weighed(index: SpanIndex, more: number): void {
    const cell = this.cells[index]
    if (cell === undefined) return
    cell.bytes += more
    this.#bytes += more
  }
}

interface Weighed {
  readonly record: Accepted<SpanRecord>
  readonly weight: number
}

function weighing(record: Accepted<SpanRecord>): Weighed {
  return { record, weight: weigh(record) }
}

/** Span ids are unique within a trace only. */
function keyOf(traceId: string, spanId: string): string {
  return `${traceId} ${spanId}`
}
