/** What an agent or a client says of its own calls is in no sum beside what these say: INTERNAL and CLIENT spans of one call are never in one figure. */
import { expect, test } from 'vitest'
import { SpanKind } from '../../../sdk/protocol/records.ts'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { ingest } from '../../support/ingest.ts'
import { setPrices } from '../../support/set-prices.ts'
import { cardOf } from '../../../panel/store/bar-card.ts'
import { pathSharesOf } from '../../../panel/store/path-shares.ts'
import { BILLED } from '../../../panel/cost/kinds.ts'
import type { Pricing } from '../../../panel/cost/tariff.ts'
import { draw, entriesOf, ORIGIN, PAGE, random, shuffled } from './drawing.ts'

/** A dollar a million tokens. */
const PRICING: Pricing = {
  find: (_, model = '') => {
    const rates = Float64Array.from(BILLED, (kind) => (kind === 'input' || kind === 'output' ? 1 : Number.NaN))
    return { provider: 'p', model, periods: [{ steps: [{ above: -1, rates }] }] }
  },
}

/** The page's agent, the service's agent in it, the client's own span, and the call on the wire: all say what the wire's call used. */
const WRAPPED = `
  invoke_agent page  0..1000  tokens=500/50
    invoke_agent service  100..900  tokens=500/50
      chat client  200..800  tokens=500/50
        chat wire  300..700  tokens=500/50
      execute_tool t  810..820
    chat second  910..990  tokens=7/3
`
const KINDS: { readonly [name: string]: SpanRecord['kind'] } = {
  'invoke_agent service': SpanKind.client,
  'chat wire': SpanKind.client,
  'chat second': SpanKind.client,
}

/** `seed`: of the order in which spans come. */
function traceOf(drawing: string, seed = 0): Trace {
  const trace = createTrace()
  setPrices(trace, PRICING)
  const spans = draw(drawing).map((span) => ({ ...span, kind: KINDS[span.name] ?? SpanKind.internal }))
  ingest(trace, PAGE, entriesOf(seed === 0 ? spans : shuffled(spans, random(seed))), 0)
  return trace
}

const spanOf = (trace: Trace, name: string) => {
  const found = [...trace.spans()].map((index) => trace.span(index)).find((span) => span.name === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

test.each([0, 1, 2, 3, 4])('the footer, the trace and each agent count a call once, however many spans tell of it (order %d)', (seed) => {
  const trace = traceOf(WRAPPED, seed)
  const once = { input: 507, output: 53 }
  expect([trace.totals().tokens, trace.traces()[0]?.tokens]).toEqual([once, once])
  expect(spanOf(trace, 'invoke_agent page').tokensBelow).toEqual(once)
  expect(spanOf(trace, 'invoke_agent service').tokensBelow).toEqual({ input: 500, output: 50 })
  expect(spanOf(trace, 'chat client').tokensBelow).toEqual({ input: 500, output: 50 })
  const cost = { amount: 560 / 1_000_000, priced: 2, unpriced: 0 }
  expect([trace.totals().cost, trace.traces()[0]?.cost, spanOf(trace, 'invoke_agent page').cost]).toEqual([cost, cost, cost])
})

test('costs by model are those of the calls on the wire', () => {
  const trace = traceOf(WRAPPED)
  const steps = trace.costs.group(spanOf(trace, 'chat wire').index)
  let step = steps.next()
  while (step.done !== true) step = steps.next()
  expect(step.value.models.map(({ model, cost }) => [model, cost.amount, cost.priced])).toEqual([
    ['wire', 550 / 1_000_000, 1],
    ['second', 10 / 1_000_000, 1],
  ])
})

test('an agent behind a service, whose calls nobody sees, counts itself', () => {
  const trace = traceOf(`
    invoke_agent page  0..1000  tokens=500/50
      invoke_agent service  100..900  tokens=500/50
        execute_tool t  200..300`)
  expect(trace.totals().tokens).toEqual({ input: 500, output: 50 })
  expect(spanOf(trace, 'invoke_agent page').tokensBelow).toEqual({ input: 500, output: 50 })
})

test('the slowest call is one on the wire, though the spans around it are longer', () => {
  const trace = traceOf(WRAPPED)
  expect([...trace.spans()].map((index) => trace.span(index)).flatMap(({ slowest, name }) => (slowest ? [name] : []))).toEqual([
    'chat wire',
  ])
})

test('the path through a call that several spans tell of is as long as the trace', async () => {
  const trace = traceOf(WRAPPED)
  const path = await pathSharesOf(trace, spanOf(trace, 'invoke_agent page').index, ORIGIN + 1000, () => false)
  expect(path?.shares.reduce((sum, { length }) => sum + length, 0)).toBe(1000)
})

test('who measured a span is told of its bar, and how that is drawn', () => {
  const trace = traceOf(WRAPPED)
  const kindOf = (name: string) => cardOf(trace, spanOf(trace, name).index, ORIGIN)?.kind
  expect(kindOf('execute_tool t')).toBe('INTERNAL, drawn hollow or pale: as the page’s own code told it')
  expect(kindOf('invoke_agent service')).toBe('CLIENT, drawn filled: as the page saw it on the wire')
  expect([spanOf(trace, 'chat client').internal, spanOf(trace, 'chat wire').internal]).toEqual([true, false])
})
