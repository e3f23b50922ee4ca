/** What a trace says of costs. */
import type { Cost, Price } from '../cost/price.ts'
import type { Pricing } from '../cost/tariff.ts'
import { groupCosts } from './grouped-costs.ts'
import type { GroupedCosts } from './grouped-costs.ts'
import type { SpanIndex } from './model.ts'
import { NONE } from './span-columns.ts'
import type { Spans } from './spans.ts'
import { i32 } from './table.ts'

export class TraceCosts {
  readonly #spans: () => Spans
  readonly #changed: () => void
  #pricing: Pricing | undefined

  constructor(spans: () => Spans, changed: () => void) {
    this.#spans = spans
    this.#changed = changed
  }

  get pricing(): Pricing | undefined {
    return this.#pricing
  }

  /** By which calls are priced from now on, those that are here as well; `undefined`: by none. Goes through all spans, some thousand a step. */
  *price(pricing: Pricing | undefined): Generator<void, void> {
    this.#pricing = pricing
    const spans = this.#spans()
    spans.costs.pricing = pricing
    yield* spans.sums.reprice()
    this.#changed()
  }

  /** What a span's own tokens cost; `undefined` where it states none and is no call that should, and before prices are there. */
  of(index: SpanIndex): Price | undefined {
    return this.#spans().costs.price(index)
  }

  /** What the leaf calls of a span's trace cost. */
  ofTrace(index: SpanIndex): Cost | undefined {
    const spans = this.#spans()
    const trace = i32(spans.tables.spans.columns.trace, index)
    return trace === NONE ? undefined : spans.sums.costOfTrace(trace)
  }

  /** Adds leaf calls up by model, and those of a span's conversation: goes through all spans, some thousand a step. */
  group(index: SpanIndex): Generator<void, GroupedCosts> {
    return groupCosts(this.#spans(), index)
  }
}
