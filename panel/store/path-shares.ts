/** What the critical path of a span or a trace is made of: the phases of its calls together, tools by name, and the own time of what holds them. */
import type { ChunkTimings, Milliseconds } from '../../sdk/protocol/records.ts'
import { barTimesOf, type BarTimes } from '../trace/bar-times.ts'
import { criticalPath, type PathSection } from '../trace/critical-path.ts'
import type { SpanIndex, SpanView, Trace } from '../trace/model.ts'
import { NONE } from '../trace/span-columns.ts'
import { spanKey, type RowKey } from '../trace/span-key.ts'
import { i32 } from '../trace/table.ts'
import { stretchesOf } from './phases.ts'
import { runInTurns, Turns } from './turns.ts'

export interface PathShare {
  readonly name: string
  readonly length: Milliseconds
  /** Where the longest piece of it lies; absent where nothing ran. */
  readonly key?: RowKey
}

export interface PathShares {
  readonly length: Milliseconds
  /** The longest first. */
  readonly shares: readonly PathShare[]
  /** Calls on the path whose records were not read: of these, only waiting and streaming are told apart. */
  readonly unread: number
}

/** Calls of a path whose records are read: when chunks came and until when it reasoned stands there. */
export const MOST_READ = 1_000
const READ_AT_ONCE = 64
/** A longer record is not read for it. */
const MOST_BYTES = 1024 * 1024

interface CallTimes {
  readonly chunks: ChunkTimings | undefined
  readonly times: BarTimes
}

const NO_TIMES: CallTimes = { chunks: undefined, times: {} }

/** Of which spans and traces a span's details tell the path: of itself where others are in it, and as a root beside others of its trace. */
export function pathRootsOf({ tables }: Trace, index: SpanIndex): readonly { readonly of: 'span' | 'trace'; readonly item: number }[] {
  const { columns } = tables.spans
  const isRoot = i32(columns.parent, index) === NONE
  const isAlone = i32(columns.previous, index) === NONE && i32(columns.next, index) === NONE
  return [
    ...(i32(columns.firstChild, index) === NONE ? [] : [{ of: 'span', item: index } as const]),
    ...(isRoot && !isAlone ? [{ of: 'trace', item: ~i32(columns.trace, index) } as const] : []),
  ]
}

/** @param item a span's row, or `~row` of a trace */
export async function pathSharesOf(trace: Trace, item: number, now: Milliseconds, isOver: () => boolean): Promise<PathShares | undefined> {
  const sections = await runInTurns(criticalPath(trace.tables, item, now), isOver)
  if (sections === undefined) return undefined
  const calls = [...new Set(sections.map(({ row }) => row))].filter((row) => viewOf(trace, row)?.class === 'inference')
  const times = await timesOf(trace, calls, isOver)
  const shares = await runInTurns(addUp(trace, sections, times, now), isOver)
  return shares && { length: sumOf(sections), shares, unread: Math.max(0, calls.length - times.size) }
}

async function timesOf(trace: Trace, calls: readonly SpanIndex[], isOver: () => boolean): Promise<ReadonlyMap<SpanIndex, CallTimes>> {
  const found = new Map<SpanIndex, CallTimes>()
  const turns = new Turns()
  for (let from = 0; from < Math.min(calls.length, MOST_READ) && !isOver(); from += READ_AT_ONCE) {
    const some = calls.slice(from, Math.min(from + READ_AT_ONCE, MOST_READ))
    const read = await trace.readMany(some, MOST_BYTES)
    for (const row of some) {
      const record = read(row)?.record
      // Of what runs, chunks lie beside the record.
      if (record !== undefined)
        found.set(row, { chunks: record.chunks ?? trace.chunks(row), times: { ...trace.barTimes(row), ...barTimesOf(record) } })
      if (turns.isOver) await turns.next()
    }
  }
  return found
}

interface Sum {
  length: Milliseconds
  longest: Milliseconds
  row: SpanIndex
}

/** Sections a step. */
const STEP = 200

function* addUp(
  trace: Trace,
  sections: readonly PathSection[],
  times: ReadonlyMap<SpanIndex, CallTimes>,
  now: Milliseconds,
): Generator<void, readonly PathShare[]> {
  const sums = new Map<string, Sum>()
  const add = (name: string, length: Milliseconds, row: SpanIndex): void => {
    const sum = sums.get(name) ?? { length: 0, longest: 0, row }
    sum.length += length
    if (length > sum.longest) Object.assign(sum, { longest: length, row })
    sums.set(name, sum)
  }
  for (const [at, { row, start, end }] of sections.entries()) {
    if (at % STEP === STEP - 1) yield
    const span = viewOf(trace, row)
    if (span?.class !== 'inference') {
      add(nameOf(span), end - start, row)
      continue
    }
    const known = times.get(row) ?? NO_TIMES
    for (const { phase, at: from, until } of stretchesOf(span, known.chunks, (span.end ?? now) - span.start, known.times)) {
      const length = Math.min(end, span.start + until) - Math.max(start, span.start + from)
      if (length > 0) add(phase, length, row)
    }
  }
  return Array.from(sums, ([name, { length, row }]) => ({ name, length, ...keyOf(trace, row) })).toSorted((a, b) => b.length - a.length)
}

/** A tool is called by its name, as the call to its server is; what holds others by its name too, and that the time is its own. */
function nameOf(span: SpanView | undefined): string {
  if (span === undefined) return 'nothing ran'
  const { class: spanClass, subject, operation, name } = span
  if (spanClass === 'agent' || spanClass === 'workflow') return `${subject || operation}, own time`
  return subject || operation || name
}

/** `undefined` for no span, and for one that went meanwhile. */
function viewOf(trace: Trace, row: SpanIndex): SpanView | undefined {
  try {
    return row === NONE ? undefined : trace.span(row)
  } catch {
    return undefined
  }
}

function keyOf(trace: Trace, row: SpanIndex): { readonly key?: RowKey } {
  const span = viewOf(trace, row)
  return span === undefined ? {} : { key: spanKey(span) }
}

const sumOf = (sections: readonly PathSection[]): Milliseconds => sections.reduce((sum, { start, end }) => sum + end - start, 0)
