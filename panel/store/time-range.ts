import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { Totals } from '../trace/model.ts'

export interface TimeRange {
  readonly start: Milliseconds
  readonly end: Milliseconds
}

const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10]
const LEAST: Milliseconds = 100
/** Room for a running bar to grow into. */
const HEADROOM = 1.1

/**
 * What the waterfall shows. While something runs the end keeps ahead in steps: were it always *now*, every finished bar would shrink in every
 * frame and nothing would be seen to grow.
 */
export function timeRange(totals: Totals, now: Milliseconds): TimeRange {
  const range = totals.range
  if (range === undefined) return { start: now, end: now + 1000 }
  const length = Math.max(LEAST, (totals.running > 0 ? Math.max(range.end, now) : range.end) - range.start)
  return { start: range.start, end: range.start + (totals.running > 0 ? roundUp(length * HEADROOM) : length) }
}

function roundUp(length: Milliseconds): Milliseconds {
  const power = 10 ** Math.floor(Math.log10(length))
  return (STEPS.find((step) => step * power >= length) ?? 10) * power
}
