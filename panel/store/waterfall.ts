import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { createTimeScale, ticks, type CssPixels, type Tick, type TimeScale } from '../trace/time-scale.ts'
import type { TimeRange } from './time-range.ts'

/** Room before the first bar, so that it does not stick to the column's line. */
export const WATERFALL_LEFT: CssPixels = 8
const TICK_GAP: CssPixels = 46
/** Of a label of the ruler, about, with the room between two. */
const LABEL_CHARACTER: CssPixels = 7
const LABEL_ROOM: CssPixels = 76
const LABEL_SHARE = 0.22

/**
 * Time over the waterfall's column. All of it shown leaves room at the right for the label of the bar that ends last; a part of it goes to the
 * edge, since what ends there goes on beyond:
 *
 *     |8| ├────── range ──────┤ label |      |8| ├────────── range ──────────|
 */
export function waterfallScale(range: TimeRange, width: CssPixels, whole: boolean): TimeScale {
  const room = whole ? Math.min(LABEL_ROOM, width * LABEL_SHARE) : 0
  return createTimeScale(range, Math.max(1, width - WATERFALL_LEFT - room))
}

/** Round times after `origin`, and the origin itself, at pixels of the column: what is at 3 s stays at 3 s when less is shown. Far from it the labels are long, and further apart. */
export function waterfallTicks(scale: TimeScale, origin: Milliseconds): readonly Tick[] {
  const column = createTimeScale({ start: scale.time(-WATERFALL_LEFT), end: scale.end }, scale.width + WATERFALL_LEFT)
  const near = ticks(column, TICK_GAP, origin)
  const longest = Math.max(0, ...near.map(({ label }) => label.length)) * LABEL_CHARACTER
  const found = longest > TICK_GAP ? ticks(column, longest, origin) : near
  return [{ x: column.x(origin), label: '0 s' }, ...found].map(({ x, label }) => ({ x: Math.round(x), label })).filter(({ x }) => x >= 0)
}
