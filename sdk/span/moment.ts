import type { HrTime } from '@opentelemetry/api'
import type { Milliseconds } from '../protocol/records.ts'

/** One moment by two clocks: OpenTelemetry's spans start by the wall clock, which may be set, and measure by the monotonic one, which may stand still while the machine sleeps. */
export interface Moment {
  /** Since the Unix epoch. */
  readonly wall: Milliseconds
  /** Since the page began. */
  readonly at: Milliseconds
}

export function thisMoment(): Moment {
  return { wall: Date.now(), at: performance.now() }
}

/** As {@link thisMoment}, at half the cost where nobody asks for the wall clock: it is asked when it is needed, and set back by what has passed since. */
export class LateMoment implements Moment {
  readonly at: Milliseconds = performance.now()
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

/** In the conventions' unit, to the microsecond: browsers' clocks tell no more, and a difference of two of their times ends in noise. */
export function toSeconds(duration: Milliseconds): number {
  return Math.round(duration * 1000) / 1_000_000
}
