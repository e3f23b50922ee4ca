/** What few spans count beside their tokens' totals, and what has a price of its own. */
import { ATTR_USAGE_CACHE_WRITE_1H, ATTR_USAGE_WEB_SEARCHES } from '../../sdk/own-names.ts'
import {
  ATTR_GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_AUDIO_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_IMAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_IMAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS,
} from '../../sdk/semconv.ts'
import type { Attributes } from '../../sdk/protocol/records.ts'
import { count } from './attributes.ts'
import { EXTRA_NAMES } from './span-columns.ts'

const ATTRIBUTES: { readonly [extra in (typeof EXTRA_NAMES)[number]]: string } = {
  cacheWrite1h: ATTR_USAGE_CACHE_WRITE_1H,
  audioInput: ATTR_GEN_AI_USAGE_AUDIO_INPUT_TOKENS,
  audioOutput: ATTR_GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS,
  audioCacheRead: ATTR_GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS,
  imageInput: ATTR_GEN_AI_USAGE_IMAGE_INPUT_TOKENS,
  imageOutput: ATTR_GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS,
  imageCacheRead: ATTR_GEN_AI_USAGE_IMAGE_CACHE_READ_INPUT_TOKENS,
  webSearch: ATTR_USAGE_WEB_SEARCHES,
}

/** By place in `EXTRA_NAMES`. */
export const EXTRA_ATTRIBUTES: readonly string[] = EXTRA_NAMES.map((name) => ATTRIBUTES[name])

/** By place in `EXTRA_NAMES`; absent where a span counts none of them. */
export function extrasOf(attributes: Attributes): readonly number[] | undefined {
  let extras: number[] | undefined
  for (let extra = 0; extra < EXTRA_ATTRIBUTES.length; extra++) {
    const said = count(attributes, EXTRA_ATTRIBUTES[extra] ?? '')
    if (said === undefined || said === 0) continue
    extras ??= EXTRA_ATTRIBUTES.map(() => 0)
    extras[extra] = said
  }
  return extras
}
