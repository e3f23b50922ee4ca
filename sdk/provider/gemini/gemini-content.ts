/** Parts and paths of the Gemini API. Requests may spell every field in camelCase or snake_case: Google's JSON reads both. */
import type { JsonValue, MessagePart } from '../../protocol/records.ts'
import { isObject, object, string, word, type JsonObject } from '../read/json.ts'
import {
  blobPart,
  part,
  reasoningPart,
  serverToolCallPart,
  serverToolResponsePart,
  textPart,
  toolCallPart,
  toolResponsePart,
  uriPart,
} from '../read/parts.ts'

/** The field by its camelCase name, or in snake_case. */
export function field(from: JsonObject | undefined, name: string): JsonValue | undefined {
  if (from === undefined) return undefined
  return from[name] ?? from[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]
}

/** `undefined` for a part that says nothing (only a thought signature). */
export function geminiPart(from: JsonObject): MessagePart | undefined {
  const text = string(from['text'])
  if (text !== undefined) return from['thought'] === true ? reasoningPart(text) : textPart(text)
  return mediaPart(from) ?? functionPart(from) ?? serverToolPart(from)
}

function mediaPart(from: JsonObject): MessagePart | undefined {
  const data = object(field(from, 'inlineData'))
  if (data !== undefined) return blobPart(word(field(data, 'mimeType')), string(data['data']) ?? '')
  const file = object(field(from, 'fileData'))
  if (file === undefined) return undefined
  return uriPart(string(field(file, 'fileUri')) ?? '', undefined, word(field(file, 'mimeType')))
}

function functionPart(from: JsonObject): MessagePart | undefined {
  const call = object(field(from, 'functionCall'))
  if (call !== undefined) return toolCallPart(word(call['id']), string(call['name']) ?? '', call['args'])
  const response = object(field(from, 'functionResponse'))
  if (response === undefined) return undefined
  return toolResponsePart(word(response['id']), response['response'], { name: word(response['name']) })
}

/** Code that Google ran, and the calls of its own tools. */
function serverToolPart(from: JsonObject): MessagePart | undefined {
  for (const name of ['executableCode', 'toolCall'] as const) {
    const call = object(field(from, name))
    if (call !== undefined) return serverToolCallPart(word(call['id']), word(field(call, 'toolType')) ?? name, part(name, call))
  }
  for (const name of ['codeExecutionResult', 'toolResponse'] as const) {
    const response = object(field(from, name))
    if (response !== undefined) return serverToolResponsePart(word(response['id']), part(name, response))
  }
  const [kind] = Object.keys(from).filter((key) => isObject(from[key]))
  return kind === undefined ? undefined : part(kind, object(from[kind]) ?? {})
}
