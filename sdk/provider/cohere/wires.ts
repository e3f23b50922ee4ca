/** Which requests and answers are Cohere's. */
import { matchesChatBody } from '../openai/match.ts'
import { isList, isObject, object, string, word } from '../read/json.ts'
import { endsWith } from '../read/path.ts'
import type { FirstPayload, RequestShape, Wire } from '../read/dialect.ts'

const cohereChat: Wire = {
  api: 'cohere-chat',
  vendor: 'cohere',
  operation: 'chat',
  defaultProvider: 'cohere',
  matchesPath: isCohereChat,
  matchesBody: () => false,
  matchesPayload,
}

export const cohereWires: readonly Wire[] = [cohereChat]

/** `/v2/chat` may be an application's own route too: the host has to say more, or the body. */
function isCohereChat(shape: RequestShape): boolean {
  const { method, url } = shape
  if (method !== 'POST' || !endsWith(url, 'v2', 'chat')) return false
  return /(?:^|\.)cohere\.(?:com|ai)$/i.test(url.hostname) || matchesChatBody(shape.body)
}

/** Cohere writes its reasons in capitals; a message with an id alone is any chat's. */
function matchesPayload({ form, data, cut }: FirstPayload): boolean | undefined {
  if (!isObject(data)) return false
  const message = object(form === 'sse' ? object(data['delta'])?.['message'] : data['message'])
  if (form === 'sse') return data['type'] === 'message-start' && message?.['role'] === 'assistant'
  if (form !== 'json' || (message?.['role'] ?? 'assistant') !== 'assistant') return false
  const known = message !== undefined && word(data['id']) !== undefined && /^[A-Z_]+$/.test(string(data['finish_reason']) ?? '')
  if (known && (isList(message['content']) || isList(message['tool_calls']))) return true
  return cut === true && message !== undefined && typeof message['content'] !== 'string' ? undefined : false
}
