/** Costs in the store: leaf calls only, kept as spans come and change, the same as added up anew. */
import { describe, expect, test } from 'vitest'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import type { Pricing } from '../../../panel/cost/tariff.ts'
import { BILLED } from '../../../panel/cost/kinds.ts'
import { parseFilter } from '../../../panel/trace/filter-parse.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { setPrices } from '../../support/set-prices.ts'
import { ingest } from '../../support/ingest.ts'
import { seeded } from '../../support/random.ts'
import { draw, PAGE } from './drawing.ts'

/** A dollar a million tokens of each kind, of any model but `free` and `unknown`. */
const PRICING: Pricing = {
  find(_, model) {
    if (model === 'unknown') return undefined
    const rates = Float64Array.from(BILLED, (kind) => (kind === 'input' || kind === 'output' ? (model === 'free' ? 0 : 1) : Number.NaN))
    return { provider: 'p', model, periods: [{ steps: [{ above: -1, rates }] }] }
  },
}

const AGENT = `
  invoke_agent outer  0..100  tokens=9000/900
    invoke_agent inner  0..50
      chat a  0..10  tokens=1000/100
      chat unknown  10..20  tokens=10/1
    chat b  50..60  tokens=2000/200
    chat free  60..70  tokens=5000/1
    execute_tool t  70..80
    chat a  80..90
    chat a  90..95  error=429
  chat c  200..300  tokens=70/7
`

function traceOf(spans: readonly SpanRecord[], pricing: Pricing | 'none' = PRICING): Trace {
  const trace = createTrace()
  if (pricing !== 'none') setPrices(trace, pricing)
  ingest(
    trace,
    PAGE,
    spans.map((span, at) => ({ seq: at + 1, span })),
  )
  return trace
}

const costs = (trace: Trace) => [...trace.spans()].map((row) => trace.span(row).cost)
const cost = (micro: number, priced: number, unpriced = 0) => ({ amount: micro / 1_000_000, priced, unpriced })

test('count leaf calls alone, and say what they leave out', () => {
  const trace = traceOf(draw(AGENT))
  // `outer` says 9,900 itself; the call that failed has no tokens, and none are missing; the one that ended well has none either, and some are.
  expect(costs(trace)).toEqual([
    cost(1_100 + 2_200, 3, 2),
    cost(1_100, 1, 1),
    cost(1_100, 1),
    cost(0, 0, 1),
    cost(2_200, 1),
    cost(0, 1),
    undefined,
    cost(0, 0, 1),
    undefined,
    cost(77, 1),
  ])
  expect(trace.traces().map((view) => view.cost)).toEqual([cost(3_300, 3, 2), cost(77, 1)])
  expect(trace.totals().cost).toEqual(cost(3_377, 4, 2))
})

test('without prices nothing costs anything, and nothing is missing', () => {
  const trace = traceOf(draw(AGENT), 'none')
  expect(costs(trace)).toEqual(draw(AGENT).map(() => undefined))
  expect([trace.totals().cost, trace.costs.of(0)]).toEqual([undefined, undefined])
})

test('prices that come late are those of the spans that are there', () => {
  const late = traceOf(draw(AGENT), 'none')
  let told = 0
  late.subscribe(() => told++)
  setPrices(late, PRICING)
  expect([told, costs(late), late.totals()]).toEqual([1, costs(traceOf(draw(AGENT))), traceOf(draw(AGENT)).totals()])
})

test('after a clear prices are still there', () => {
  const trace = traceOf(draw(AGENT))
  trace.clear()
  ingest(trace, PAGE, [{ seq: 99, span: draw('chat a  0..10  tokens=1000/100')[0] as SpanRecord }])
  expect(trace.totals().cost).toEqual(cost(1_100, 1))
})

test('by model, the dearest first, and of a conversation', () => {
  const spans = draw(AGENT).map((span) => ({ ...span, attributes: { ...span.attributes, 'gen_ai.conversation.id': 'c' } }))
  const trace = traceOf(spans)
  const steps = trace.costs.group([...trace.spans()][0] ?? -1)
  let step = steps.next()
  while (step.done !== true) step = steps.next()
  expect(step.value.models.map(({ model, cost: of }) => [model, of])).toEqual([
    ['b', cost(2_200, 1)],
    ['a', cost(1_100, 1, 1)],
    ['c', cost(77, 1)],
    ['unknown', cost(0, 0, 1)],
    ['free', cost(0, 1)],
  ])
  expect(step.value.conversation).toEqual({ traces: 2, cost: cost(3_377, 4, 2) })
})

test('rows are sorted by it, what has none last', () => {
  const trace = traceOf(draw(AGENT))
  const rows = trace.rows(new Set(), { sort: { by: 'cost', down: true } })
  const shown = Array.from({ length: rows.length }, (_, at) => rows.at(at)).flatMap((row) =>
    row?.type === 'span' ? [trace.span(row.index).cost] : [],
  )
  const amounts = shown.map((of) => (of === undefined || of.priced === 0 ? -1 : of.amount))
  expect(amounts).toEqual(amounts.toSorted((a, b) => b - a))
})

test.each([
  ['cost>0.001', ['outer', 'inner', 'a', 'b']],
  ['cost>$0.0022', ['outer']],
  ['cost<0.0001', ['free', 'c']],
])('the filter %s', (text, wanted) => {
  const trace = traceOf(draw(AGENT))
  const matches = trace.matcher(parseFilter(text))
  const found = [...trace.spans()].filter((row) => matches(row)).map((row) => trace.span(row))
  expect(found.map(({ subject, model }) => model ?? subject)).toEqual(wanted)
})

describe('any order of changes', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('ends with the sums that all of it gives at once, seed %d', (seed) => {
    const random = seeded(seed)
    const spans = draw(AGENT)
    const before = spans.map((span) => ({ ...span, attributes: { ...span.attributes, 'gen_ai.usage.input_tokens': 1 + random(90) } }))
    const trace = traceOf([...before].sort(() => random(3) - 1))
    setPrices(trace, random(2) === 0 ? undefined : { find: () => undefined })
    ingest(
      trace,
      PAGE,
      [...spans].sort(() => random(3) - 1).map((span, at) => ({ seq: 100 + at, span })),
    )
    setPrices(trace, PRICING)
    const whole = traceOf(spans)
    expect([costs(trace), trace.totals().cost]).toEqual([costs(whole), whole.totals().cost])
  })
})
