/** Content without the credentials in its fields: tools of remote servers, data sources, headers that are handed on, arguments and results of tools. */
import type { JsonValue } from '../protocol/records.ts'
import { scrubTheirs } from './credentials.ts'
import { CREDENTIAL } from './credential-forms.ts'
import { isCredentialHeader, isCredentialName, isPlaceholder, isSureName } from './credential-names.ts'
import { isList, isRecord, mapFields, mapItems, type JsonRecord } from './json.ts'
import { MAX_DEPTH, TOO_DEEP } from './own-json.ts'

const HEADERS = /^(?:\w{1,20}[_-]?)?headers$/i
/** Names in here are those of a schema's properties, and say nothing of their values. */
const OF_SCHEMA = /^(?:properties|\$defs|definitions|patternProperties)$/
/** All that stands under these is one. */
const JAR = /(?:^|[_-])(?:cookies?|secrets|credentials)$/i

/** A value of content without credentials in the fields that are for them; the same object where there are none. */
export function scrubFields(value: JsonValue, depth = 0, key = ''): JsonValue {
  if (typeof value === 'string') return scrubTheirs(value, key)
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return TOO_DEEP
  if (isList(value)) return scrubItems(value, depth, key)
  return isRecord(value) ? mapFields(value, (item, name) => scrubField(item, name, value, depth)) : value
}

function scrubItems(list: readonly JsonValue[], depth: number, key: string): JsonValue {
  const [name, value] = list
  // `["authorization", "…"]`, as lists of headers have it.
  if (HEADERS.test(key) && list.length === 2 && typeof name === 'string' && isCredentialHeader(name)) return [name, hidden(value ?? null)]
  return mapItems(list, (item) => scrubFields(item, depth + 1, key))
}

function scrubField(item: JsonValue, key: string, of: JsonRecord, depth: number): JsonValue {
  // Log-probabilities call each piece of text a token.
  if (key === 'logprobs' || (key === 'token' && 'logprob' in of)) return item
  if (isCredentialName(key) || (key === 'value' && isOfHeader(of))) return scrubNamedField(item, key, depth)
  if (isRecord(item)) {
    if (HEADERS.test(key))
      return mapFields(item, (each, name) => (isCredentialHeader(name) ? hidden(each) : scrubFields(each, depth + 2, name)))
    if (OF_SCHEMA.test(key)) return mapFields(item, (each, name) => scrubFields(each, depth + 2, name))
  }
  return scrubFields(item, depth + 1, key)
}

/** `{ "name": "Authorization", "value": "…" }`, as recordings of the network write headers. */
function isOfHeader({ name, key: named, header }: JsonRecord): boolean {
  const given = name ?? named ?? header
  return typeof given === 'string' && isCredentialHeader(given)
}

function scrubNamedField(item: JsonValue, key: string, depth: number): JsonValue {
  if (typeof item === 'string') return isPlaceholder(item) ? item : CREDENTIAL
  if (typeof item === 'number') return isSureName(key) ? CREDENTIAL : item
  if (isList(item)) return mapItems(item, (each) => (typeof each === 'string' ? hidden(each) : scrubFields(each, depth + 2, key)))
  // A schema's own word for a property of that name.
  if (!isRecord(item) || typeof item.type === 'string' || '$ref' in item || !JAR.test(key)) return scrubFields(item, depth + 1, key)
  return mapFields(item, hidden)
}

function hidden(value: JsonValue): JsonValue {
  if (typeof value === 'string') return isPlaceholder(value) ? value : CREDENTIAL
  if (isList(value)) return mapItems(value, hidden)
  return value
}
