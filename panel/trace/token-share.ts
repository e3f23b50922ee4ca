/** What a span adds to the sums above it. */
import { PICO } from '../cost/price.ts'
import type { Cost } from '../cost/price.ts'
import type { Tokens } from './model.ts'
import { TOKEN_KINDS, TOKEN_NAMES } from './span-columns.ts'

export const ESTIMATED = 1 << TOKEN_KINDS

export interface Share {
  /** By kind, as in `TOKEN_NAMES`. */
  readonly tokens: Float64Array
  /** A bit for each kind that it states, and {@link ESTIMATED}. */
  has: number
  /** Inference spans in it and below it. */
  calls: number
  /** Picodollars. */
  cost: number
  /** How many calls it is the cost of, and how many have none that is known. */
  priced: number
  unpriced: number
}

export const createShare = (): Share => ({ tokens: new Float64Array(TOKEN_KINDS), has: 0, calls: 0, cost: 0, priced: 0, unpriced: 0 })

export function clearShare(share: Share): void {
  share.has = 0
  share.calls = 0
  share.cost = 0
  share.priced = 0
  share.unpriced = 0
}

/** Nothing in it that a span above would add. */
export const isEmptyShare = ({ has, calls, priced, unpriced }: Share): boolean => has === 0 && calls === 0 && priced === 0 && unpriced === 0

export function isSameShare(a: Share, b: Share): boolean {
  if (a.has !== b.has || a.calls !== b.calls) return false
  if (a.cost !== b.cost || a.priced !== b.priced || a.unpriced !== b.unpriced) return false
  for (let kind = 0; kind < TOKEN_KINDS; kind++) if ((a.has & (1 << kind)) !== 0 && a.tokens[kind] !== b.tokens[kind]) return false
  return true
}

export function tokensOfShare(share: Share): Tokens {
  return tokensOf((kind) => ((share.has & (1 << kind)) === 0 ? Number.NaN : (share.tokens[kind] ?? 0)), (share.has & ESTIMATED) !== 0)
}

/** `undefined` where nothing was to be paid for, as far as anybody knows. */
export function costOfShare({ cost, priced, unpriced, has }: Share): Cost | undefined {
  if (priced + unpriced === 0) return undefined
  return { amount: cost / PICO, priced, unpriced, ...((has & ESTIMATED) !== 0 && { estimated: true }) }
}

/** `countAt`: NaN where nobody said. */
export function tokensOf(countAt: (kind: number) => number, isEstimated: boolean): Tokens {
  const tokens: { -readonly [K in keyof Tokens]: Tokens[K] } = {}
  TOKEN_NAMES.forEach((name, kind) => {
    const count = countAt(kind)
    if (!Number.isNaN(count)) tokens[name] = count
  })
  if (isEstimated) tokens.estimated = true
  return tokens
}
