/** The drawn order as plain arrays, for whoever goes through all of it. */
import type { DrawnOrder } from './drawn-order.ts'
import { NONE } from './span-columns.ts'
import type { Spans } from './spans.ts'
import { i32 } from './table.ts'

export interface FlatOrder {
  /** Spans' rows, and `~trace`. */
  readonly items: Int32Array
  /** Of each, the place of the one that it is under; -1 where that is none of them. */
  readonly above: Int32Array
}

export function flatOrder({ tables }: Spans, drawn: DrawnOrder): FlatOrder {
  const { trace } = tables.spans.columns
  const items = drawn.items()
  const above = new Int32Array(items.length)
  for (let place = 0; place < items.length; place++) {
    const item = items[place] ?? 0
    const of = item < 0 ? NONE : drawn.above(item)
    const wanted = of === NONE && item >= 0 ? ~i32(trace, item) : of
    // It stands before its children: the row before is it, a sibling, or lies under one.
    let at = item < 0 ? -1 : place - 1
    while (at >= 0 && items[at] !== wanted) at = above[at] ?? -1
    above[place] = at
  }
  return { items, above }
}
