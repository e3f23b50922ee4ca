/** JSON that a wire carries as text: arguments of tools, and what they return. It is read, and where that changes it the text stands beside it. */
import { isSameJson } from '../../parser/exact-json.ts'
import { parseJson } from '../../parser/json.ts'
import type { JsonValue } from '../../protocol/records.ts'

/** Longest text, in characters, that is read where it need not be: what a record holds of a part. A longer one stays the text that it was. */
export const MAX_READ_CHARACTERS = 65_536

/** Fields that may hold JSON which came as text. */
export const JSON_FIELDS = ['arguments', 'response', 'input', 'output'] as const
type JsonField = (typeof JSON_FIELDS)[number]

/** Where the text itself stands. */
export function textFieldOf<F extends JsonField>(field: F): `${F}_text` {
  return `${field}_text`
}

/**
 * The field with the value of a text that is a JSON object or list; any other text stays as it is, numbers and words too, since tools may take and return
 * plain text. Where writing the value again would not give the same (`1.0`, 12345678901234567890, a key twice, `-0`), the text is kept in `<field>_text`.
 */
export function jsonField(field: JsonField, given: JsonValue | undefined): { readonly [key: string]: JsonValue | undefined } {
  const value = typeof given === 'string' ? structureIn(given, field) : undefined
  if (typeof given !== 'string' || value === undefined) return { [field]: given }
  const exact = given.length > MAX_READ_CHARACTERS || isSameJson(given, value)
  return { [field]: value, [textFieldOf(field)]: exact ? undefined : given }
}

function structureIn(text: string, field: JsonField): JsonValue | undefined {
  const isLong = text.length > MAX_READ_CHARACTERS && field !== 'arguments'
  const value = isLong || !/^\s*[[{]/.test(text) ? undefined : parseJson(text)
  return typeof value === 'object' && value !== null ? value : undefined
}
