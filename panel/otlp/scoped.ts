/** Walks the nesting that traces and logs share: resource, scope, item. */
import { own } from '../../sdk/protocol/fields.ts'
import type { Attributes, AttributeValue, JsonValue } from '../../sdk/protocol/records.ts'
import { fromAttributes, fromKeyValues } from './any-value.ts'

/** Told of what a document holds and a record has no room for, in a plural noun, and how many; `where` is asked for the first few only. */
export type Skip = (what: string, count?: number, where?: () => string) => void

export interface Place {
  readonly attributes: Attributes
  readonly scope: { readonly name: string; readonly version?: string }
}

export interface Scoped {
  readonly place: Place
  readonly item: unknown
  /** Its place among all of the document, from 1. */
  readonly nth: number
}

export interface Names {
  /** `resourceSpans` */
  readonly groups: string
  /** `scopeSpans` */
  readonly scopes: string
  /** `spans` */
  readonly items: string
}

export function scopedItems(root: unknown, names: Names, skip: Skip): readonly Scoped[] {
  let nth = 0
  return list(root, names.groups, skip).flatMap((group) => {
    const attributes = resourceAttributes(own(group, 'resource'))
    if (own(group, names.scopes) === undefined && own(group, 'instrumentationLibrarySpans') !== undefined) {
      skip('groups in the form of before 2022 ("instrumentationLibrarySpans")')
    }
    return list(group, names.scopes, skip).flatMap((scoped) => {
      const place = { attributes, scope: scopeOf(own(scoped, 'scope'), skip) }
      return list(scoped, names.items, skip).map((item) => ({ place, item, nth: ++nth }))
    })
  })
}

/** Structured values, which no attribute of a record can hold, as their JSON text. */
export function flat(attributes: { readonly [name: string]: unknown }): Attributes {
  const pairs: (readonly [string, AttributeValue])[] = []
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) pairs.push([name, isAttribute(value) ? value : JSON.stringify(value)])
  }
  return Object.fromEntries(pairs)
}

function isAttribute(value: unknown): value is AttributeValue {
  return Array.isArray(value) ? value.every((item) => isScalar(item)) : isScalar(value)
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

export function resourceAttributes(resource: unknown): Attributes {
  return flat(fromAttributes(own(resource, 'attributes')))
}

export function scopeOf(scope: unknown, skip: Skip): Place['scope'] {
  const name = own(scope, 'name')
  const version = own(scope, 'version')
  skip('attributes of instrumentation scopes', Object.keys(fromKeyValues(own(scope, 'attributes'))).length)
  return { name: typeof name === 'string' ? name : '', ...(typeof version === 'string' && version !== '' ? { version } : {}) }
}

function list(value: unknown, key: string, skip: Skip): readonly unknown[] {
  const items = own(value, key)
  if (items === undefined || items === null) return []
  if (Array.isArray(items)) return items
  skip(`"${key}" that are no lists`)
  return []
}

export type Fields = { readonly [name: string]: JsonValue }
