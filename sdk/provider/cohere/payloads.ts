/** Which answers are Cohere's, by their first payload. */
import { isList, isObject, object, string, word } from '../read/json.ts'
import type { FirstPayload, Payloads } from '../read/dialect.ts'

export const coherePayloads: Payloads = { 'cohere-chat': matchesMessage }

/** Cohere writes its reasons in capitals; a message with an id alone is any chat's. */
function matchesMessage({ form, data, cut }: FirstPayload): boolean | undefined {
  if (!isObject(data)) return false
  const message = object(form === 'sse' ? object(data['delta'])?.['message'] : data['message'])
  if (form === 'sse') return data['type'] === 'message-start' && message?.['role'] === 'assistant'
  if (form !== 'json' || (message?.['role'] ?? 'assistant') !== 'assistant') return false
  const known = message !== undefined && word(data['id']) !== undefined && /^[A-Z_]+$/.test(string(data['finish_reason']) ?? '')
  if (known && (isList(message['content']) || isList(message['tool_calls']))) return true
  return cut === true && message !== undefined && typeof message['content'] !== 'string' ? undefined : false
}
