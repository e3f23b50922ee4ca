/** Prices that the user set for a model, before those of the list. */
import { BILLED_KINDS, CACHE_READ, INPUT, OUTPUT } from './kinds.ts'
import type { Pricing, Tariff } from './tariff.ts'

/** US dollars a million tokens. */
export interface OwnPrice {
  readonly input: number
  readonly output: number
  /** Without it cached input costs as much as any other. */
  readonly cached?: number
}

/** By {@link ownPriceKey}. */
export type OwnPrices = ReadonlyMap<string, OwnPrice>

export function ownPriceKey(provider: string | undefined, model: string): string {
  return JSON.stringify([provider ?? '', model])
}

/** `pricing` where the user set nothing. */
export function withOwnPrices(pricing: Pricing, own: OwnPrices): Pricing {
  return {
    find(provider, model) {
      const price = own.get(ownPriceKey(provider, model))
      return price === undefined ? pricing.find(provider, model) : tariffOf(provider, model, price)
    },
  }
}

function tariffOf(provider: string | undefined, model: string, { input, output, cached }: OwnPrice): Tariff {
  const rates = new Float64Array(BILLED_KINDS).fill(Number.NaN)
  rates[INPUT] = input
  rates[OUTPUT] = output
  if (cached !== undefined) rates[CACHE_READ] = cached
  return { provider: provider ?? '', model, own: true, periods: [{ steps: [{ above: -1, rates }] }] }
}

/** As kept by the browser; what is none of ours is left out. */
export function readOwnPrices(text: string): OwnPrices {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return new Map()
  }
  if (!Array.isArray(json)) return new Map()
  return new Map(json.flatMap((entry: unknown) => readEntry(entry) ?? []))
}

export function writeOwnPrices(own: OwnPrices): string {
  return JSON.stringify([...own].map(([key, { input, output, cached }]) => [key, input, output, cached ?? null]))
}

function readEntry(entry: unknown): readonly (readonly [string, OwnPrice])[] | undefined {
  if (!Array.isArray(entry)) return undefined
  const [key, input, output, cached] = entry as readonly unknown[]
  if (typeof key !== 'string' || !isPrice(input) || !isPrice(output)) return undefined
  return [[key, { input, output, ...(isPrice(cached) && { cached }) }]]
}

export function isPrice(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}
