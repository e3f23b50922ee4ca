/** A tool call's arguments against its schema. Runs in a worker: a pattern of the schema may take minutes. */
import { Validator, type OutputUnit, type Schema, type SchemaDraft } from '@cfworker/json-schema'
import { headOf } from '../../sdk/protocol/cutting.ts'
import type { JsonValue } from '../../sdk/protocol/records.ts'

export interface SchemaError {
  /** `/list/0/name`; empty for the whole. */
  readonly place: string
  readonly words: string
}

export type SchemaVerdict = { readonly errors: readonly SchemaError[]; readonly more: number } | { readonly unusable: string }

const MAX_ERRORS = 20
const MAX_WORDS = 300

export function schemaErrors(schema: JsonValue, value: JsonValue): SchemaVerdict {
  try {
    const asRead = lowerTypes(schema, 0)
    if (!isObject(asRead)) return { unusable: 'it is no object' }
    const validator = new Validator(asRead as Schema, draftOf(asRead), false)
    const deepest = deepestOf(validator.validate(value).errors)
    return { errors: deepest.slice(0, MAX_ERRORS).map(wordsOf), more: Math.max(0, deepest.length - MAX_ERRORS) }
  } catch (error) {
    return { unusable: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) }
  }
}

const isObject = (value: JsonValue): value is { readonly [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What only says that something within it is wrong. */
const CONTAINERS: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'additionalProperties',
  'unevaluatedProperties',
  'items',
  'prefixItems',
  'additionalItems',
  'unevaluatedItems',
  'allOf',
  'anyOf',
  'oneOf',
  '$ref',
  'if',
])

/** The library repeats an error at each level above it. */
function deepestOf(errors: readonly OutputUnit[]): readonly OutputUnit[] {
  return errors.filter(
    ({ keyword, instanceLocation, keywordLocation }) =>
      !CONTAINERS.has(keyword) ||
      !errors.some((other) => other.keywordLocation !== keywordLocation && isWithin(other, instanceLocation, keywordLocation)),
  )
}

function isWithin({ instanceLocation, keywordLocation }: OutputUnit, place: string, keyword: string): boolean {
  return instanceLocation.startsWith(`${place}/`) || keywordLocation.startsWith(`${keyword}/`)
}

function wordsOf({ keyword, instanceLocation, error }: OutputUnit): SchemaError {
  const words = keyword === 'false' ? 'The schema does not allow it.' : error
  return { place: instanceLocation.replace(/^#/, ''), words: words.length > MAX_WORDS ? `${headOf(words, MAX_WORDS)}…` : words }
}

function draftOf({ $schema: named }: { readonly [key: string]: JsonValue }): SchemaDraft {
  if (typeof named !== 'string') return '2020-12'
  if (named.includes('draft-04')) return '4'
  if (/draft-0[67]/.test(named)) return '7'
  return named.includes('2019-09') ? '2019-09' : '2020-12'
}

const MAX_DEPTH = 200

/** Gemini writes `OBJECT` for `object`. */
function lowerTypes(schema: JsonValue, depth: number): JsonValue {
  if (typeof schema !== 'object' || schema === null || depth > MAX_DEPTH) return schema
  if (Array.isArray(schema)) return schema.map((each) => lowerTypes(each, depth + 1))
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === 'type' && typeof value === 'string' && /^[A-Z]+$/.test(value) ? value.toLowerCase() : lowerTypes(value, depth + 1),
    ]),
  )
}
