/** The items of OpenAI Responses, sent or received → message parts. */
import type { JsonValue, MessagePart } from '../../protocol/records.ts'
import { isObject, objects, string, word, type JsonObject } from '../read/json.ts'
import { jsonField } from '../read/json-text.ts'
import { contentParts } from './openai-content.ts'
import { blobPart, part, responseOf, serverToolCallPart, serverToolResponsePart, toolCallPart, toolResponsePart } from '../read/parts.ts'

/** Who speaks in an item. */
export type ItemRole = 'assistant' | 'tool' | 'user'

/** What the calls of the application's own tools are called; all others are tools of the provider's or built into its models. */
export const TOOL_CALLS: readonly string[] = ['function_call', 'custom_tool_call']

/** Fields of a hosted call that are its outcome. */
const OUTCOMES = ['output', 'outputs', 'results', 'error', 'tools'] as const
/** Fields that say nothing about a call, or that nobody but the provider can read. */
const DROPPED: readonly string[] = [
  'id',
  'type',
  'call_id',
  'encrypted_content',
  'environment',
  'internal_chat_message_metadata_passthrough',
]

/** All parts of one item; none for what has nothing to say (reasoning that is encrypted). */
export function itemParts(item: JsonObject): readonly MessagePart[] {
  const type = typeOf(item)
  switch (type) {
    case 'message':
      return contentParts(item['content'])
    case 'reasoning':
      return [...contentParts(item['summary']), ...contentParts(item['content'])]
    case 'function_call':
    case 'custom_tool_call':
      return [toolCallPart(callId(item), string(item['name']) ?? '', item['arguments'] ?? item['input'])]
    case 'function_call_output':
    case 'custom_tool_call_output':
      return [toolResponsePart(word(item['call_id']), outputOf(item['output']))]
    default:
      return hostedParts(item)
  }
}

/** Parts of an item that is neither message nor reasoning nor a call of an application's tool. */
export function hostedParts(item: JsonObject): readonly MessagePart[] {
  const type = typeOf(item)
  if (type === 'image_generation_call') return imageParts(item)
  if (type === 'compaction' || type === 'compaction_summary') return [part('compaction', { id: word(item['id']) })]
  if (type.endsWith('_output')) return [serverToolResponsePart(callId(item), details(item, []))]
  if (type.endsWith('_call') || type === 'mcp_list_tools') return callParts(item, type)
  return [part(type, { ...details(item, []), id: word(item['id']) })]
}

export function roleOf(item: JsonObject): ItemRole | string {
  const role = word(item['role'])
  if (role !== undefined) return role
  const type = typeOf(item)
  if (type.endsWith('_call_output') || type === 'tool_search_output') return 'tool'
  return type === 'mcp_approval_response' || type === 'item_reference' ? 'user' : 'assistant'
}

/** A message may leave out its type. */
export function typeOf(item: JsonObject): string {
  return word(item['type']) ?? 'message'
}

export function callId(item: JsonObject): string | undefined {
  return word(item['call_id']) ?? word(item['id'])
}

function callParts(item: JsonObject, type: string): readonly MessagePart[] {
  const name = word(item['name']) ?? type.replace(/_call$/, '')
  const outcome = OUTCOMES.filter((key) => item[key] !== undefined && item[key] !== null)
  const call = serverToolCallPart(callId(item), name, details(item, OUTCOMES))
  if (outcome.length === 0) return [call]
  return [call, serverToolResponsePart(callId(item), part(type, readTexts(outcome.map((key) => [key, item[key]]))))]
}

/** The picture is base64, which is no detail of the call. */
function imageParts(item: JsonObject): readonly MessagePart[] {
  const call = serverToolCallPart(callId(item), 'image_generation', details(item, ['result']))
  const picture = word(item['result'])
  return picture === undefined ? [call] : [call, blobPart(`image/${word(item['output_format']) ?? 'png'}`, picture, 'image')]
}

function details(item: JsonObject, without: readonly string[]): MessagePart {
  const kept = Object.entries(item).filter(([key, value]) => value !== null && !DROPPED.includes(key) && !without.includes(key))
  return part(typeOf(item), readTexts(kept))
}

/** What is JSON as text, read. */
function readTexts(fields: readonly (readonly [string, JsonValue | undefined])[]) {
  const read = fields.flatMap(([key, value]) =>
    key === 'arguments' || key === 'output' ? Object.entries(jsonField(key, value)) : [[key, value] as const],
  )
  return Object.fromEntries(read)
}

/** A text, or typed content. */
function outputOf(output: JsonValue | undefined): JsonValue {
  if (Array.isArray(output)) return responseOf(contentParts(objects(output)))
  return isObject(output) || typeof output === 'string' ? output : ''
}
