/** The rows that are drawn: those of the drawing order, without what lies under a folded row. Positions, not objects: a row is made when it is asked for. */
import type { Row, RowList, SpanIndex } from './model.ts'
import { NONE } from './span-columns.ts'
import type { Spans } from './spans.ts'
import { i32, u32 } from './table.ts'
import { traceView } from './views.ts'

/** Rows of the drawing order that are not drawn: `count` from `from` on. `before`: how many those of earlier gaps are. */
interface Gap {
  readonly from: number
  readonly count: number
  readonly before: number
}

/** `folded`: items of the drawing order (spans, and `~trace`) whose children are not drawn. Good until the spans change. */
export function createRowList(spans: Spans, folded: ReadonlySet<number>): RowList {
  const { order } = spans.tree
  const gaps = gapsOf(spans, folded)
  const hidden = gaps.reduce((sum, { count }) => sum + count, 0)
  const levels = createLevels(spans)

  const rowOf = (item: number): Row => {
    if (item < 0) return { type: 'trace', trace: traceView(spans, ~item), expanded: !folded.has(item) }
    const hasChildren = i32(spans.tables.spans.columns.firstChild, item) !== NONE
    return { type: 'span', index: item, level: levels(item), hasChildren, expanded: !folded.has(item) }
  }
  const itemAt = (place: number): number | undefined => order.at(shown(gaps, place))

  const placeOf = (item: number): number => {
    const place = order.placeOf(item)
    const gap = lastBefore(gaps, ({ from }) => from <= place)
    if (gap === undefined) return place
    return place < gap.from + gap.count ? -1 : place - gap.before - gap.count
  }

  return {
    length: order.length - hidden,
    at(place) {
      const item = place < 0 ? undefined : itemAt(place)
      return item === undefined ? undefined : rowOf(item)
    },
    levelAt(place) {
      const item = place < 0 ? undefined : itemAt(place)
      return item === undefined ? 0 : item < 0 ? 1 : levels(item) + 1
    },
    parentAt(place) {
      const item = place < 0 ? undefined : itemAt(place)
      if (item === undefined || item < 0) return -1
      const { parent, trace } = spans.tables.spans.columns
      const above = i32(parent, item)
      if (above !== NONE) return placeOf(above)
      return spans.tree.hasHeader(i32(trace, item)) ? placeOf(~i32(trace, item)) : -1
    },
    placeOf,
  }
}

function gapsOf(spans: Spans, folded: ReadonlySet<number>): readonly Gap[] {
  if (folded.size === 0) return []
  const { tree, tables } = spans
  const all = [...folded].map((item) => ({
    from: tree.order.placeOf(item) + 1,
    count: item < 0 ? u32(tables.traces.columns.spans, ~item) : tree.countBelow(item),
  }))
  const gaps: Gap[] = []
  let [end, before] = [0, 0]
  for (const { from, count } of all.toSorted((a, b) => a.from - b.from)) {
    // What is folded inside of what is folded hides nothing more.
    if (count === 0 || from < end) continue
    gaps.push({ from, count, before })
    end = from + count
    before += count
  }
  return gaps
}

/** Place in the drawing order of the row that is drawn at a place. */
function shown(gaps: readonly Gap[], place: number): number {
  const gap = lastBefore(gaps, ({ from, before }) => from - before <= place)
  return gap === undefined ? place : place + gap.before + gap.count
}

function lastBefore(gaps: readonly Gap[], isBefore: (gap: Gap) => boolean): Gap | undefined {
  let low = 0
  let high = gaps.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const gap = gaps[middle]
    if (gap !== undefined && isBefore(gap)) low = middle + 1
    else high = middle
  }
  return gaps[low - 1]
}

/** Depth of a span, 1 for a root, 0 for the only one of its trace. Rows are asked for one after another: most are next to the one before. */
function createLevels({ tables, tree }: Spans): (row: SpanIndex) => number {
  const { parent, trace } = tables.spans.columns
  let [last, level] = [NONE, 0]
  return (row) => {
    const above = i32(parent, row)
    if (above === NONE) level = tree.hasHeader(i32(trace, row)) ? 1 : 0
    else if (above === last) level++
    else if (last === NONE || above !== i32(parent, last)) level = depthOf(row)
    last = row
    return level
  }

  function depthOf(row: SpanIndex): number {
    let depth = 0
    for (let each: number = row; each !== NONE; each = i32(parent, each)) depth++
    return depth
  }
}
