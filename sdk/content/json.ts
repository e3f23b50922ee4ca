/** JSON values: how many characters they hold, a copy of them, and the same with other strings. Deep nesting never overflows the stack. */
import type { JsonValue } from '../protocol.ts'

/** How deep content is followed; the protocol lets no more through either. */
export const MAX_DEPTH = 64
const TOO_DEEP = '[nested too deep]'

export type JsonRecord = { readonly [key: string]: JsonValue }

export const isRecord = (value: unknown): value is JsonRecord => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Characters of all strings and keys, and a handful for each value: about the length of its JSON, without writing it. */
export function charactersOf(value: JsonValue): number {
  let characters = 0
  const stack: JsonValue[] = [value]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    characters += 4
    if (typeof top === 'string') characters += top.length
    else if (isList(top)) for (const item of top) stack.push(item)
    else if (isRecord(top)) {
      for (const key of Object.keys(top)) {
        characters += key.length
        const item = top[key]
        if (item !== undefined) stack.push(item)
      }
    }
  }
  return characters
}

/**
 * `value` with each string replaced by what `change` makes of it; the same object where nothing changed. `key`: the innermost field's name that the
 * string stands under; undefined where there is none.
 */
export function mapStrings(
  value: JsonValue,
  change: (text: string, key: string | undefined) => JsonValue,
  key?: string,
  depth = 0,
): JsonValue {
  if (typeof value === 'string') return change(value, key)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return TOO_DEEP
  if (isList(value)) {
    const items = value.map((item) => mapStrings(item, change, key, depth + 1))
    return items.every((item, at) => item === value[at]) ? value : items
  }
  return isRecord(value) ? mapFields(value, (item, name) => mapStrings(item, change, name, depth + 1)) : value
}

/** The record with other values; the same object where nothing changed. */
export function mapFields(record: JsonRecord, change: (value: JsonValue, key: string) => JsonValue): JsonRecord {
  let changed = false
  const entries = Object.entries(record).map(([key, value]): [string, JsonValue] => {
    const next = change(value, key)
    changed ||= next !== value
    return [key, next]
  })
  // An own `__proto__` stays a field this way; an assignment would set the prototype.
  return changed ? Object.fromEntries(entries) : record
}

/**
 * A copy of anything as plain JSON: `undefined` fields are left out.
 *
 * @throws TypeError for what JSON has no form for, and for what is nested deeper than {@link MAX_DEPTH}: who asks wants to know.
 */
export function copyJson(value: unknown, depth = 0): JsonValue {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value !== 'object' || depth > MAX_DEPTH) throw new TypeError('no plain JSON')
  if (Array.isArray(value)) return value.map((item) => copyJson(item, depth + 1))
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(entries.map(([key, item]) => [key, copyJson(item, depth + 1)]))
}

/** `Array.isArray` does not narrow a read-only list. */
export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}
