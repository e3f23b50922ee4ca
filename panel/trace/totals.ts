/** Totals of everything that the store holds. */
import { float } from './span-columns.ts'
import type { Tokens, Totals } from './model.ts'
import type { Spans } from './spans.ts'
import { summaryOf } from './summary.ts'
import { addTokens } from './usage.ts'

export function sumTotals(spans: Spans, dropped: number): Totals {
  const summaries = [...spans.groups()].map((group) => summaryOf(spans, group))
  const sum = (of: (summary: (typeof summaries)[number]) => number): number => summaries.reduce((total, summary) => total + of(summary), 0)
  return {
    traces: summaries.length,
    spans: spans.columns.length,
    running: sum(({ view }) => view.running),
    tokens: summaries.reduce<Tokens>((total, { view }) => addTokens(total, view.tokens), {}),
    errors: sum(({ errors }) => errors),
    cutOff: sum(({ cutOff }) => cutOff),
    aborted: sum(({ aborted }) => aborted),
    dropped: dropped + spans.dropped,
    range: rangeOf(spans),
  }
}

function rangeOf({ columns }: Spans): Totals['range'] {
  if (columns.length === 0) return undefined
  let start = Number.POSITIVE_INFINITY
  let end = Number.NEGATIVE_INFINITY
  for (let index = 0; index < columns.length; index++) {
    start = Math.min(start, float(columns.start, index))
    end = Math.max(end, float(columns.news, index))
  }
  return { start, end }
}
