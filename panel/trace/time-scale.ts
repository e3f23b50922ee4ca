/** Milliseconds ⇄ pixels: the only place where one becomes the other. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { Interval } from './busy-time.ts'
import { NO_FOLDS, type Folds } from './folds.ts'

export type CssPixels = number

/** What is shown of the time, and what is folded in it. */
export interface TimeView extends Interval {
  readonly folds?: Folds
  /** Milliseconds that one fold is as wide as. */
  readonly cost?: Milliseconds
}

export interface TimeScale extends TimeView {
  readonly width: CssPixels
  readonly folds: Folds
  readonly cost: Milliseconds
  /** Where nothing is folded. */
  readonly perPixel: Milliseconds
  x(time: Milliseconds): CssPixels
  time(x: CssPixels): Milliseconds
}

/** Shorter ranges would divide by nothing. */
const LEAST_RANGE: Milliseconds = 1e-3
/** Of one fold: room for the words "41 s idle". */
const FOLD: CssPixels = 60
/** All folds together take no more of the width. */
const FOLDS_SHARE = 0.4

export function createTimeScale(range: Interval, width: CssPixels, folds: Folds = NO_FOLDS): TimeScale {
  const end = range.start + Math.max(LEAST_RANGE, range.end - range.start)
  const view = { start: range.start, end }
  const count = folds.list.length === 0 ? 0 : folds.count(view)
  const busy = count === 0 ? 0 : folds.squeezed(end, view.start, 0) - folds.squeezed(view.start, view.start, 0)
  return busy > LEAST_RANGE ? squeezed(view, width, folds, count, busy) : linear(view, width)
}

function linear({ start, end }: Interval, width: CssPixels): TimeScale {
  const length = end - start
  return {
    start,
    end,
    width,
    folds: NO_FOLDS,
    cost: 0,
    perPixel: length / Math.max(1, width),
    x: (time) => ((time - start) / length) * width,
    time: (x) => start + (x / Math.max(1, width)) * length,
  }
}

/**
 * A broken axis: folds have a width of their own, all else shares the rest.
 *
 *     ├── 1.2 s ──┤▒ 41 s ▒├── 0.8 s ──┤
 */
function squeezed({ start, end }: Interval, width: CssPixels, folds: Folds, count: number, busy: Milliseconds): TimeScale {
  const fold = Math.min(FOLD, (Math.max(1, width) * FOLDS_SHARE) / count)
  const perPixel = busy / Math.max(1, width - fold * count)
  const cost = fold * perPixel
  const origin = folds.squeezed(start, start, cost)
  return {
    start,
    end,
    width,
    folds,
    cost,
    perPixel,
    x: (time) => (folds.squeezed(time, start, cost) - origin) / perPixel,
    time: (x) => folds.unsqueezed(x * perPixel + origin, start, cost),
  }
}

/** A fold as it is drawn. */
export interface Strip extends Interval {
  readonly x: CssPixels
  readonly width: CssPixels
}

/** Narrower ones are not drawn. */
const LEAST_STRIP: CssPixels = 1.5

/** What of some pauses is seen: those that are folded, or others. */
export function strips(scale: TimeScale, pauses: readonly Interval[] = scale.folds.within(scale)): readonly Strip[] {
  return pauses.flatMap(({ start, end }) => {
    const [from, to] = [Math.max(0, scale.x(start)), Math.min(scale.width, scale.x(end))]
    return to - from < LEAST_STRIP ? [] : [{ start, end, x: from, width: to - from }]
  })
}
