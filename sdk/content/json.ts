/** JSON values: the same with other strings, or others in their place; a copy that is plain JSON. Deep nesting never overflows the stack. */
import type { JsonValue } from '../protocol/records.ts'
import { MAX_DEPTH, TOO_DEEP } from './own-json.ts'

export type JsonRecord = { readonly [key: string]: JsonValue }

export const isRecord = (value: unknown): value is JsonRecord => typeof value === 'object' && value !== null && !Array.isArray(value)

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
  if (isList(value)) return mapItems(value, (item) => mapStrings(item, change, key, depth + 1))
  return isRecord(value) ? mapFields(value, (item, name) => mapStrings(item, change, name, depth + 1)) : value
}

/** The record with other values; the same object where nothing changed, which is nearly always: then nothing is allocated either. */
export function mapFields(record: JsonRecord, change: (value: JsonValue, key: string) => JsonValue): JsonRecord {
  let changed: Map<string, JsonValue> | undefined
  for (const key of Object.keys(record)) {
    const value = record[key]
    if (value === undefined) continue
    const next = change(value, key)
    if (next !== value) (changed ??= new Map()).set(key, next)
  }
  if (changed === undefined) return record
  const replaced = changed
  // An own `__proto__` stays a field this way; an assignment would set the prototype.
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, replaced.get(key) ?? value]))
}

/** The list with other items; the same list where nothing changed. */
export function mapItems<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  let changed: T[] | undefined
  for (const [at, item] of list.entries()) {
    const next = change(item)
    if (next !== item) (changed ??= [...list])[at] = next
  }
  return changed ?? list
}

/** `12,345`. The platform's own formatting costs a hundred times as much, and stands in each cut. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
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
