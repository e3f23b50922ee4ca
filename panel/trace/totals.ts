/** Totals of everything that the store holds. */
import type { Totals } from './model.ts'
import type { Spans } from './spans.ts'

export function totalsOf(spans: Spans, dropped: number): Totals {
  return {
    traces: spans.tables.traces.used,
    spans: spans.size,
    ...spans.tally.counts,
    tokens: spans.sums.ofAll(),
    dropped: dropped + spans.dropped,
    range: spans.extent.all,
  }
}
