/** Milliseconds ⇄ pixels: the only place where one becomes the other, and the ticks of the ruler. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { formatCount } from './format.ts'

export type CssPixels = number

export interface TimeScale {
  readonly start: Milliseconds
  readonly end: Milliseconds
  readonly width: CssPixels
  x(time: Milliseconds): CssPixels
  time(x: CssPixels): Milliseconds
}

/** Shorter ranges would divide by nothing. */
const LEAST_RANGE: Milliseconds = 1e-3

export function createTimeScale(range: { readonly start: Milliseconds; readonly end: Milliseconds }, width: CssPixels): TimeScale {
  const { start } = range
  const length = Math.max(LEAST_RANGE, range.end - start)
  return {
    start,
    end: start + length,
    width,
    x: (time) => ((time - start) / length) * width,
    time: (x) => start + (x / Math.max(1, width)) * length,
  }
}

export interface Tick {
  readonly x: CssPixels
  readonly label: string
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** Steps above a second, where time stops being decimal. */
const LONG_STEPS: readonly Milliseconds[] = [1, 2, 5, 10, 15, 30]
  .flatMap((n) => [n * SECOND, n * MINUTE])
  .concat([1, 2, 6, 12, 24].map((n) => n * HOUR))
  .toSorted((a, b) => a - b)

/**
 * Ticks of the range at round times from `origin` on, at least `gap` apart; the first one, at 0, is left out.
 *
 *     |         |         |         |
 *     (0)     500 ms   1,000 ms  1,500 ms
 */
export function ticks(scale: TimeScale, gap: CssPixels = 64, origin: Milliseconds = scale.start): readonly Tick[] {
  const step = stepOf(((scale.end - scale.start) / Math.max(1, scale.width)) * gap)
  const result: Tick[] = []
  // Of hours of which a millisecond is shown, nobody counts the ticks before it.
  const first = Math.max(1, Math.ceil((scale.start - origin) / step))
  for (let number = first; origin + number * step <= scale.end; number++) {
    result.push({ x: scale.x(origin + number * step), label: label(number * step, step) })
  }
  return result
}

/** The smallest round step that is no shorter than `least`. */
function stepOf(least: Milliseconds): Milliseconds {
  if (least > SECOND) return LONG_STEPS.find((step) => step >= least) ?? Math.ceil(least / (24 * HOUR)) * 24 * HOUR
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10) * power
}

/** Digits after the point that tell ticks apart. */
function digitsOf(step: Milliseconds): number {
  return step < 1 ? Math.ceil(-Math.log10(step) - 1e-9) : 0
}

function label(time: Milliseconds, step: Milliseconds): string {
  if (step < SECOND / 10) return `${time < 10 ? Number(time.toPrecision(6)) : formatCount(time, digitsOf(step))} ms`
  if (time < MINUTE) return `${(time / SECOND).toFixed(step < SECOND ? 1 : 0)} s`
  const minutes = Math.floor(time / MINUTE)
  if (minutes < 60) return step < MINUTE ? `${minutes}:${String((time % MINUTE) / SECOND).padStart(2, '0')} min` : `${minutes} min`
  return `${Number((minutes / 60).toFixed(2))} h`
}
