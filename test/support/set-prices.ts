import type { Pricing } from '../../panel/cost/tariff.ts'
import type { Trace } from '../../panel/trace/model.ts'

/** All steps at once. */
export function setPrices(trace: Trace, pricing: Pricing | undefined): void {
  const steps = trace.costs.price(pricing)
  while (steps.next().done !== true);
}
