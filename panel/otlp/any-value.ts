/**
 * JSON ⇄ OTLP's AnyValue in its JSON encoding: "64-bit integers are encoded as decimal strings", a map is a list of key and value, a null
 * is a value without a case. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import { own } from '../../sdk/protocol/fields.ts'
import { DOUBLES } from '../../sdk/double-names.ts'
import { ATTR_INTEGERS } from '../../sdk/own-names.ts'
import type { JsonValue } from '../../sdk/protocol/records.ts'

export type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number | string }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } }
  | { readonly kvlistValue: { readonly values: readonly KeyValue[] } }
  | { readonly bytesValue: string }
  | Record<string, never>

const INTEGER = /^-?\d{1,20}$/

export interface KeyValue {
  readonly key: string
  readonly value: AnyValue
}

export function toKeyValues(record: { readonly [key: string]: JsonValue }): readonly KeyValue[] {
  const { [ATTR_INTEGERS]: named, ...others } = record
  const isInteger = (key: string): boolean => Array.isArray(named) && named.includes(key)
  return Object.entries(others).map(([key, value]) => ({
    key,
    value: isInteger(key) ? toInteger(value) : toAnyValue(value, DOUBLES.has(key)),
  }))
}

/** The integer that a text stands for, if it is one, or each of a list. */
function toInteger(value: JsonValue): AnyValue {
  if (typeof value === 'string' && INTEGER.test(value)) return { intValue: value }
  return Array.isArray(value) ? { arrayValue: { values: value.map(toInteger) } } : toAnyValue(value)
}

export function toAnyValue(value: JsonValue, asDouble = false): AnyValue {
  if (value === null) return {}
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  // Beyond 2^53 a double no longer is the integer that it shows.
  if (typeof value === 'number') return !asDouble && Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map((item: JsonValue) => toAnyValue(item, asDouble)) } }
  return { kvlistValue: { values: Object.entries(value).map(([key, item]) => ({ key, value: toAnyValue(item) })) } }
}

/** Of equal keys the last one holds. What is no key-value pair is left out. */
export function fromKeyValues(value: unknown): { readonly [key: string]: JsonValue } {
  if (!Array.isArray(value)) return {}
  const pairs: (readonly [string, JsonValue])[] = []
  for (const pair of value) {
    const given = own(pair, 'value')
    // Protobuf's JSON leaves out what is empty, a key as well.
    const key = own(pair, 'key') ?? ''
    if (given !== undefined && typeof key === 'string') pairs.push([key, fromAnyValue(given)])
  }
  return Object.fromEntries(pairs)
}

/** The attributes of a span, an event, a link, a resource or a log record; integers that no double holds are texts, and named in {@link ATTR_INTEGERS}. */
export function fromAttributes(value: unknown): { readonly [key: string]: JsonValue } {
  const record = fromKeyValues(value)
  if (!Array.isArray(value)) return record
  const large = new Set<string>()
  for (const pair of value) if (isLargeInteger(own(pair, 'value'))) large.add(String(own(pair, 'key') ?? ''))
  return large.size === 0 ? record : { ...record, [ATTR_INTEGERS]: [...large] }
}

function isLargeInteger(value: unknown): boolean {
  const values = own(own(value, 'arrayValue'), 'values')
  if (Array.isArray(values)) return values.some(isLargeInteger)
  const int = own(value, 'intValue')
  return typeof int === 'string' && INTEGER.test(int) && !Number.isSafeInteger(Number(int))
}

/** Null for a value of no known case. An integer that no double holds stays text. */
export function fromAnyValue(value: unknown): JsonValue {
  const text = own(value, 'stringValue') ?? own(value, 'bytesValue')
  if (typeof text === 'string') return text
  const bool = own(value, 'boolValue')
  if (typeof bool === 'boolean') return bool
  const int = own(value, 'intValue')
  if (typeof int === 'number' || typeof int === 'string') return Number.isSafeInteger(Number(int)) && int !== '' ? Number(int) : String(int)
  const double = own(value, 'doubleValue')
  if (typeof double === 'number' || typeof double === 'string') return Number.isFinite(Number(double)) ? Number(double) : String(double)
  const values = own(own(value, 'arrayValue'), 'values')
  if (own(value, 'arrayValue') !== undefined) return Array.isArray(values) ? values.map((item: unknown) => fromAnyValue(item)) : []
  return own(value, 'kvlistValue') === undefined ? null : fromKeyValues(own(own(value, 'kvlistValue'), 'values'))
}
