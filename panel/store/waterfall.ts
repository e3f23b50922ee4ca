import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { Folds } from '../trace/folds.ts'
import { ticks, type Tick } from '../trace/ticks.ts'
import { createTimeScale, strips, type CssPixels, type TimeScale, type TimeView } from '../trace/time-scale.ts'
import type { Store } from './store.ts'
import type { TimeRange } from './time-range.ts'

/** Room before the first bar, so that it does not stick to the column's line. */
export const WATERFALL_LEFT: CssPixels = 8
const TICK_GAP: CssPixels = 46
/** Of the label `0 s`. */
const ZERO: CssPixels = 20
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
export function waterfallScale(range: TimeRange, width: CssPixels, whole: boolean, folds?: Folds): TimeScale {
  const room = whole ? labelRoom(width) : 0
  return createTimeScale(range, Math.max(1, width - WATERFALL_LEFT - room), folds)
}

const labelRoom = (width: CssPixels): CssPixels => Math.min(LABEL_ROOM, width * LABEL_SHARE)

/** What the store shows, over a column of a width. */
export function shownScale({ range, zoom, timeline }: Shown, width: CssPixels): TimeScale {
  return waterfallScale(range.value, width, zoom.value === undefined, timeline.folds.value)
}

type Shown = Pick<Store, 'range' | 'zoom' | 'timeline'>

/** All that the column shows: with the whole of the time, some beyond its end. What is zoomed about stays under the cursor only if that counts. */
export function viewOf(scale: TimeScale, width: CssPixels): TimeView {
  return { start: scale.start, end: scale.time(Math.max(scale.width, width - WATERFALL_LEFT)), folds: scale.folds, cost: scale.cost }
}

/** Round times after `origin`, and the origin itself, at pixels of the column: what is at 3 s stays at 3 s when less is shown. Far from it the labels are long, and further apart. */
export function waterfallTicks(scale: TimeScale, origin: Milliseconds): readonly Tick[] {
  const near = ticks(scale, { gap: TICK_GAP, origin, left: WATERFALL_LEFT })
  const longest = Math.max(0, ...near.map(({ label }) => label.length)) * LABEL_CHARACTER
  const found = longest > TICK_GAP ? ticks(scale, { gap: longest, origin, left: WATERFALL_LEFT }) : near
  const zero = scale.x(origin)
  const isCovered = strips(scale).some(({ x }) => x < zero + ZERO && x >= zero)
  return [{ x: zero, label: isCovered ? '' : '0 s' }, ...found]
    .map(({ x, label }) => ({ x: Math.round(x + WATERFALL_LEFT), label }))
    .filter(({ x }) => x >= 0)
}
