/** What a page says of a call's request and answer as the wire had them, rebuilt field by field: a page may say anything. */
import { name, own, positive, whole } from '../../sdk/protocol/fields.ts'
import type { NoRaw, RawRequest, RawResponse, RawWithheld } from '../../sdk/protocol/raw.ts'

/** Why the page gives none; `undefined` where it does, or says nothing. */
export function withheldBy(value: unknown): RawWithheld | undefined {
  const why: unknown = own(value, 'withheld' satisfies keyof NoRaw)
  return why === 'redact' || why === 'panel_content' ? why : undefined
}

export function readRawRequest(value: unknown): RawRequest | undefined {
  const method = own(value, 'method')
  if (typeof method !== 'string') return undefined
  const [body, why, size] = [own(value, 'body'), own(value, 'withoutBody'), positive(own(value, 'bodySize'))]
  return {
    method: name(method),
    url: name(own(value, 'url')),
    headers: headers(own(value, 'headers')),
    keys: strings(own(value, 'keys')),
    ...(typeof body === 'string' && { body }),
    ...(typeof why === 'string' && { withoutBody: name(why) }),
    ...(size !== undefined && { bodySize: size }),
  }
}

export function readRawResponse(value: unknown): RawResponse | undefined {
  const text = own(value, 'text')
  if (typeof text !== 'string') return undefined
  const form = own(value, 'form')
  const dropped = whole(own(value, 'dropped'))
  return {
    status: whole(own(value, 'status')),
    headers: headers(own(value, 'headers')),
    form: form === 'text' || form === 'json' || form === 'binary' ? form : 'chunks',
    text,
    ends: numbers(own(value, 'ends')),
    times: numbers(own(value, 'times')),
    sizes: numbers(own(value, 'sizes')),
    ...(dropped > 0 && { dropped }),
  }
}

function headers(value: unknown): RawRequest['headers'] {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[name(key), name(text)]] : [])))
}

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.flatMap((item: unknown) => (typeof item === 'string' ? [name(item)] : [])) : []

const numbers = (value: unknown): readonly number[] => (Array.isArray(value) ? value.map((item: unknown) => positive(item) ?? 0) : [])
