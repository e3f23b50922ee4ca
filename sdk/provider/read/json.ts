/** Guards for JSON of unknown shape: each gives the value if it is of its kind, else `undefined`, so that reading never throws. */
import type { JsonValue } from '../../protocol/records.ts'

export type JsonObject = { readonly [key: string]: JsonValue }

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}

export function object(value: JsonValue | undefined): JsonObject | undefined {
  return isObject(value) ? value : undefined
}

export function list(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : []
}

export function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return list(value).filter(isObject)
}

export function string(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A string with something in it: many gateways send `""` where they know nothing. */
export function word(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function number(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export function boolean(value: JsonValue | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

/** A list of strings; one string stands for a list of one. */
export function strings(value: JsonValue | undefined): readonly string[] | undefined {
  if (typeof value === 'string') return [value]
  if (!isList(value)) return undefined
  return value.filter((item) => typeof item === 'string')
}

/** Whether one of the fields holds more than `null`, `""` or `[]`. */
export function says(data: JsonObject, ...keys: readonly string[]): boolean {
  return keys.some((key) => {
    const value = data[key]
    return value !== undefined && value !== null && value !== '' && !(isList(value) && value.length === 0)
  })
}

/** The sum of the numbers that are known; `undefined` when none is. */
export function sum(...values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0)
}

type Loose<T> = { readonly [K in keyof T]: T[K] | undefined }

/** The same object without the fields that are `undefined`: under `exactOptionalPropertyTypes` absent and undefined differ. */
export function defined<T extends object>(fields: Loose<T>): T {
  // The type system cannot follow a filter over keys; Loose<T> leaves exactly the fields of T once the undefined ones are gone.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
