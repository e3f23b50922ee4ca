/** Totals of everything that the store holds. */
import type { Totals } from './model.ts'
import type { Spans } from './spans.ts'

export function totalsOf(spans: Spans, dropped: number): Totals {
  const cost = spans.sums.costOfAll()
  return {
    traces: spans.tables.traces.used,
    spans: spans.size,
    ...spans.tally.counts,
    tokens: spans.sums.ofAll(),
    ...(cost === undefined ? {} : { cost }),
    dropped: dropped + spans.dropped,
    range: spans.extent.all,
  }
}
