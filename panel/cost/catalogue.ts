/**
 * The price list that comes with the panel, as tariffs. Loaded by itself, and late: it is larger than all the rest of the panel. Nothing but an
 * `import()` may name this file.
 */
import { calcPrice } from '@pydantic/genai-prices'
import type { ConditionalPrice, ModelPrice } from '@pydantic/genai-prices'
import { BILLED } from './kinds.ts'
import type { BilledKind, Rates } from './kinds.ts'
import { priceProvider } from './providers.ts'
import type { Period, Pricing, Step, Tariff } from './tariff.ts'

/** When the package was published: it has no dates of its own prices. */
export const LIST_NAME = 'genai-prices 0.1.8'
export const LIST_DATE = '2026-09-23'

/** The list's names, and so many of a unit are a million. */
const PRICE_KEYS: { readonly [kind in BilledKind]: readonly [key: string, perMillion: number] } = {
  input: ['input_mtok', 1],
  cacheRead: ['cache_read_mtok', 1],
  cacheWrite: ['cache_write_mtok', 1],
  cacheWrite1h: ['cache_write_1h_mtok', 1],
  audioInput: ['input_audio_mtok', 1],
  audioCacheRead: ['cache_audio_read_mtok', 1],
  imageInput: ['input_image_mtok', 1],
  imageCacheRead: ['cache_image_read_mtok', 1],
  output: ['output_mtok', 1],
  reasoning: ['output_reasoning_mtok', 1],
  audioOutput: ['output_audio_mtok', 1],
  imageOutput: ['output_image_mtok', 1],
  request: ['requests_kcount', 1_000],
  webSearch: ['web_searches_kcount', 1_000],
}

/**
 * Names that their vendors give to another model from time to time, of which the list has the price of an older one (`test/panel/cost/second-list.test.ts`).
 * No price is better than that; where the answer names the model itself, it has its price.
 */
const MOVED: ReadonlySet<string> = new Set([
  'deepseek deepseek-chat',
  'deepseek deepseek-reasoner',
  'mistral magistral-medium-latest',
  'mistral magistral-small-latest',
  'mistral mistral-large-latest',
  'mistral mistral-medium',
  'mistral mistral-small-latest',
])

export function createCatalogue(): Pricing {
  const known = new Map<string, Tariff | undefined>()
  return {
    find(provider, model) {
      const providerId = priceProvider(provider)
      if (providerId === undefined) return undefined
      const key = `${providerId} ${model}`
      if (!known.has(key)) known.set(key, MOVED.has(key) ? undefined : tariffOf(providerId, model))
      return known.get(key)
    },
  }
}

function tariffOf(providerId: string, model: string): Tariff | undefined {
  // Gemini's API puts its models into a folder.
  const found = calcPrice({}, model.replace(/^models\//, ''), { providerId })
  if (found === null) return undefined
  const { prices, id } = found.model
  const periods = Array.isArray(prices) ? prices.map(periodOf) : [{ steps: stepsOf(prices) }]
  return { provider: found.provider.id, model: id, periods }
}

function periodOf({ constraint, prices }: ConditionalPrice): Period {
  const steps = stepsOf(prices)
  if (constraint === undefined) return { steps }
  if (constraint.type === 'start_date') return { from: Date.parse(constraint.start_date), steps }
  return { daily: { start: secondsOf(constraint.start_time), end: secondsOf(constraint.end_time) }, steps }
}

/** `00:30:00Z`: seconds since midnight. */
function secondsOf(time: string): number {
  return Date.parse(`1970-01-01T${time}`) / 1000
}

function stepsOf(prices: ModelPrice): readonly Step[] {
  const starts = Object.values(prices).flatMap((price) => (typeof price === 'object' ? price.tiers.map(({ start }) => start) : []))
  // Below zero: a call without input is one of the first step.
  return [...new Set([-1, ...starts])].toSorted((a, b) => a - b).map((above) => ({ above, rates: ratesAbove(prices, above) }))
}

function ratesAbove(prices: ModelPrice, above: number): Rates {
  return Float64Array.from(BILLED, (kind) => {
    const [key, per] = PRICE_KEYS[kind]
    const price = prices[key]
    if (price === undefined) return Number.NaN
    if (typeof price === 'number') return price * per
    const tier = price.tiers.filter(({ start }) => start <= above).toSorted((a, b) => b.start - a.start)[0]
    return (tier?.price ?? price.base) * per
  })
}
