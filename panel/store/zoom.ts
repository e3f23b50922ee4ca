import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { NO_FOLDS } from '../trace/folds.ts'
import type { TimeView } from '../trace/time-scale.ts'
import type { TimeRange } from './time-range.ts'

/** Nothing in the panel is told apart below it. */
const LEAST: Milliseconds = 1

/**
 * The part of `full` that is shown, after zooming about a moment: a factor below 1 shows less. The moment keeps its place on the screen; folds keep their
 * width there, so that each is worth less time when less is shown.
 * @returns undefined where all of it shows again.
 */
export function zoomed(view: TimeView, full: TimeRange, factor: number, about: Milliseconds): TimeRange | undefined {
  const [before, after] = [squeezer(view), squeezer({ ...view, cost: (view.cost ?? 0) * factor })]
  const moment = before.to(about)
  const start = after.from(after.to(about) - (moment - before.to(view.start)) * factor)
  const end = after.from(after.to(about) + (before.to(view.end) - moment) * factor)
  return fitted(start, Math.max(end, start + LEAST), full)
}

/** Moved by a share of what is shown; stops at the edges. */
export function panned(view: TimeView, full: TimeRange, share: number): TimeRange | undefined {
  const { to, from } = squeezer(view)
  const [start, end] = [to(view.start), to(view.end)]
  const by = (end - start) * share
  const room = by < 0 ? to(full.start) - start : to(full.end) - end
  const move = by < 0 ? Math.max(by, Math.min(0, room)) : Math.min(by, Math.max(0, room))
  return fitted(from(start + move), from(end + move), full)
}

/** Between two moments, in either order. */
export function between(a: Milliseconds, b: Milliseconds, full: TimeRange): TimeRange | undefined {
  const [start, end] = a < b ? [a, b] : [b, a]
  return fitted(start, Math.max(end, start + LEAST), full)
}

/** Room on both sides of what is fitted, as a share of it. */
const MARGIN = 0.05

/** What shows something whole, with a little beside it. */
export function around({ start, end }: TimeRange, full: TimeRange): TimeRange | undefined {
  const margin = Math.max(LEAST, end - start) * MARGIN
  return between(start - margin, end + margin, full)
}

function fitted(start: Milliseconds, end: Milliseconds, full: TimeRange): TimeRange | undefined {
  if (start <= full.start && end >= full.end) return undefined
  return { start: Math.max(start, full.start), end: Math.min(end, Math.max(full.end, full.start + LEAST)) }
}

/** Real time ⇄ squeezed time of a view, which moves evenly on the screen. */
function squeezer({ start, folds = NO_FOLDS, cost = 0 }: TimeView) {
  return {
    to: (time: Milliseconds) => folds.squeezed(time, start, cost),
    from: (squeezed: Milliseconds) => folds.unsqueezed(squeezed, start, cost),
  }
}

export interface Zooming {
  readonly type: 'zoom' | 'pan'
  /** A factor, or a share of what is shown. */
  readonly by: number
}

/** The house's keys in its time views. */
export const ZOOM_KEYS: { readonly [key: string]: Zooming } = {
  w: { type: 'zoom', by: 0.7 },
  s: { type: 'zoom', by: 1 / 0.7 },
  a: { type: 'pan', by: -0.15 },
  d: { type: 'pan', by: 0.15 },
}
