/** Self time: what of a span's time none of its children ran in. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { SpanIndex } from './model.ts'
import { NONE } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { f64, i32 } from './table.ts'

/**
 * Duration minus the union of the children's times. Children stand by start, so that one look at each is enough. What of a child lies outside the span
 * takes nothing away; a child that runs lasts as long as the span.
 *
 *     span      ├────────────────────┤
 *     children     ├────┤   ├──┤
 *                    ├────┤
 *     self      ├──┤      ├─┤  ├─────┤
 *
 * @param now the end of a span that runs; NaN: its self time is NaN too.
 */
export function selfTime({ spans: { columns } }: Tables, row: SpanIndex, now: Milliseconds): Milliseconds {
  const start = f64(columns.start, row)
  const ended = f64(columns.end, row)
  const end = Number.isNaN(ended) ? Math.max(start, now) : ended
  let reached = start
  let covered = 0
  for (let child = i32(columns.firstChild, row); child !== NONE; child = i32(columns.next, child)) {
    const from = Math.max(reached, f64(columns.start, child))
    const childEnd = f64(columns.end, child)
    const to = childEnd < end ? childEnd : end
    if (!(to > from)) continue
    covered += to - from
    reached = to
  }
  return end - start - covered
}
