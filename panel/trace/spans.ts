/** The spans themselves: columns, the records beside them, the links between them, and the limits of them all. */
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
  record: SpanRecord
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
  put(source: Source, seq: number, record: SpanRecord): SpanIndex | undefined
  /** Accounts for bytes that grew beside a record. */
  weighed(index: SpanIndex, bytes: number): void
}

export function createSpans(limits: Limits): Spans {
  let columns = createColumns()
  let strings = createStrings()
  let cells: Cell[] = []
  let dropped = 0
  let bytes = 0
  let nextGroup = 0
  const byKey = new Map<string, SpanIndex>()
  const byId = new Map<string, SpanIndex>()
  /** Groups in the order in which they came. */
  const groups = new Map<string, Group>()
  const groupIds = new Map<number, Group>()
  /** Spans whose parent has not come, by the parent's key. */
  const orphans = new Map<string, Set<SpanIndex>>()

  function put(source: Source, seq: number, record: SpanRecord): SpanIndex | undefined {
    const known = byKey.get(keyOf(record.traceId, record.spanId))
    return known === undefined ? add(source, seq, record) : update(known, source, seq, record)
  }

  function add(source: Source, seq: number, sent: SpanRecord): SpanIndex | undefined {
    const group = groupFor(sent.traceId)
    const fitting = fit(sent, group, 0)
    if (columns.length >= limits.spans) makeRoom(group, 0)
    if (fitting === undefined || columns.length >= limits.spans) {
      dropped++
      forgetIfEmpty(group)
      return undefined
    }
    const index = append(columns)
    const { record, weight } = fitting
    bytes += weight
    cells[index] = { record, weight, source, seq, bytes: weight, gone: false, live: undefined, logs: [], view: undefined, viewOf: -1 }
    byKey.set(keyOf(record.traceId, record.spanId), index)
    if (!byId.has(record.spanId)) byId.set(record.spanId, index)
    columns.trace[index] = group.id
    group.spans++
    fill(columns, strings, index, record)
    link(columns, group, index, parentOf(index, record))
    adopt(index, group)
    group.revision++
    return index
  }

  function update(index: SpanIndex, source: Source, seq: number, sent: SpanRecord): SpanIndex | undefined {
    const cell = cells[index]
    const group = groupOf(index)
    if (cell === undefined || group === undefined || cell.source.document !== source.document) return undefined
    const before = cell.record
    const isOlder = cell.source.epoch === source.epoch && seq < cell.seq
    const wouldRevive = before.state === 'ended' && sent.state === 'running' && !cell.gone
    // What an older record says in words may be missing from the newer one; all else it says is superseded.
    const [newer, older] = isOlder || wouldRevive ? [before, sent] : [sent, before]
    const content = older.content === undefined ? newer.content : { ...older.content, ...newer.content }
    const merged = content === undefined ? newer : { ...newer, content }
    const { record, weight } =
      fit(merged, group, cell.weight) ?? weighing({ ...merged, attributes: before.attributes, events: [], links: [] })
    // Making room may have moved the span.
    const now = byKey.get(keyOf(record.traceId, record.spanId)) ?? index
    if (newer === sent) Object.assign(cell, { source, seq, gone: false })
    weighed(now, weight - cell.weight)
    Object.assign(cell, { record, weight })
    relink(now, group, before, record)
    group.revision++
    return now
  }

  function relink(index: SpanIndex, group: Group, before: SpanRecord, record: SpanRecord): void {
    const moves = before.parentSpanId !== record.parentSpanId || before.startTimeUnixNano !== record.startTimeUnixNano
    if (moves) {
      unlink(columns, group, index)
      if (before.parentSpanId !== undefined) orphans.get(keyOf(before.traceId, before.parentSpanId))?.delete(index)
    }
    fill(columns, strings, index, record)
    if (moves) link(columns, group, index, parentOf(index, record))
  }

  /** Index of the parent; {@link NONE} for a root, where the parent has not come, and where it would close a circle. */
  function parentOf(index: SpanIndex, { traceId, parentSpanId }: SpanRecord): number {
    if (parentSpanId === undefined) return NONE
    const key = keyOf(traceId, parentSpanId)
    const parent = byKey.get(key)
    if (parent === undefined) {
      const waiting = orphans.get(key) ?? new Set()
      orphans.set(key, waiting.add(index))
      return NONE
    }
    const closesCircle = parent === index || (at(columns.firstChild, index) !== NONE && isAbove(columns, index, parent))
    return closesCircle ? NONE : parent
  }

  function adopt(parent: SpanIndex, group: Group): void {
    const record = cells[parent]?.record
    if (record === undefined) return
    const key = keyOf(record.traceId, record.spanId)
    for (const child of orphans.get(key) ?? []) {
      if (isAbove(columns, child, parent)) continue
      unlink(columns, group, child)
      link(columns, group, child, parent)
    }
    orphans.delete(key)
  }

  /** The record as far as there is room for it: without its content if need be, undefined if even that is too much. */
  function fit(record: SpanRecord, group: Group, replaced: number): Weighed | undefined {
    const whole = weighing(record)
    const fits = ({ weight }: Weighed): boolean => bytes - replaced + weight <= limits.bytes
    if (fits(whole)) return whole
    makeRoom(group, whole.weight - replaced)
    if (fits(whole)) return whole
    const { content, ...rest } = record
    const bare = weighing(content === undefined ? rest : { ...rest, content: { truncatedCharacters: weigh(content) } })
    return fits(bare) ? bare : undefined
  }

  function makeRoom(wanting: Group, needed: number): void {
    const order = [...groups.values()].filter((group) => group !== wanting).map(({ id }) => id)
    const doomed = chooseDoomed(columns, (index) => cells[index]?.bytes ?? 0, order, limits, needed)
    if (doomed.size > 0) drop(doomed)
  }

  function drop(doomed: ReadonlySet<number>): void {
    const before = columns.length
    const isKept = (index: SpanIndex): boolean => !doomed.has(at(columns.trace, index))
    const { columns: kept, moved } = compact(columns, isKept)
    bytes -= cells.reduce((sum, cell, index) => sum + (isKept(index) ? 0 : cell.bytes), 0)
    cells = cells.filter((_, index) => isKept(index))
    columns = kept
    dropped += before - columns.length
    for (const id of doomed) forget(groupIds.get(id))
    for (const group of groups.values()) {
      group.first = at(moved, group.first)
      group.last = at(moved, group.last)
      group.revision++
    }
    reindex()
  }

  function reindex(): void {
    const texts = createStrings()
    for (const name of TEXTS) {
      for (let index = 0; index < columns.length; index++) columns[name][index] = texts.intern(strings.text(at(columns[name], index)))
    }
    strings = texts
    byKey.clear()
    byId.clear()
    orphans.clear()
    cells.forEach(({ record }, index) => {
      byKey.set(keyOf(record.traceId, record.spanId), index)
      if (!byId.has(record.spanId)) byId.set(record.spanId, index)
    })
    cells.forEach(({ record }, index) => {
      if (at(columns.parent, index) === NONE) parentOf(index, record)
    })
  }

  function groupFor(traceId: string): Group {
    const known = groups.get(traceId)
    if (known !== undefined) return known
    const group = { id: nextGroup++, traceId, first: NONE, last: NONE, spans: 0, revision: 0, summary: undefined, summaryOf: -1 }
    groups.set(traceId, group)
    groupIds.set(group.id, group)
    return group
  }

  function groupOf(index: SpanIndex): Group | undefined {
    return groupIds.get(at(columns.trace, index))
  }

  function forgetIfEmpty(group: Group): void {
    if (group.spans === 0) forget(group)
  }

  function forget(group: Group | undefined): void {
    if (group === undefined) return
    groups.delete(group.traceId)
    groupIds.delete(group.id)
  }

  function weighed(index: SpanIndex, more: number): void {
    const cell = cells[index]
    if (cell === undefined) return
    cell.bytes += more
    bytes += more
  }

  return {
    get columns() {
      return columns
    },
    get strings() {
      return strings
    },
    get cells() {
      return cells
    },
    get dropped() {
      return dropped
    },
    groups: () => groups.values(),
    groupOf,
    indexOf: (traceId, spanId) => byKey.get(keyOf(traceId, spanId)),
    find: (spanId) => byId.get(spanId),
    put,
    weighed,
  }
}

interface Weighed {
  readonly record: SpanRecord
  readonly weight: number
}

function weighing(record: SpanRecord): Weighed {
  return { record, weight: weigh(record) }
}

/** Span ids are unique within a trace only. */
function keyOf(traceId: string, spanId: string): string {
  return `${traceId} ${spanId}`
}
