/** Attributes of spans, events, links and resources without credentials: other libraries write headers, addresses and errors as they came. */
import type { Attributes, AttributeValue } from '@opentelemetry/api'
import { scrubFields } from '../content/credential-fields.ts'
import { CREDENTIAL } from '../content/credential-forms.ts'
import { isCredentialHeader, isCredentialName, isPlaceholder, isSureName } from '../content/credential-names.ts'
import { scrubText, scrubTheirs, scrubUrl } from '../content/credentials.ts'
import { looksLikeJson, scrubJson } from '../content/scrub-json.ts'
import { isRecord } from '../content/json.ts'
import { carriesContent } from '../content/names.ts'

/** `http.request.header.authorization`, `rpc.request.metadata.x-token`: a list of values, by the conventions. */
const HEADER = /\.(?:headers?|metadata)\.(.+)$/

/** The same object where nothing changed, which is nearly always. */
export function scrubAttributes(attributes: Attributes): Attributes {
  let scrubbed: Attributes | undefined
  for (const name of Object.keys(attributes)) {
    const before = attributes[name]
    const value = scrubAttribute(name, before)
    if (value !== before) (scrubbed ??= { ...attributes })[name] = value
  }
  return scrubbed ?? attributes
}

export function scrubAttribute(name: string, value: AttributeValue | undefined): AttributeValue | undefined {
  if (typeof value === 'string') return scrubString(name, value)
  if (typeof value === 'number') return isSureName(name) ? CREDENTIAL : value
  if (Array.isArray(value)) return scrubList(name, value)
  return isRecord(value) ? Object(scrubFields(value, 0, name)) : value
}

function scrubList<T extends AttributeValue & readonly unknown[]>(name: string, list: T): AttributeValue {
  const scrubbed = list.map((item) => (typeof item === 'string' ? scrubString(name, item) : item))
  if (scrubbed.every((item, at) => item === list[at])) return list
  return scrubbed.flatMap((item) => (item === null || item === undefined ? [] : [String(item)]))
}

function scrubString(name: string, text: string): string {
  switch (kindOf(name)) {
    case 'credential':
      return isPlaceholder(text) ? text : CREDENTIAL
    case 'content':
      // What users and models wrote is theirs; fields of the JSON around it are not.
      return looksLikeJson(text) ? scrubJson(text, scrubTheirs) : text
    case 'query':
      return scrubUrl(`?${text}`).slice(1)
    case 'text':
      return scrubText(text)
  }
}

type Kind = 'credential' | 'content' | 'query' | 'text'

/** Spans have the same few names over and over: one look-up each. */
const kinds = new Map<string, Kind>()
const MAX_KINDS = 1_000

function kindOf(name: string): Kind {
  const known = kinds.get(name)
  if (known !== undefined) return known
  if (kinds.size >= MAX_KINDS) kinds.clear()
  const kind = isCredentialAttribute(name) ? 'credential' : carriesContent(name) ? 'content' : name === 'url.query' ? 'query' : 'text'
  kinds.set(name, kind)
  return kind
}

function isCredentialAttribute(name: string): boolean {
  if (isCredentialName(name)) return true
  const header = HEADER.exec(name)?.[1]
  return header !== undefined && isCredentialHeader(header)
}
