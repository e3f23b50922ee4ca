/**
 * Guards of single fields. A page can forge everything that crosses, so each reader rebuilds what it was given, own field by own field, and leaves out
 * what is no good; none of them throws, whatever the value is.
 */
import { headOf } from './cutting.ts'
import type { Attributes, AttributeValue, JsonValue, UnixNano } from './records.ts'

/** Characters of an id (trace, span, resource, epoch): OTLP's have 32 and 16. A longer one is none. */
export const MAX_ID = 128
/** Characters of a name, a message's role, an attribute's key, a URL. Longer ones are cut and say so. */
export const MAX_NAME = 4_096
/** Characters of an attribute's value and of a status message. Longer ones are cut and say so. */
export const MAX_ATTRIBUTE = 262_144
/** Characters of one string of content: all that a page's ring of the default size can hold. Longer ones are cut and counted. */
export const MAX_TEXT = 4_194_304
/** Attributes of one thing; the others are left out. */
export const MAX_ATTRIBUTES = 512
/** Events, links, messages, parts, values of a list attribute; the others are left out. */
export const MAX_ITEMS = 10_000
/** Entries of one batch; the others count as dropped. */
export const MAX_ENTRIES = 10_000
/** How deep JSON may be nested, and how many values one may hold: what is beyond becomes null (a cycle would never end). */
export const MAX_DEPTH = 64
export const MAX_VALUES = 200_000

/** A proxy's trap or a getter may throw; data that crossed a port has neither, but a guard promises it for all. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** What is being rebuilt: a reader fills in the fields that make sense, one after the other, so that all records of a kind have the same few layouts in memory. */
export type Rebuilt<T> = { -readonly [field in keyof T]: T[field] }

export function attributes(value: unknown): Attributes {
  const result: { [key: string]: AttributeValue } = {}
  if (!isObject(value)) return result
  for (const key of keysOf(value, MAX_ATTRIBUTES)) {
    const accepted = key === PROTO ? undefined : attribute(value[key])
    if (accepted !== undefined) result[name(key)] = accepted
  }
  return result
}

export function attribute(value: unknown): AttributeValue | undefined {
  return Array.isArray(value) ? sound(value, scalar) : scalar(value)
}

function scalar(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'string') return cut(value, MAX_ATTRIBUTE)
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) ? value : undefined
}

export interface Budget {
  values: number
  /** Characters that were cut. */
  cut: number
}
export const newBudget = (): Budget => ({ values: MAX_VALUES, cut: 0 })

/** Plain JSON of anything; functions, symbols and what is beyond the limits become null. */
export function json(value: unknown, budget: Budget = newBudget(), depth = 0): JsonValue {
  if (budget.values-- <= 0 || depth > MAX_DEPTH) return null
  if (typeof value === 'string') return bounded(value, budget)
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value
  if (Array.isArray(value)) {
    // With room for what it holds and no more, other than a list that grows: most lists are short, and kept for long.
    const list = new Array<JsonValue>(Math.min(value.length, MAX_ITEMS))
    for (let at = 0; at < list.length; at++) list[at] = json(value[at], budget, depth + 1)
    return list
  }
  if (!isObject(value)) return null
  const result: { [key: string]: JsonValue } = {}
  for (const key of keysOf(value, MAX_ITEMS)) {
    const field = key === PROTO ? undefined : value[key]
    if (field !== undefined) result[name(key)] = json(field, budget, depth + 1)
  }
  return result
}

function bounded(value: string, budget: Budget): string {
  if (value.length <= MAX_TEXT) return value
  const head = headOf(value, MAX_TEXT)
  budget.cut += value.length - head.length
  return copied(head)
}

/** A part of a text keeps all of it in memory, in every engine, for as long as it is kept. */
function copied(part: string): string {
  return JSON.parse(JSON.stringify(part))
}

export function oneOf<T>(known: readonly T[], value: unknown): T | undefined {
  for (const each of known) if (each === value) return each
  return undefined
}

export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null
}

export function isJsonObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return isObject(value) && !Array.isArray(value)
}

/** An own field, so that nothing is read that a prototype was given. */
export function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** What may be read of a value by name. */
export interface Fields {
  readonly [key: string]: unknown
}

/**
 * Its own fields: the object itself where it has no other prototype than all have, as everything that crossed a port, since asking before each field whether it is
 * an own one costs more than the field. Of anything else a copy.
 */
export function fieldsOf(value: unknown): Fields {
  if (!isObject(value)) return NOTHING
  if (Object.getPrototypeOf(value) === Object.prototype) return value
  const fields: { [key: string]: unknown } = Object.create(null)
  for (const key of keysOf(value, MAX_ATTRIBUTES)) fields[key] = value[key]
  return fields
}

const NOTHING: Fields = Object.freeze(Object.create(null))

/** Assigning to it would set a prototype instead of a field. */
const PROTO = '__proto__'

function keysOf(value: unknown, limit: number): readonly string[] {
  if (!isObject(value) || Array.isArray(value)) return []
  const keys = Object.keys(value)
  return keys.length > limit ? keys.slice(0, limit) : keys
}

/** What a list holds that makes sense to `read`; nothing where it is no list. */
export function sound<T>(value: unknown, read: (item: unknown) => T | undefined, limit: number = MAX_ITEMS): T[] {
  const found: T[] = []
  if (!Array.isArray(value)) return found
  const length = Math.min(value.length, limit)
  for (let at = 0; at < length; at++) {
    const item = read(value[at])
    if (item !== undefined) found.push(item)
  }
  return found
}

export function id(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= MAX_ID ? value : undefined
}

export function name(value: unknown): string {
  return cut(value, MAX_NAME)
}

export function cut(value: unknown, limit: number): string {
  if (typeof value !== 'string') return ''
  if (value.length <= limit) return value
  const head = headOf(value, limit)
  return `${copied(head)}… [${value.length - head.length} more characters]`
}

/** 64 bits of nanoseconds have at most 20 digits. */
export function nano(value: unknown): UnixNano | undefined {
  if (typeof value !== 'string' || value === '' || value.length > 20) return undefined
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    if (code < ZERO || code > NINE) return undefined
  }
  return value
}

/** Codes of the first and the last digit. */
const ZERO = 0x30
const NINE = 0x39

export function positive(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

/** A count or a number of an entry; 0 for anything else. */
export function whole(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0
}
