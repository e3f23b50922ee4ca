/** Which answers are those of an application's own backend, by their first payload. */
import type { JsonValue } from '../../protocol/records.ts'
import { isList, isObject, object, string, word, type JsonObject } from '../read/json.ts'
import type { FirstPayload, Payloads } from '../read/dialect.ts'

export const agentPayloads: Payloads = {
  'ag-ui': matchesAgUiPayload,
  langgraph: ({ form, event, data }) => form === 'sse' && event === 'metadata' && word(object(data)?.['run_id']) !== undefined,
  'ai-sdk-ui': matchesUiPayload,
  'ai-sdk-data-stream-v4': matchesDataStreamPayload,
}

function matchesAgUiPayload({ form, data }: FirstPayload): boolean {
  const event = form === 'sse' ? object(data) : undefined
  if (event?.['type'] === 'RUN_STARTED') return word(event['runId']) !== undefined || word(event['threadId']) !== undefined
  return event?.['type'] === 'RUN_ERROR' && word(event['message']) !== undefined
}

/** Where the header is hidden (CORS shows only those that the server exposes), the stream's first parts tell. */
function matchesUiPayload({ form, event, data }: FirstPayload): boolean | undefined {
  if (form !== 'sse' || event !== undefined || !isObject(data)) return false
  const type = word(data['type']) ?? ''
  if (type === 'start' && hasOnly(data, 'type', 'messageId', 'messageMetadata')) return word(data['messageId']) !== undefined || undefined
  if (type === 'text-start' || type === 'reasoning-start') return word(data['id']) !== undefined
  if (type === 'text-delta') return word(data['id']) !== undefined && string(data['delta']) !== undefined
  if (type === 'start-step') return hasOnly(data, 'type') || undefined
  if (type === 'error') return string(data['errorText']) !== undefined
  if (type === 'tool-input-start') return word(data['toolCallId']) !== undefined
  return /^data-|^source-|^message-metadata$/.test(type) ? undefined : false
}

/** Whether a value is an object with no other keys than these. */
function hasOnly(value: JsonValue, ...keys: readonly string[]): value is JsonObject {
  return isObject(value) && Object.keys(value).every((key) => keys.includes(key))
}

/** A stream begins with a step's start, data, or an error; text before any step comes from streams made by hand. */
function matchesDataStreamPayload({ form, event, data }: FirstPayload): boolean | undefined {
  if (form !== 'data-stream') return false
  if (event === 'f') return word(object(data)?.['messageId']) !== undefined
  if (event === '9' || event === 'b') return word(object(data)?.['toolCallId']) !== undefined
  if (event === '2' || event === '8') return isList(data) ? undefined : false
  return event === '0' || event === '3' || event === 'g' ? typeof data === 'string' : false
}
