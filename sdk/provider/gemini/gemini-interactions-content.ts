/**
 * The items of Gemini's Interactions, sent or received: steps (`model_output`, `thought`, `function_call`, ...) and content (`text`, `image`,
 * ...), which before May 2026 were one list.
 */
import type { JsonValue, MessagePart } from '../../protocol/records.ts'
import { boolean, isList, isObject, objects, string, word, type JsonObject } from '../read/json.ts'
import { mediaPart as foundMedia } from '../read/media-part.ts'
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

/** One item or several, a text standing for one. */
export function itemParts(content: JsonValue | undefined): readonly MessagePart[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)]
  return (isObject(content) ? [content] : objects(content)).flatMap(oneItem)
}

function oneItem(item: JsonObject): readonly MessagePart[] {
  const type = word(item['type']) ?? 'unknown'
  switch (type) {
    case 'model_output':
    case 'user_input':
      return itemParts(item['content'])
    case 'text':
      return itemParts(item['text'])
    case 'thought':
      return thoughtParts(item)
    case 'function_call':
      return [toolCallPart(word(item['id']), string(item['name']) ?? '', item['arguments'])]
    case 'function_result':
      return [resultPart(item)]
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
      return [mediaPart(item, type)]
    default:
      return [serverToolPart(item, type) ?? foundMedia(type, item) ?? part(type, item)]
  }
}

/** What was thought is told as a summary, if at all; the signature says nothing. */
function thoughtParts(item: JsonObject): readonly MessagePart[] {
  const text = summaryText(item['summary'])
  return text === '' ? [] : [reasoningPart(text)]
}

export function summaryText(summary: JsonValue | undefined): string {
  if (typeof summary === 'string') return summary
  return (isObject(summary) ? [summary] : objects(summary)).map((item) => string(item['text']) ?? '').join('')
}

function resultPart(item: JsonObject): MessagePart {
  const result = item['result']
  const response = isList(result) ? itemParts(result) : result
  return toolResponsePart(word(item['call_id']), response, { name: word(item['name']), is_error: boolean(item['is_error']) })
}

function mediaPart(item: JsonObject, modality: string): MessagePart {
  const mimeType = word(item['mime_type'])
  const data = word(item['data'])
  return data === undefined ? uriPart(string(item['uri']) ?? '', modality, mimeType) : blobPart(mimeType, data, modality)
}

/** Google's own tools, and those of MCP servers that Google calls: `<tool>_call` and `<tool>_result`. */
function serverToolPart(item: JsonObject, type: string): MessagePart | undefined {
  const details = { ...item, signature: undefined }
  const tool = /^(.+)_(call|result)$/.exec(type)
  if (tool?.[2] === 'call') return serverToolCallPart(word(item['id']), word(item['name']) ?? tool[1] ?? type, part(type, details))
  return tool === null ? undefined : serverToolResponsePart(word(item['call_id']), part(type, details))
}
