/** A JSON schema as rows, one a property. Pure; takes whatever a page sends as a schema. */
import { headOf } from '../../sdk/protocol/cutting.ts'
import type { JsonValue } from '../../sdk/protocol/records.ts'

export interface SchemaRow {
  /** 0 for the properties of the schema itself. */
  readonly depth: number
  readonly name: string
  /** `string`, `array of object`, `"a" | "b"`. */
  readonly type: string
  readonly isRequired: boolean
  readonly description: string
  /** Limits, as the schema writes them: `minimum 1`. */
  readonly limits: string
}

const MAX_ROWS = 200
const MAX_DEPTH = 6
const MAX_CHARACTERS = 300

type JsonObject = { readonly [key: string]: JsonValue }

/** @returns the rows, and whether there are more than are told */
export function schemaRows(schema: JsonValue | undefined): { readonly rows: readonly SchemaRow[]; readonly isCut: boolean } {
  const rows: SchemaRow[] = []
  const isWhole = isObject(schema) ? addProperties(rows, schema, 0) : true
  return { rows, isCut: !isWhole }
}

function addProperties(rows: SchemaRow[], schema: JsonObject, depth: number): boolean {
  const properties = schema['properties']
  if (!isObject(properties)) return true
  if (depth > MAX_DEPTH) return false
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  for (const [name, value] of Object.entries(properties)) {
    if (rows.length >= MAX_ROWS) return false
    const property = isObject(value) ? value : {}
    rows.push({
      depth,
      name,
      type: headOf(typeOf(property, 0), MAX_CHARACTERS),
      isRequired: required.includes(name),
      description: typeof property['description'] === 'string' ? property['description'] : '',
      limits: headOf(limitsOf(property), MAX_CHARACTERS),
    })
    for (const inner of [property, property['items']]) if (isObject(inner) && !addProperties(rows, inner, depth + 1)) return false
  }
  return true
}

const MAX_VALUES = 8

function typeOf(schema: JsonObject, depth: number): string {
  const { type, items, enum: values, const: only, $ref: reference } = schema
  if (only !== undefined) return JSON.stringify(only)
  if (Array.isArray(values)) {
    const shown = values.slice(0, MAX_VALUES).map((value) => JSON.stringify(value))
    return [...shown, ...(values.length > shown.length ? [`${values.length - shown.length} more`] : [])].join(' | ')
  }
  const either = ['anyOf', 'oneOf'].map((key) => schema[key]).find((value): value is readonly JsonValue[] => Array.isArray(value))
  if (either !== undefined && depth < MAX_DEPTH) return either.map((one) => (isObject(one) ? typeOf(one, depth + 1) : 'any')).join(' | ')
  if (typeof reference === 'string') return reference.replace(/^.*\//, '')
  const name = typeof type === 'string' ? type : Array.isArray(type) ? type.filter((each) => typeof each === 'string').join(' | ') : 'any'
  return name.toLowerCase() === 'array' && isObject(items) && depth < MAX_DEPTH ? `${name} of ${typeOf(items, depth + 1)}` : name
}

const LIMITS = ['default', 'format', 'pattern', 'minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'] as const

function limitsOf(schema: JsonObject): string {
  return LIMITS.flatMap((key) => {
    const value = schema[key]
    return value === undefined ? [] : [`${key} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`]
  }).join(', ')
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
