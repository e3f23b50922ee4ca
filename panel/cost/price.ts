/** What one call costs, part by part; or why nobody can say. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { BILLED, BILLED_KINDS, INPUT, OUTPUT, splitCounts } from './kinds.ts'
import type { BilledKind, Counts } from './kinds.ts'
import { periodAt, stepFor } from './tariff.ts'
import type { Step, Tariff } from './tariff.ts'

/** Sums are kept in whole units of it, so that they are exact and the same in any order: up to $9,007 a double holds all. */
export type PicoDollars = number
export type UsDollars = number

export const PICO = 1e12
/** US dollars a million → picodollars each. */
const EACH = PICO / 1e6

/** Instead of an amount. */
export const NO_PRICE = -1
export const EXCEEDS = -2

export type NoPriceReason =
  /** The span names no provider, or one that the list does not have. */
  | 'provider'
  | 'model'
  /** The list has the standard price only. */
  | 'tier'
  | 'no tokens'
  /** A total is less than what it should hold: more was read from the cache than there was input. */
  | 'exceeds'

export interface PricePart {
  readonly kind: BilledKind
  /** Tokens, requests, searches. */
  readonly count: number
  /** US dollars a million. */
  readonly rate: number
  readonly amount: UsDollars
}

export interface Priced {
  readonly amount: UsDollars
  readonly parts: readonly PricePart[]
  readonly tariff: Tariff
  /** Holds from then on, where the list dates it. */
  readonly from?: Milliseconds
  /** The price of that time of the day. */
  readonly daily?: true
  /** The price of calls with more input tokens than that. */
  readonly above?: number
  /** The user's own price stands for any tier; else the standard one. */
  readonly tier?: string
  /** What the provider did not report: the amount is without it. */
  readonly missing?: 'input' | 'output'
}

export interface Unpriced {
  readonly reason: NoPriceReason
  /** The provider's word for it. */
  readonly tier?: string
}

export type Price = Priced | Unpriced

/** Prices of several calls together: what is known of them, and of how many nothing is. */
export interface Cost {
  readonly amount: UsDollars
  readonly priced: number
  readonly unpriced: number
  /** Tokens of some of them are estimates. */
  readonly estimated?: true
}

/** The step of a tariff that a call is billed by. */
export function stepOf(tariff: Tariff, start: Milliseconds, counts: Counts): Step | undefined {
  const period = periodAt(tariff, start)
  return period === undefined ? undefined : stepFor(period, counts[INPUT] ?? 0)
}

/**
 * `counts` are split into what each price is asked for, `amounts` filled with what each comes to.
 *
 * @returns the sum; {@link NO_PRICE} where a price is missing, {@link EXCEEDS} where the counts contradict each other
 */
export function addUp({ rates }: Step, counts: Counts, amounts: Float64Array): PicoDollars {
  for (const total of [INPUT, OUTPUT]) if ((counts[total] ?? 0) > 0 && Number.isNaN(rates[total])) return NO_PRICE
  if (!splitCounts(counts, rates)) return EXCEEDS
  let sum = 0
  for (let kind = 0; kind < BILLED_KINDS; kind++) {
    const rate = rates[kind] ?? Number.NaN
    const amount = Number.isNaN(rate) ? 0 : Math.round((counts[kind] ?? 0) * rate * EACH)
    amounts[kind] = amount
    sum += amount
  }
  return sum
}

/** Those that were asked for. */
export function partsOf({ rates }: Step, counts: Counts, amounts: Float64Array): readonly PricePart[] {
  return BILLED.flatMap((kind, at) => {
    const [count = 0, rate = Number.NaN] = [counts[at], rates[at]]
    return count === 0 || Number.isNaN(rate) ? [] : [{ kind, count, rate, amount: (amounts[at] ?? 0) / PICO }]
  })
}
