/** What a drag in the overview takes hold of, and what it makes of it. Pixels of its scale in, a range out. */
import type { CssPixels, TimeScale } from '../trace/time-scale.ts'
import type { TimeRange } from './time-range.ts'
import { between } from './zoom.ts'

export interface Grab {
  /** An edge of the shown part, the part itself, or nothing: a new part. */
  readonly type: 'start' | 'end' | 'window' | 'new'
  readonly x: CssPixels
  /** What was shown. */
  readonly zoom: TimeRange | undefined
}

/** How near to an edge takes hold of it. */
const GRIP: CssPixels = 5
/** A shaky click is no drag. */
const LEAST_DRAG: CssPixels = 4

/**
 *       new    ▌ window ▐     new
 *            start     end
 */
export function grabAt(x: CssPixels, scale: TimeScale, zoom: TimeRange | undefined): Grab {
  return { type: zoom === undefined ? 'new' : typeAt(x, scale.x(zoom.start), scale.x(zoom.end)), x, zoom }
}

function typeAt(x: CssPixels, left: CssPixels, right: CssPixels): Grab['type'] {
  // Of two edges that lie close together, the one on the pointer's side.
  if (Math.abs(x - right) <= GRIP && x >= (left + right) / 2) return 'end'
  if (Math.abs(x - left) <= GRIP) return 'start'
  return x > left && x < right ? 'window' : 'new'
}

/** @returns what shows with the pointer at `x`; `undefined` for everything, `same` while it is no drag yet. */
export function dragTo(x: CssPixels, { type, x: from, zoom }: Grab, scale: TimeScale, full: TimeRange): TimeRange | undefined | 'same' {
  if (Math.abs(x - from) < LEAST_DRAG) return 'same'
  if (zoom === undefined || type === 'new') return between(scale.time(from), scale.time(x), full)
  if (type !== 'window') return between(scale.time(x), type === 'start' ? zoom.end : zoom.start, full)
  const [left, right] = [scale.x(zoom.start), scale.x(zoom.end)]
  const by = Math.max(-left, Math.min(x - from, scale.width - right))
  return between(scale.time(left + by), scale.time(right + by), full)
}
