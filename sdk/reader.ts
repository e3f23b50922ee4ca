/**
 * The SDK's second half: all that reads. It is loaded when a call may be a model's and somebody is to have its spans, or when a panel comes. Nothing of the first
 * half imports it but as a type: how it is loaded is told by the composition root.
 */
import { writeContent } from './content/span-content.ts'
import type { Words } from './hold/held-ends.ts'
import type { PendingCalls } from './hold/pending-calls.ts'
import { loadReading, readingOf } from './provider/readings.ts'
import { wires } from './provider/wires.ts'
import { failureOf, withoutCredentials } from './span/failure.ts'

export { Consumer } from './export/consumer.ts'
export { LiveSpans } from './export/live.ts'
export { ownManual } from './manual.ts'
export { readingProblem } from './provider/readings.ts'
export { createSink } from './sink.ts'
export { createUsagePolicy } from './usage/usage.ts'

/** What spans of agents and tools say at their end. */
export const words: Words = { failureOf: (error) => withoutCredentials(failureOf(error)), writeContent }

/**
 * Loads how calls are read before there is one: for a panel, which wants to see them at once, and for a client's own span, which may end soon after its call.
 * `provider`: the one that the client names. One that no wire has as its own may speak any.
 */
export function loadReadings(pending: PendingCalls, provider?: string): void {
  const own = wires.filter(({ defaultProvider }) => defaultProvider === provider)
  for (const wire of own.length > 0 ? own : wires) if (readingOf(wire) === undefined) pending.releaseAfter(loadReading(wire))
}
