import { headOf, wellFormed } from '../../protocol/cutting.ts'
import type { JsonValue } from '../../protocol/records.ts'
import { isList, isObject, object, string, word, type JsonObject } from '../read/json.ts'
import type { ProviderError } from '../read/dialect.ts'

/** The conventions' `error.type` where nothing better is known. */
export const OTHER_ERROR = '_OTHER'

/** A payload that should have been JSON and is none. */
export const INVALID_JSON = 'invalid_json'

/** Longest error message that is kept, in characters. */
export const MAX_ERROR_MESSAGE = 2_000

/**
 * The error in a payload: `{ error: … }` of OpenAI, Anthropic, Google and those who imitate them, in an array where Google streams one.
 * `undefined` when it holds none.
 */
export function readError(data: JsonValue | undefined, fallbackType: string = OTHER_ERROR): ProviderError | undefined {
  const payload = isList(data) ? data.find(isObject) : data
  if (!isObject(payload)) return undefined
  const error = payload['error']
  if (typeof error === 'string') return providerError(word(payload['type']) ?? word(payload['error_type']) ?? fallbackType, error)
  if (isObject(error)) return providerError(typeOf(error) ?? fallbackType, messageOf(error) ?? messageOf(payload))
  if (payload['object'] === 'error') return providerError(typeOf(payload) ?? fallbackType, messageOf(payload))
  return undefined
}

/** The error of a response with status ≥ 400, whatever its body says; never a web page as its message. */
export function readFailure(status: number, data: JsonValue): ProviderError {
  const error = readError(data, String(status))
  if (error !== undefined) return error
  if (isObject(data)) return providerError(typeOf(data) ?? String(status), messageOf(data))
  const text = string(data)?.trim()
  return providerError(String(status), text === '' || text?.startsWith('<') ? undefined : text)
}

export function providerError(type: string, message?: string): ProviderError {
  return message === undefined ? { type } : { type, message: headOf(wellFormed(withoutKeys(message)), MAX_ERROR_MESSAGE) }
}

/**
 * The most telling name first: Google's `status` (RESOURCE_EXHAUSTED), OpenAI's `code` (model_not_found), then `type` (Anthropic has
 * nothing else); a code that is only the HTTP status again comes last.
 */
function typeOf(error: JsonObject): string | undefined {
  const code = error['code']
  const named = [error['status'], code, error['type']].find((name) => word(name) !== undefined && !/^\d+$/.test(String(name)))
  if (typeof named === 'string') return named
  return typeof code === 'number' || word(code) !== undefined ? String(code) : undefined
}

function messageOf(error: JsonObject): string | undefined {
  return word(error['message']) ?? word(error['detail']) ?? word(object(error['detail'])?.['message'])
}

/** Some providers repeat the key they refuse; it must not get into a record. */
function withoutKeys(message: string): string {
  return message.replace(/\b(?:sk|pk|gsk|xai|pplx|rk)-[\w*.-]{6,}|\bgsk_\w{6,}|\bAIza[\w-]{10,}|\b(Bearer) \S+/g, '[key]')
}
