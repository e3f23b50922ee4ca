/** The slowest call of a trace: what one would look at first. */
import { NONE, SPAN_CLASSES, at, float } from './span-columns.ts'
import type { Columns } from './span-columns.ts'
import type { SpanIndex } from './model.ts'

const INFERENCE = SPAN_CLASSES.indexOf('inference')

/**
 * The longest ended inference span, or {@link NONE} where the trace has fewer than two. An inference span around another one (a client's own
 * around the wire's) is the same call, so only the inner one counts. Of equals the first is named. `order`: parents before children.
 */
export function slowestCall(columns: Columns, order: readonly SpanIndex[]): number {
  const calls = innermostCalls(columns, order)
  if (calls.length < 2) return NONE
  let slowest = NONE
  let longest = Number.NEGATIVE_INFINITY
  for (const index of calls) {
    const duration = float(columns.end, index) - float(columns.start, index)
    if (!(duration > longest)) continue
    slowest = index
    longest = duration
  }
  return slowest
}

function innermostCalls(columns: Columns, order: readonly SpanIndex[]): readonly SpanIndex[] {
  const around = new Set<number>()
  const calls: SpanIndex[] = []
  for (const index of order.toReversed()) {
    const isCall = columns.class[index] === INFERENCE
    if (isCall && !around.has(index)) calls.push(index)
    if (isCall || around.has(index)) around.add(at(columns.parent, index))
  }
  return calls.toReversed()
}
