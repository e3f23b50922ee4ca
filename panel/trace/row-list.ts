/** The rows that are drawn, none of them chosen: those of the drawn order. Positions, not objects: a row is made when it is asked for. */
import type { DrawnOrder } from './drawn-order.ts'
import type { Row, RowList, SpanIndex } from './model.ts'
import { NONE } from './span-columns.ts'
import type { Spans } from './spans.ts'
import { i32 } from './table.ts'
import { itemOf } from './tree.ts'
import { traceView } from './views.ts'

/** `folded`: items of the drawing order (spans, and `~trace`) whose children are not drawn. Good until the spans change. */
export function createRowList(spans: Spans, drawn: DrawnOrder, folded: ReadonlySet<number>): RowList {
  const { trace } = spans.tables.spans.columns
  const levels = createLevels(spans, drawn)
  const rowOf = (item: number): Row => {
    if (item < 0) return { type: 'trace', trace: traceView(spans, ~item), expanded: !folded.has(item) }
    return { type: 'span', index: item, level: levels(item), hasChildren: drawn.hasBelow(item), expanded: !folded.has(item) }
  }
  return {
    length: drawn.length,
    at(place) {
      const item = drawn.at(place)
      return item === undefined ? undefined : rowOf(item)
    },
    levelAt(place) {
      const item = drawn.at(place)
      return item === undefined ? 0 : item < 0 ? 1 : levels(item) + 1
    },
    parentAt(place) {
      const item = drawn.at(place)
      if (item === undefined || item < 0) return -1
      const above = drawn.above(item)
      if (above !== NONE) return drawn.placeOf(above)
      return spans.tree.hasHeader(i32(trace, item)) ? drawn.placeOf(itemOf(i32(trace, item))) : -1
    },
    placeOf: (item) => drawn.placeOf(item),
  }
}

/** Depth of a span, 1 for a root, 0 for the only one of its trace. Rows are asked for one after another: most are next to the one before. */
function createLevels({ tables, tree }: Spans, drawn: DrawnOrder): (row: SpanIndex) => number {
  const { trace } = tables.spans.columns
  let [last, level] = [NONE, 0]
  return (row) => {
    const above = drawn.above(row)
    if (above === NONE) level = rootLevel(row)
    else if (above === last) level++
    else if (last === NONE || above !== drawn.above(last)) level = depthOf(row)
    last = row
    return level
  }

  function rootLevel(row: SpanIndex): number {
    return tree.hasHeader(i32(trace, row)) ? 1 : 0
  }

  function depthOf(row: SpanIndex): number {
    let [depth, top] = [0, row]
    for (let above = drawn.above(row); above !== NONE; above = drawn.above(above)) [depth, top] = [depth + 1, above]
    return depth + rootLevel(top)
  }
}
