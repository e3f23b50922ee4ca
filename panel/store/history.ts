import type { JsonValue, Message, SpanContent } from '../../sdk/protocol/records.ts'
import type { SpanIndex, SpanView, Trace } from '../trace/model.ts'
import { SPAN_CLASSES } from '../trace/span-columns.ts'
import { f64, u8 } from '../trace/table.ts'

const INFERENCE = SPAN_CLASSES.indexOf('inference')

/** The inference that started last before this one in the same trace. */
export function previousCall(trace: Trace, span: SpanView): SpanIndex | undefined {
  const { columns } = trace.tables.spans
  let [found, latest]: [SpanIndex | undefined, number] = [undefined, Number.NEGATIVE_INFINITY]
  for (const index of trace.spansOfTrace(span.index)) {
    const start = f64(columns.start, index)
    if (u8(columns.class, index) !== INFERENCE || start >= span.start || start < latest) continue
    ;[found, latest] = [index, start]
  }
  return found
}

/**
 * How many messages a call repeats from the call before: agents send their whole history again each time, and only its tail is new. Counts
 * leading messages that are equal, the earlier call's answer included.
 */
export function repeated(previous: SpanContent | undefined, current: SpanContent): number {
  const before = [...(previous?.inputMessages ?? []), ...(previous?.outputMessages ?? [])]
  const after = current.inputMessages ?? []
  let count = 0
  while (count < before.length && count < after.length && same(before[count], after[count])) count++
  return count
}

/** An answer has a finish reason where it was given and none where it is sent back. */
function same(a: Message | undefined, b: Message | undefined): boolean {
  return a !== undefined && b !== undefined && a.role === b.role && sameJson([...a.parts], [...b.parts])
}

/** By value: key order is the serialiser's whim. */
function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  return (
    Array.isArray(a) === Array.isArray(b) && left.length === right.size && left.every(([key, value]) => sameJson(value, right.get(key)))
  )
}
