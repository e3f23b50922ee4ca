/** Why a call has no price, in words. */
import type { Unpriced } from '../cost/price.ts'
import { formatCount } from '../trace/format.ts'
import { isolated } from '../trace/isolate.ts'
import type { SpanView } from '../trace/model.ts'

export function noPriceWords({ model, provider, tokens }: SpanView, { reason, tier }: Unpriced): string {
  switch (reason) {
    case 'provider':
      return 'No price: the span names no provider.'
    case 'model':
      return `No price is known for ${isolated(model ?? 'a model without a name')} of ${isolated(provider ?? 'nobody')}.`
    case 'tier':
      return `No price for the service tier ${isolated(tier ?? '')}: the price list has the standard one only.`
    case 'no tokens':
      return 'No price: the provider did not report any tokens.'
    case 'exceeds': {
      const cached = (tokens.cacheRead ?? 0) + (tokens.cacheWrite ?? 0)
      const input = tokens.input ?? 0
      return cached > input
        ? `No price: cached > input. ${formatCount(cached)} tokens were read from or written to the cache, of ${formatCount(input)} input tokens in all.`
        : 'No price: the parts of the tokens are more than all of them.'
    }
  }
}
