/** Reading JSON of unknown shape without trusting it. */
import type { Json } from '../jobs.ts'

type Unknown = Json | undefined

const isList = (value: Unknown): value is readonly Json[] => Array.isArray(value)
const isObject = (value: Unknown): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !isList(value)

export const field = (value: Unknown, key: string): Unknown => (isObject(value) ? value[key] : undefined)
export const items = (value: Unknown): readonly Json[] => (isList(value) ? value : [])
export const text = (value: Unknown): string => (typeof value === 'string' ? value : '')

/** @returns undefined where it is no JSON. */
export function parse(source: string): Unknown {
  try {
    // `JSON.parse` answers `any`; what it makes of text is JSON by definition.
    const value: Json = JSON.parse(source)
    return value
  } catch {
    return undefined
  }
}
