/** Round times for the ruler. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { Interval } from './busy-time.ts'
import { formatCount } from './format.ts'
import { strips, type CssPixels, type TimeScale } from './time-scale.ts'

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

/** What is asked of ticks. `gap`: pixels between two at least. `left`: pixels before the scale's start that have ticks too. */
export interface TickOptions {
  readonly gap?: CssPixels
  readonly origin?: Milliseconds
  readonly left?: CssPixels
}

/**
 * Ticks of the range at round times from `origin` on; the first one, at 0, is left out. Within a fold there are none, and before one only where there is room
 * for a label.
 *
 *     |         |         |         |             |         |▒▒▒▒▒▒▒|         |
 *     (0)     500 ms   1,000 ms  1,500 ms         (0)     0.5 s  41 s       41.5 s
 */
export function ticks(scale: TimeScale, { gap = 64, origin = scale.start, left = 0 }: TickOptions = {}): readonly Tick[] {
  const step = stepOf(scale.perPixel * gap)
  const result: Tick[] = []
  for (const { from, to, edge } of stretches(scale, left)) {
    // Of hours of which a millisecond is shown, nobody counts the ticks before it.
    const first = Math.max(1, Math.ceil((from - origin) / step))
    for (let number = first; origin + number * step <= to; number++) {
      const x = scale.x(origin + number * step)
      if (x + gap > edge || x < (result.at(-1)?.x ?? Number.NEGATIVE_INFINITY) + gap * ALMOST) continue
      result.push({ x, label: label(number * step, step) })
    }
  }
  return result
}

const ALMOST = 1 - 1e-6

/** What lies between folds; `edge`: where the next one begins. */
function stretches(scale: TimeScale, left: CssPixels): readonly { from: Milliseconds; to: Milliseconds; edge: CssPixels }[] {
  const folds: readonly (Interval & { readonly x: CssPixels })[] = scale.folds.list.length === 0 ? [] : strips(scale)
  const starts = [scale.time(-left), ...folds.map(({ end }) => end)]
  return starts.map((from, at) => {
    const fold = folds[at]
    return { from, to: fold?.start ?? scale.end, edge: fold?.x ?? Number.POSITIVE_INFINITY }
  })
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
  if (step < SECOND / 10 && (step < 1 || time < 10 * SECOND))
    return `${time < 10 ? Number(time.toPrecision(6)) : formatCount(time, digitsOf(step))} ms`
  if (time < MINUTE) return `${(time / SECOND).toFixed(digitsOf(step / SECOND))} s`
  const minutes = Math.floor(time / MINUTE)
  if (minutes < 60) return step < MINUTE ? `${minutes}:${secondsOf(time, step)} min` : `${minutes} min`
  return `${Number((minutes / 60).toFixed(2))} h`
}

function secondsOf(time: Milliseconds, step: Milliseconds): string {
  const digits = digitsOf(step / SECOND)
  return ((time % MINUTE) / SECOND).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0')
}
