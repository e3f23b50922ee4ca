import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { TimeRange } from './time-range.ts'

/** Nothing in the panel is told apart below it. */
const LEAST: Milliseconds = 1

/**
 * The part of `full` that is shown, after zooming about a moment: a factor below 1 shows less. The moment keeps its place on the screen.
 * @returns undefined where all of it shows again.
 */
export function zoomed(view: TimeRange, full: TimeRange, factor: number, about: Milliseconds): TimeRange | undefined {
  const start = about - (about - view.start) * factor
  const end = about + (view.end - about) * factor
  return fitted(start, Math.max(end, start + LEAST), full)
}

/** Moved by a share of what is shown; stops at the edges. */
export function panned(view: TimeRange, full: TimeRange, share: number): TimeRange | undefined {
  const by = (view.end - view.start) * share
  const room = by < 0 ? full.start - view.start : full.end - view.end
  const move = by < 0 ? Math.max(by, Math.min(0, room)) : Math.min(by, Math.max(0, room))
  return fitted(view.start + move, view.end + move, full)
}

/** Between two moments, in either order. */
export function between(a: Milliseconds, b: Milliseconds, full: TimeRange): TimeRange | undefined {
  const [start, end] = a < b ? [a, b] : [b, a]
  return fitted(start, Math.max(end, start + LEAST), full)
}

function fitted(start: Milliseconds, end: Milliseconds, full: TimeRange): TimeRange | undefined {
  if (start <= full.start && end >= full.end) return undefined
  return { start: Math.max(start, full.start), end: Math.min(end, Math.max(full.end, full.start + LEAST)) }
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
