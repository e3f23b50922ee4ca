/**
 * Schemas of tools' parameters as JSON Schema draft-07, which the conventions ask for. Google's API has the subset of OpenAPI 3.0 instead: types in capitals,
 * integers of 64 bits as text, names in snake_case too. https://ai.google.dev/api/caching#Schema
 */
import type { JsonValue } from '../../protocol/records.ts'
import { isList, isObject, type JsonObject } from './json.ts'

const TYPES: readonly string[] = ['STRING', 'NUMBER', 'INTEGER', 'BOOLEAN', 'ARRAY', 'OBJECT', 'NULL']
const UNKNOWN_TYPE = 'TYPE_UNSPECIFIED'
/** Keywords that are whole numbers. */
const COUNTS: readonly string[] = ['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties']
/** Keywords whose value is a schema or a list of them, and those with a schema under each name. */
const SCHEMAS: readonly string[] = [
  'items',
  'additionalItems',
  'anyOf',
  'allOf',
  'oneOf',
  'not',
  'additionalProperties',
  'contains',
  'prefixItems',
]
const NAMED_SCHEMAS: readonly string[] = ['properties', 'patternProperties', 'definitions', '$defs']
const SNAKE: readonly string[] = [...COUNTS, ...SCHEMAS, 'propertyOrdering']

const MAX_DEPTH = 64

/** The same value where it is draft-07 already. */
export function toDraft07(schema: JsonValue, depth = 0): JsonValue {
  if (depth > MAX_DEPTH) return schema
  if (isList(schema)) return schema.map((item) => toDraft07(item, depth + 1))
  return isObject(schema) ? Object.fromEntries(Object.entries(schema).flatMap(([key, value]) => keyword(key, value, depth))) : schema
}

function keyword(given: string, value: JsonValue, depth: number): readonly (readonly [string, JsonValue])[] {
  const key = SNAKE.find((name) => snake(name) === given) ?? given
  if (key === 'type') return value === UNKNOWN_TYPE ? [] : [[key, isList(value) ? value.map(typeName) : typeName(value)]]
  if (COUNTS.includes(key)) return [[key, typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value]]
  if (SCHEMAS.includes(key)) return [[key, toDraft07(value, depth + 1)]]
  if (NAMED_SCHEMAS.includes(key) && isObject(value)) return [[key, named(value, depth)]]
  return [[key, value]]
}

/** The names are the tool's own. */
function named(schemas: JsonObject, depth: number): JsonValue {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, toDraft07(schema, depth + 1)]))
}

function typeName(type: JsonValue): JsonValue {
  return typeof type === 'string' && TYPES.includes(type) ? type.toLowerCase() : type
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
