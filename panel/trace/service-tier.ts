/** A call may be answered faster or later for another price. The list has the standard one only. */
import { ATTR_OPENAI_REQUEST_SERVICE_TIER, ATTR_OPENAI_RESPONSE_SERVICE_TIER } from '../../sdk/semconv.ts'
import { ATTR_REQUEST_SERVICE_TIER, ATTR_RESPONSE_SERVICE_TIER, ATTR_RESPONSE_SPEED } from '../../sdk/own-names.ts'
import type { Attributes } from '../../sdk/protocol/records.ts'
import { text } from './attributes.ts'

/** The first one that is there counts: what was answered, before what was asked for. */
const TIER_NAMES: readonly string[] = [
  ATTR_OPENAI_RESPONSE_SERVICE_TIER,
  ATTR_RESPONSE_SERVICE_TIER,
  ATTR_OPENAI_REQUEST_SERVICE_TIER,
  ATTR_REQUEST_SERVICE_TIER,
]

/** All that {@link specialTier} looks at. A faster answer of the same tier has a price of its own as well. */
export const TIER_ATTRIBUTES: readonly string[] = [...TIER_NAMES, ATTR_RESPONSE_SPEED]

/** The providers' words for it, in lower case. `auto`, `standard_only`: asked for, and nothing else was answered. */
const STANDARD: ReadonlySet<string> = new Set([
  'default',
  'standard',
  'auto',
  'on_demand',
  'standard_only',
  'service_tier_unspecified',
  'unspecified',
])

/** The provider's word for a tier that is none of the standard price. */
export function specialTier(attributes: Attributes): string | undefined {
  const tier = TIER_NAMES.map((name) => text(attributes, name)).find((word) => word !== undefined)
  return [tier, text(attributes, ATTR_RESPONSE_SPEED)].find((word) => word !== undefined && !STANDARD.has(word.toLowerCase()))
}
