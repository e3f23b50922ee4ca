/** Which requests are Anthropic's. */
import type { JsonValue } from '../../protocol/records.ts'
import { isList, isObject, number, objects } from '../read/json.ts'
import { customMethod, endsWith } from '../read/path.ts'
import type { Wire } from '../read/dialect.ts'

const anthropicMessages: Wire = {
  api: 'anthropic-messages',
  operation: 'chat',
  defaultProvider: 'anthropic',
  matchesPath: ({ method, url }) => method === 'POST' && (endsWith(url, 'v1', 'messages') || isVertexClaude(url)),
  matchesBody: ({ body }) => matchesMessagesBody(body),
}

const anthropicComplete: Wire = {
  api: 'anthropic-complete',
  operation: 'text_completion',
  defaultProvider: 'anthropic',
  matchesPath: ({ method, url }) => method === 'POST' && endsWith(url, 'v1', 'complete'),
  matchesBody: ({ body }) => isObject(body) && typeof body['prompt'] === 'string' && number(body['max_tokens_to_sample']) !== undefined,
}

export const anthropicWires: readonly Wire[] = [anthropicMessages, anthropicComplete]

/** `max_tokens` is required, and at least one key that Chat Completions does not have. */
function matchesMessagesBody(body: JsonValue | undefined): boolean {
  if (!isObject(body) || number(body['max_tokens']) === undefined || !isList(body['messages'])) return false
  const own = ['anthropic_version', 'system', 'stop_sequences', 'thinking', 'output_config', 'context_management', 'mcp_servers']
  return own.some((key) => body[key] !== undefined) || objects(body['tools']).some((tool) => tool['input_schema'] !== undefined)
}

/** `publishers/anthropic/models/<model>:rawPredict`: the same wire under Google's roof. */
function isVertexClaude(url: URL): boolean {
  const call = customMethod(url)
  return (
    call !== undefined && /\/publishers\/anthropic\/models\//.test(url.pathname) && /^(?:streamRawPredict|rawPredict)$/.test(call.method)
  )
}
