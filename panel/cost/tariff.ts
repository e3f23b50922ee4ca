/** Prices of a model, as plain data: which hold when, and above how many tokens. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { Rates } from './kinds.ts'

export interface Tariff {
  /** As the price list calls them. */
  readonly provider: string
  readonly model: string
  /** The user set it. */
  readonly own?: true
  /** The last one that holds counts; the first one holds where no other does. */
  readonly periods: readonly Period[]
}

export interface Period {
  /** Holds from then on. */
  readonly from?: Milliseconds
  /** Holds at these times of the day, in seconds of UTC; past midnight where the end is before the start. */
  readonly daily?: { readonly start: number; readonly end: number }
  /** By how many input tokens a call has: the last step below it counts. The first one is for any number. */
  readonly steps: readonly Step[]
}

export interface Step {
  /** Holds for calls with more input tokens than that. */
  readonly above: number
  readonly rates: Rates
}

export interface Pricing {
  /** `undefined`: no price is known. */
  find(provider: string | undefined, model: string): Tariff | undefined
}

const DAY = 86_400

/** The period that holds at a time, `undefined` for a tariff without any. */
export function periodAt({ periods }: Tariff, time: Milliseconds): Period | undefined {
  if (periods.length === 1) return periods[0]
  const second = (time / 1000) % DAY
  for (let at = periods.length - 1; at >= 0; at--) {
    const period = periods[at]
    if (period !== undefined && holds(period, time, second)) return period
  }
  return periods[0]
}

export function stepFor({ steps }: Period, input: number): Step | undefined {
  let found = steps[0]
  for (const step of steps) if (input > step.above) found = step
  return found
}

function holds({ from, daily }: Period, time: Milliseconds, second: number): boolean {
  if (from !== undefined && time < from) return false
  if (daily === undefined) return true
  const { start, end } = daily
  return end < start ? second >= start || second < end : second >= start && second < end
}
