/** Which answers are Anthropic's, by their first payload. */
import { isList, isObject, objects, string, word } from '../read/json.ts'
import type { FirstPayload, Payloads } from '../read/dialect.ts'

export const anthropicPayloads: Payloads = {
  'anthropic-messages': matchesMessage,
  'anthropic-complete': ({ form, data }) =>
    (form === 'sse' || form === 'json') &&
    isObject(data) &&
    data['type'] === 'completion' &&
    string(data['completion']) !== undefined &&
    data['stop_reason'] !== undefined,
}

/** A message alone is what any chat's history has; the model and the blocks of its content are the API's. */
function matchesMessage({ form, data, cut }: FirstPayload): boolean | undefined {
  if (!isObject(data)) return false
  if (form === 'sse') return data['type'] === 'message_start' && isObject(data['message'])
  if (form !== 'json' || [data['type'] ?? 'message', data['role'] ?? 'assistant'].join() !== 'message,assistant') return false
  const known = ['type', 'role', 'model', 'id'].every((key) => word(data[key]) !== undefined)
  const blocks = objects(data['content']).every(({ type }) => word(type) !== undefined)
  if (known && isList(data['content']) && blocks && data['stop_reason'] !== undefined) return true
  return cut === true && blocks && (data['role'] ?? data['type']) !== undefined ? undefined : false
}
