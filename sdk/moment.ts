/**
 * Moments by the page's clocks, and the moment that is being told: what a call told earlier is read later, as of the moment when it was told.
 */
import type { HrTime } from '@opentelemetry/api'
import type { Milliseconds } from './protocol/records.ts'

/** One moment by two clocks: OpenTelemetry's spans start by the wall clock, which may be set, and measure by the monotonic one, which may stand still while the machine sleeps. */
export interface Moment {
  /** Since the Unix epoch. */
  readonly wall: Milliseconds
  /** Since the page began. */
  readonly at: Milliseconds
}

/** When something was told of a call. */
export interface Telling {
  /** By the page's monotonic clock. */
  readonly at: Milliseconds
  /** Whether the page's signal was aborted then. */
  readonly aborted: boolean
}

let telling: Telling | undefined

/** By the page's monotonic clock: this moment, or the one that is told. */
export const now = (): Milliseconds => telling?.at ?? performance.now()

/** Runs `tell` as of an earlier moment: {@link now} and {@link hasAborted} answer what they would have answered then. */
export function asOf<T>(moment: Telling, tell: () => T): T {
  const before = telling
  telling = moment
  try {
    return tell()
  } finally {
    telling = before
  }
}

/** Whether the page's signal is aborted: at this moment, or at the one that is told. */
export function hasAborted(signal: AbortSignal | null | undefined): signal is AbortSignal {
  return signal?.aborted === true && telling?.aborted !== false
}

export function thisMoment(): Moment {
  if (telling === undefined) return { wall: Date.now(), at: performance.now() }
  return { wall: Date.now() - (performance.now() - telling.at), at: telling.at }
}

/** As {@link thisMoment}, at half the cost where nobody asks for the wall clock: it is asked when it is needed, and set back by what has passed since. */
export class LateMoment implements Moment {
  readonly at: Milliseconds = now()
  #wall: Milliseconds | undefined

  get wall(): Milliseconds {
    return (this.#wall ??= Date.now() - (performance.now() - this.at))
  }
}

/** When the monotonic clock showed `at`, by the wall clock of `since`. */
export function timeOf({ wall, at: start }: Moment, at: Milliseconds): HrTime {
  const time = wall + Math.max(0, at - start)
  const seconds = Math.trunc(time / 1000)
  return [seconds, Math.round((time - seconds * 1000) * 1e6)]
}

/** So long after `start`. */
export function after([seconds, nanoseconds]: HrTime, duration: Milliseconds): HrTime {
  const sum = nanoseconds + Math.round(duration * 1e6)
  return [seconds + Math.floor(sum / 1e9), sum % 1e9]
}

/** In the conventions' unit, to the microsecond: browsers' clocks tell no more, and a difference of two of their times ends in noise. */
export function toSeconds(duration: Milliseconds): number {
  return Math.round(duration * 1000) / 1_000_000
}
