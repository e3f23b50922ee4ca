/** Costs by model and of a conversation: no sums are kept of these, since who looks at them is rare, and waits a moment. */
import type { SpanIndex } from './model.ts'
import { NONE } from './span-columns.ts'
import type { Spans } from './spans.ts'
import { i32 } from './table.ts'
import { PICO } from '../cost/price.ts'
import type { Cost } from '../cost/price.ts'

export interface ModelCost {
  readonly provider: string | undefined
  readonly model: string | undefined
  readonly cost: Cost
}

export interface GroupedCosts {
  /** The dearest first. */
  readonly models: readonly ModelCost[]
  /** Of all traces of the span's conversation; absent where it belongs to none. */
  readonly conversation?: { readonly traces: number; readonly cost: Cost | undefined }
}

/** Spans a step: some milliseconds. */
const STEP = 2_048

interface Adding {
  amount: number
  priced: number
  unpriced: number
}

export function* groupCosts(spans: Spans, index: SpanIndex): Generator<void, GroupedCosts> {
  const models = yield* costsOfModels(spans)
  const conversation = yield* costOfConversation(spans, index)
  return { models, ...(conversation === undefined ? {} : { conversation }) }
}

function* costsOfModels({ tables, sums, costs, shared }: Spans): Generator<void, readonly ModelCost[]> {
  const { columns } = tables.spans
  // By the number of the words: a text a span would be looked for a million times.
  const byWords = new Map<number, Adding>()
  for (let row = 0; row < tables.spans.length; row++) {
    if (row % STEP === STEP - 1) yield
    if (i32(columns.trace, row) === NONE || !sums.isCounted(row)) continue
    const cost = costs.own(row)
    if (Number.isNaN(cost)) continue
    const words = i32(columns.words, row)
    const adding = byWords.get(words) ?? { amount: 0, priced: 0, unpriced: 0 }
    add(adding, cost)
    byWords.set(words, adding)
  }
  const found = new Map<string, { readonly provider: string | undefined; readonly model: string | undefined; readonly adding: Adding }>()
  for (const [number, { amount, priced, unpriced }] of byWords) {
    const words = shared.words.get(number)
    const key = JSON.stringify([words?.provider ?? null, words?.model ?? null])
    const known = found.get(key) ?? { provider: words?.provider, model: words?.model, adding: { amount: 0, priced: 0, unpriced: 0 } }
    known.adding.amount += amount
    known.adding.priced += priced
    known.adding.unpriced += unpriced
    found.set(key, known)
  }
  const models = [...found.values()].map(({ provider, model, adding }) => ({ provider, model, cost: costOf(adding) }))
  return models.toSorted((a, b) => b.cost.amount - a.cost.amount || b.cost.unpriced - a.cost.unpriced)
}

function* costOfConversation({ tables, sums, tally, tree }: Spans, index: SpanIndex): Generator<void, GroupedCosts['conversation']> {
  const { conversation } = tables.traces.columns
  const trace = i32(tables.spans.columns.trace, index)
  const wanted = trace === NONE ? NONE : i32(conversation, trace)
  if (wanted === NONE || tally.conversationOf(trace) === undefined) return undefined
  const all: Adding = { amount: 0, priced: 0, unpriced: 0 }
  let [traces, at, isEstimated] = [0, 0, false]
  for (const each of [...tree.traces]) {
    if (++at % STEP === 0) yield
    if (i32(conversation, each) !== wanted) continue
    const cost = sums.costOfTrace(each)
    traces++
    isEstimated ||= cost?.estimated === true
    all.amount += (cost?.amount ?? 0) * PICO
    all.priced += cost?.priced ?? 0
    all.unpriced += cost?.unpriced ?? 0
  }
  const cost = all.priced + all.unpriced === 0 ? undefined : costOf(all)
  return { traces, cost: cost === undefined ? undefined : { ...cost, ...(isEstimated && { estimated: true }) } }
}

function add(adding: Adding, cost: number): void {
  if (cost < 0) adding.unpriced++
  else {
    adding.amount += cost
    adding.priced++
  }
}

function costOf({ amount, priced, unpriced }: Adding): Cost {
  return { amount: amount / PICO, priced, unpriced }
}
