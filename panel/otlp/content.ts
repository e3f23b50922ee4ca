/** Content (messages, tool arguments and results): how to lift it off a span and how to leave it out. */
import { carriesContent, CONTENT_ATTRIBUTES } from '../../sdk/content/names.ts'
import { parseExact } from '../../sdk/parser/exact-json.ts'

/** The record without the entries that carry content. */
export function withoutContent<T>(attributes: { readonly [name: string]: T }): { readonly [name: string]: T } {
  return Object.keys(attributes).some(carriesContent) ? without(attributes, carriesContent) : attributes
}

export interface Lifted<T> {
  /** Those that were given, where nothing was lifted. */
  readonly attributes: { readonly [name: string]: T }
  /** Fields of a `SpanContent`, for the protocol's guard to read. */
  readonly content: { readonly [field: string]: unknown }
}

/**
 * Takes the conventions' content attributes off a span, JSON text ("a JSON string is allowed while the SDK lacks complex attributes") or
 * structured. What has not the conventions' shape stays where it was: the guard would drop it.
 */
export function liftContent<T>(attributes: { readonly [name: string]: T }): Lifted<T> {
  const content: Record<string, unknown> = {}
  const lifted: string[] = []
  for (const [field, name] of FIELDS) {
    if (!Object.hasOwn(attributes, name)) continue
    const value = parsed(attributes[name])
    const isFree = field === 'toolCallArguments' || field === 'toolCallResult'
    if (value === undefined || value === null || !(isFree || isListOfSound(field, value))) continue
    content[field] = value
    lifted.push(name)
  }
  return { attributes: lifted.length === 0 ? attributes : without(attributes, (name) => lifted.includes(name)), content }
}

const FIELDS = Object.entries(CONTENT_ATTRIBUTES)

function without<T>(attributes: { readonly [name: string]: T }, isOut: (name: string) => boolean): { readonly [name: string]: T } {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !isOut(name)))
}

/** Text that is no JSON is itself: a fine tool argument or result, and no message. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return parseExact(value)
  } catch {
    return value
  }
}

function isListOfSound(field: string, value: unknown): boolean {
  if (!Array.isArray(value)) return false
  if (field === 'systemInstructions') return value.every((item) => isPart(item))
  if (field === 'toolDefinitions') return value.every((item) => isPart(item) && 'name' in item && typeof item.name === 'string')
  return value.every((item) => isMessage(item))
}

function isMessage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (!('role' in value) || typeof value.role !== 'string' || !('parts' in value) || !Array.isArray(value.parts)) return false
  return value.parts.every((item) => isPart(item))
}

function isPart(value: unknown): value is { readonly type: string } {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
