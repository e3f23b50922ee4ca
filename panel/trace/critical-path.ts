/**
 * The critical path: of a span or a trace, the stretches of time that its end waited for. From the end backwards: at each moment the child that ends last
 * runs on, and in it the same; where no child runs, the time is the parent's own. What a child does outside its parent is nothing that the parent waits for.
 *
 *     agent   ├──┤        ├──┤      ├┤    own time
 *     chat       ├────────┤
 *     tool a                  ├──────┤    ended last
 *     tool b                  ├───┤       nobody waited for it
 */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { SpanIndex } from './model.ts'
import { NONE, SPAN_CLASSES } from './span-columns.ts'
import type { SpanColumns, Tables } from './span-columns.ts'
import { f64, i32, u8 } from './table.ts'

/** A stretch of the path. `row`: the span in whose own time it lies; {@link NONE}: no span of the trace ran. */
export interface PathSection {
  readonly row: SpanIndex
  readonly start: Milliseconds
  readonly end: Milliseconds
}

const INFERENCE = SPAN_CLASSES.indexOf('inference')
const OTHER = SPAN_CLASSES.indexOf('other')
/** Spans a step. */
const STEP = 1_000

/** A span, or a trace whose roots are its children, of which the time from `from` to `until` is still to be told. */
interface Visit {
  readonly row: SpanIndex
  readonly from: Milliseconds
  until: Milliseconds
  /** By start. */
  readonly children: readonly SpanIndex[]
  /** At each child's place: of it and those before it, the one that ends last. */
  readonly last: readonly SpanIndex[]
  /** Children from here on begin too late. */
  count: number
}

/**
 * The sections in order of time; together they are as long as the span or trace. One look at each span, and at each child of those on the path.
 *
 * @param item a span's row, or `~row` of a trace
 * @param now the end of what runs
 */
export function* criticalPath(tables: Tables, item: number, now: Milliseconds): Generator<void, readonly PathSection[]> {
  const { columns } = tables.spans
  const sections: PathSection[] = []
  const add = (row: SpanIndex, start: Milliseconds, end: Milliseconds): void => void (end > start && sections.push({ row, start, end }))
  const root =
    item < 0 ? yield* traceVisit(tables, ~item, now) : yield* visit(columns, item, f64(columns.start, item), endOf(columns, item, now), now)
  const open = [root]
  for (let top = open.at(-1), steps = 0; top !== undefined; top = open.at(-1)) {
    if (++steps % STEP === 0) yield
    while (top.count > 0 && f64(columns.start, top.children[top.count - 1] ?? NONE) >= top.until) top.count--
    const child = top.last[top.count - 1] ?? NONE
    const [start, end] = [Math.max(top.from, f64(columns.start, child)), Math.min(top.until, endOf(columns, child, now))]
    // Spans may change or go between two steps: what says no time that makes sense any more is none of it.
    if (!(end > top.from && start < top.until)) {
      add(top.row, top.from, top.until)
      open.pop()
      continue
    }
    add(top.row, end, top.until)
    top.until = start
    open.push(yield* visit(columns, child, start, end, now))
  }
  return sections.reverse()
}

function visit(columns: SpanColumns, row: SpanIndex, from: Milliseconds, until: Milliseconds, now: Milliseconds): Generator<void, Visit> {
  return family(columns, { row, from, until }, i32(columns.firstChild, row), now)
}

/** From the first root to the end of the one that ends last. */
function* traceVisit({ spans: { columns }, traces }: Tables, trace: number, now: Milliseconds): Generator<void, Visit> {
  const first = i32(traces.columns.first, trace)
  const from = f64(columns.start, first)
  const roots = yield* family(columns, { row: NONE, from, until: Number.POSITIVE_INFINITY }, first, now)
  return { ...roots, until: endOf(columns, roots.last.at(-1) ?? first, now) }
}

/** Children stand by start: the list ends at the first that begins too late. What a call’s client tells of its request (`HTTP POST`) is the call itself, whose phases say more. */
function* family(
  columns: SpanColumns,
  of: Pick<Visit, 'row' | 'from' | 'until'>,
  first: SpanIndex,
  now: Milliseconds,
): Generator<void, Visit> {
  const [children, last]: [SpanIndex[], SpanIndex[]] = [[], []]
  let [latest, latestEnd] = [NONE, Number.NEGATIVE_INFINITY]
  const isCall = of.row !== NONE && u8(columns.class, of.row) === INFERENCE
  for (let child: number = first; child !== NONE && f64(columns.start, child) < of.until; child = i32(columns.next, child)) {
    if (isCall && u8(columns.class, child) === OTHER) continue
    const end = endOf(columns, child, now)
    if (end > latestEnd) [latest, latestEnd] = [child, end]
    children.push(child)
    last.push(latest)
    if (children.length % STEP === 0) yield
  }
  return { ...of, children, last, count: children.length }
}

/** No span ends before it starts, whatever its clocks say. */
function endOf(columns: SpanColumns, row: SpanIndex, now: Milliseconds): Milliseconds {
  const end = f64(columns.end, row)
  return Math.max(f64(columns.start, row), Number.isNaN(end) ? now : end)
}
