/** Which requests and answers are Anthropic's. */
import type { JsonValue } from '../../protocol/records.ts'
import { isList, isObject, number, objects, string, word } from '../read/json.ts'
import { customMethod, endsWith } from '../read/path.ts'
import type { FirstPayload, Wire } from '../read/dialect.ts'

const anthropicMessages: Wire = {
  api: 'anthropic-messages',
  vendor: 'anthropic',
  operation: 'chat',
  defaultProvider: 'anthropic',
  matchesPath: ({ method, url }) => method === 'POST' && (endsWith(url, 'v1', 'messages') || isVertexClaude(url)),
  matchesBody: ({ body }) => matchesMessagesBody(body),
  matchesPayload,
}

const anthropicComplete: Wire = {
  api: 'anthropic-complete',
  vendor: 'anthropic',
  operation: 'text_completion',
  defaultProvider: 'anthropic',
  matchesPath: ({ method, url }) => method === 'POST' && endsWith(url, 'v1', 'complete'),
  matchesBody: ({ body }) => isObject(body) && typeof body['prompt'] === 'string' && number(body['max_tokens_to_sample']) !== undefined,
  matchesPayload: ({ form, data }) =>
    (form === 'sse' || form === 'json') &&
    isObject(data) &&
    data['type'] === 'completion' &&
    string(data['completion']) !== undefined &&
    data['stop_reason'] !== undefined,
}

export const anthropicWires: readonly Wire[] = [anthropicMessages, anthropicComplete]

/** `max_tokens` is required, and at least one key that Chat Completions does not have. */
function matchesMessagesBody(body: JsonValue | undefined): boolean {
  if (!isObject(body) || number(body['max_tokens']) === undefined || !isList(body['messages'])) return false
  const own = ['anthropic_version', 'system', 'stop_sequences', 'thinking', 'output_config', 'context_management', 'mcp_servers']
  return own.some((key) => body[key] !== undefined) || objects(body['tools']).some((tool) => tool['input_schema'] !== undefined)
}

/** A message alone is what any chat's history has; the model and the blocks of its content are the API's. */
function matchesPayload({ form, data, cut }: FirstPayload): boolean | undefined {
  if (!isObject(data)) return false
  if (form === 'sse') return data['type'] === 'message_start' && isObject(data['message'])
  if (form !== 'json' || [data['type'] ?? 'message', data['role'] ?? 'assistant'].join() !== 'message,assistant') return false
  const known = ['type', 'role', 'model', 'id'].every((key) => word(data[key]) !== undefined)
  const blocks = objects(data['content']).every(({ type }) => word(type) !== undefined)
  if (known && isList(data['content']) && blocks && data['stop_reason'] !== undefined) return true
  return cut === true && blocks && (data['role'] ?? data['type']) !== undefined ? undefined : false
}

/** `publishers/anthropic/models/<model>:rawPredict`: the same wire under Google's roof. */
function isVertexClaude(url: URL): boolean {
  const call = customMethod(url)
  return (
    call !== undefined && /\/publishers\/anthropic\/models\//.test(url.pathname) && /^(?:streamRawPredict|rawPredict)$/.test(call.method)
  )
}
