/** The lines of the table of one call: its tokens as the provider counted them, and beside each what was billed at a price of its own. */
import type { BilledKind } from './kinds.ts'
import type { Priced, PricePart, UsDollars } from './price.ts'

/** As the conventions count: input includes cached, output includes reasoning. */
interface Tokens {
  readonly input?: number
  readonly output?: number
  readonly cacheRead?: number
  readonly cacheWrite?: number
  readonly reasoning?: number
}

export interface CostLine {
  readonly name: string
  /** Absent: not reported. */
  readonly count?: number
  /** US dollars a million. */
  readonly rate?: number
  readonly amount?: UsDollars
  /** `inner`: a part of the line above that is none. */
  readonly kind: 'line' | 'inner' | 'total'
}

const INPUT_PARTS: readonly (readonly [BilledKind, string])[] = [
  ['cacheRead', 'of it: read from cache'],
  ['cacheWrite', 'of it: written to cache'],
  ['cacheWrite1h', 'of it: written to cache for 1 h'],
  ['audioInput', 'of it: audio'],
  ['audioCacheRead', 'of it: audio read from cache'],
  ['imageInput', 'of it: images'],
  ['imageCacheRead', 'of it: images read from cache'],
]
const OUTPUT_PARTS: readonly (readonly [BilledKind, string])[] = [
  ['reasoning', 'of it: reasoning'],
  ['audioOutput', 'of it: audio'],
  ['imageOutput', 'of it: images'],
]
const APART: readonly (readonly [BilledKind, string])[] = [
  ['request', 'Request'],
  ['webSearch', 'Web searches'],
]

/** Empty where the span states no tokens. */
export function costLines(tokens: Tokens, price: Priced | undefined): readonly CostLine[] {
  const { input, output } = tokens
  const parts = new Map(price?.parts.map((part) => [part.kind, part]))
  const lines: readonly CostLine[] = [
    ...linesOf({ name: 'Input', kind: 'input', inner: INPUT_PARTS }, tokens, parts),
    ...linesOf({ name: 'Output', kind: 'output', inner: OUTPUT_PARTS }, tokens, parts),
    ...APART.flatMap(([kind, name]) => lineOf(name, parts.get(kind), 'line')),
  ]
  const total = input === undefined || output === undefined ? {} : { count: input + output }
  const isSum = total.count !== undefined || price !== undefined
  return [...lines, ...(isSum ? [{ name: 'Total', ...total, ...(price && { amount: price.amount }), kind: 'total' as const }] : [])]
}

interface Direction {
  readonly name: string
  readonly kind: 'input' | 'output'
  readonly inner: readonly (readonly [BilledKind, string])[]
}

type Parts = ReadonlyMap<BilledKind, PricePart>

function linesOf({ name, kind, inner }: Direction, tokens: Tokens, parts: Parts): readonly CostLine[] {
  const count = tokens[kind]
  const isSplit = inner.some(([part]) => parts.has(part))
  // Where nothing of it has a price of its own, the line's price is that of all of it.
  const own = isSplit ? {} : priceOf(parts.get(kind))
  return [
    { name, ...(count === undefined ? {} : { count }), ...own, kind: 'line' },
    ...(isSplit ? lineOf('of it: the rest', parts.get(kind), 'inner') : []),
    ...inner.flatMap(([part, words]) => {
      const priced = parts.get(part)
      if (priced !== undefined) return lineOf(words, priced, 'inner')
      const told = part in tokens ? tokens[part as keyof Tokens] : undefined
      return told === undefined || isBilledApart(part, parts) ? [] : [{ name: words, count: told, kind: 'inner' as const }]
    }),
  ]
}

/** What was written for an hour is billed apart: nothing else was written then. */
const isBilledApart = (kind: BilledKind, parts: Parts): boolean => kind === 'cacheWrite' && parts.has('cacheWrite1h')

function lineOf(name: string, part: PricePart | undefined, kind: CostLine['kind']): readonly CostLine[] {
  return part === undefined ? [] : [{ name, count: part.count, ...priceOf(part), kind }]
}

const priceOf = (part: PricePart | undefined): Pick<CostLine, 'rate' | 'amount'> =>
  part === undefined ? {} : { rate: part.rate, amount: part.amount }
