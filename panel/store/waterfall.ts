import { createTimeScale, ticks, type CssPixels, type Tick, type TimeScale } from '../trace/time-scale.ts'
import type { TimeRange } from './time-range.ts'

/** Room before the first bar, so that it does not stick to the column's line. */
export const WATERFALL_LEFT: CssPixels = 8
const TICK_GAP: CssPixels = 46
const LABEL_ROOM: CssPixels = 76
const LABEL_SHARE = 0.22

/**
 * Time over the waterfall's column, with room at the right for the label of the bar that ends last:
 *
 *     |8| ├────── range ──────┤ label |
 */
export function waterfallScale(range: TimeRange, width: CssPixels): TimeScale {
  return createTimeScale(range, Math.max(1, width - WATERFALL_LEFT - Math.min(LABEL_ROOM, width * LABEL_SHARE)))
}

/** The start and the round times after it, at pixels of the column. */
export function waterfallTicks(scale: TimeScale): readonly Tick[] {
  return [{ x: 0, label: '0 s' }, ...ticks(scale, TICK_GAP)].map(({ x, label }) => ({ x: Math.round(x) + WATERFALL_LEFT, label }))
}
