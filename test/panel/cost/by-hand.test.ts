/** What calls cost, by hand and by the panel: an update of the price list that changes a price shows here. */
import { calcPrice } from '@pydantic/genai-prices'
import { describe, expect, test } from 'vitest'
import type { Attributes } from '../../../sdk/protocol/records.ts'
import { createCatalogue } from '../../../panel/cost/catalogue.ts'
import { withOwnPrices, ownPriceKey } from '../../../panel/cost/overrides.ts'
import type { Pricing } from '../../../panel/cost/tariff.ts'
import { costCell } from '../../../panel/cost/words.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { toUnixNano } from '../../../panel/trace/time.ts'
import { setPrices } from '../../support/set-prices.ts'
import { ingest } from '../../support/ingest.ts'
import { PRICED_CALLS } from '../../support/priced-calls.ts'
import { draw, PAGE } from '../trace/drawing.ts'

const NOON = '2026-11-20T12:00:00Z'

function traceOf(attributes: Attributes, at: string = NOON, pricing: Pricing = createCatalogue()): Trace {
  const [drawn] = draw('chat gpt-5  0..10')
  if (drawn === undefined) throw new Error('nothing drawn')
  const start = Date.parse(at)
  const span = { ...drawn, attributes, startTimeUnixNano: toUnixNano(start), endTimeUnixNano: toUnixNano(start + 1_000) }
  const trace = createTrace()
  setPrices(trace, pricing)
  ingest(trace, PAGE, [{ seq: 1, span }])
  return trace
}

const only = (trace: Trace): number => [...trace.spans()][0] ?? -1

test.each(PRICED_CALLS)('$of', ({ attributes, at, costs, cell }) => {
  const trace = traceOf(attributes, at)
  const price = trace.costs.of(only(trace))
  if (typeof costs === 'string') expect(price).toMatchObject({ reason: costs })
  else {
    expect(price).toMatchObject({ amount: expect.closeTo(costs, 11) })
    const parts = price !== undefined && 'parts' in price ? price.parts : []
    expect(parts.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(costs, 11)
  }
  const { cost } = trace.span(only(trace))
  expect(cost && costCell(cost)).toBe(cell)
  expect(trace.totals().cost).toEqual(cost)
})

describe('the package itself', () => {
  const USAGE: readonly (readonly [string, string])[] = [
    ['gen_ai.usage.input_tokens', 'input_tokens'],
    ['gen_ai.usage.output_tokens', 'output_tokens'],
    ['gen_ai.usage.cache_read.input_tokens', 'cache_read_tokens'],
    ['gen_ai.usage.cache_write.input_tokens', 'cache_write_tokens'],
    ['gen_ai.usage.audio.input_tokens', 'input_audio_tokens'],
    ['gen_ai.usage.audio.cache_read.input_tokens', 'cache_audio_read_tokens'],
    ['genai_devtools.usage.cache_write_1h.input_tokens', 'cache_write_1h_tokens'],
    ['genai_devtools.usage.web_search_requests', 'web_searches'],
  ]
  const priced = PRICED_CALLS.filter(({ costs }) => typeof costs === 'number')

  test.each(priced)('says the same: $of', ({ attributes, at = NOON }) => {
    const trace = traceOf(attributes, at)
    const price = trace.costs.of(only(trace))
    if (price === undefined || !('amount' in price)) throw new Error('no price')
    const usage = Object.fromEntries(USAGE.map(([name, key]) => [key, attributes[name] as number | undefined]))
    const asked = String(attributes['gen_ai.response.model'] ?? attributes['gen_ai.request.model']).replace('models/', '')
    const found = calcPrice(usage, asked, { providerId: price.tariff.provider, timestamp: new Date(at) })
    expect(found?.total_price).toBeCloseTo(price.amount, 11)
    expect(found?.model.id).toBe(price.tariff.model)
  })
})

describe('a price that the user set', () => {
  const { attributes = {} } = PRICED_CALLS.find(({ of }) => of === 'a model of one’s own machine') ?? {}
  const own = new Map([[ownPriceKey('ollama', 'llama3.3:70b'), { input: 2, output: 5, cached: 0.5 }]])

  test('is asked first, and says whose it is', () => {
    const trace = traceOf(attributes, NOON, withOwnPrices(createCatalogue(), own))
    expect(trace.costs.of(only(trace))).toMatchObject({
      amount: expect.closeTo((600 * 2 + 400 * 0.5 + 200 * 5) / 1_000_000, 11),
      tariff: { own: true },
    })
  })

  test('holds for any service tier', () => {
    const set = new Map([[ownPriceKey('openai', 'gpt-5'), { input: 1, output: 1 }]])
    const flex = PRICED_CALLS.find(({ of }) => of === 'the tier flex')?.attributes ?? {}
    const trace = traceOf(flex, NOON, withOwnPrices(createCatalogue(), set))
    expect(trace.costs.of(only(trace))).toMatchObject({ amount: expect.closeTo(1_200 / 1_000_000, 11), tier: 'flex' })
  })

  test('changes what is there already, and goes again', () => {
    const trace = traceOf(attributes)
    expect(trace.totals().cost).toEqual({ amount: 0, priced: 0, unpriced: 1 })
    setPrices(trace, withOwnPrices(createCatalogue(), own))
    expect(trace.totals().cost).toMatchObject({ priced: 1, unpriced: 0 })
    setPrices(trace, createCatalogue())
    expect(trace.totals().cost).toEqual({ amount: 0, priced: 0, unpriced: 1 })
  })
})
