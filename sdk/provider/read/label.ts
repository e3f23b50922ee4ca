/**
 * Words of a provider's that become attributes: a category, a tier, a reason. They reach exporters that get no content, so that what is longer than
 * such words are is left out whole, and counted.
 */
import type { JsonValue } from '../../protocol/records.ts'
import { word } from './json.ts'

/** Characters of one word; the longest that a provider is known to send has 45. */
export const MAX_LABEL = 128
/** Words of one attribute. */
export const MAX_LABELS = 16

export function isLabel(value: string | boolean): boolean {
  return typeof value === 'boolean' || (value !== '' && value.length <= MAX_LABEL)
}

export function label(value: JsonValue | undefined): string | undefined {
  const text = word(value)
  return text !== undefined && isLabel(text) ? text : undefined
}
