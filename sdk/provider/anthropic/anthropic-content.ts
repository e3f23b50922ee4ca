/** The content blocks of Anthropic messages, sent or received. */
import type { JsonValue, MessagePart } from '../../protocol/records.ts'
import { boolean, isList, object, objects, string, word, type JsonObject } from '../read/json.ts'
import { jsonField } from '../read/json-text.ts'
import { mediaPart } from '../read/media-part.ts'
import {
  blobPart,
  filePart,
  part,
  reasoningPart,
  responseOf,
  serverToolCallPart,
  serverToolResponsePart,
  textPart,
  toolCallPart,
  toolResponsePart,
  uriPart,
} from '../read/parts.ts'

/** The parts of a message's `content` (or of `system`): a string, or a list of blocks. */
export function blockParts(content: JsonValue | undefined): readonly MessagePart[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)]
  return objects(content).map(blockPart)
}

export function blockPart(block: JsonObject): MessagePart {
  const type = word(block['type']) ?? 'unknown'
  switch (type) {
    case 'text':
      return textPart(string(block['text']) ?? '')
    case 'thinking':
      return reasoningPart(string(block['thinking']) ?? '')
    case 'redacted_thinking':
      // What was thought is encrypted; that it was is still worth a part.
      return part('reasoning', { content: '', redacted: true })
    case 'tool_use':
      return toolCallPart(word(block['id']), string(block['name']) ?? '', block['input'])
    case 'tool_result':
      return toolResponsePart(word(block['tool_use_id']), response(block['content']), { is_error: boolean(block['is_error']) })
    case 'image':
    case 'document':
      return sourcePart(object(block['source']) ?? {}, type)
    case 'container_upload':
      return filePart(string(block['file_id']) ?? '')
    case 'compaction':
      return part('compaction', { content: string(block['content']) })
    default:
      return serverPart(type, block) ?? mediaPart(type, block) ?? part(type, block)
  }
}

/** `server_tool_use`, `mcp_tool_use`, and the result blocks, whose types end on `_tool_result`. */
function serverPart(type: string, block: JsonObject): MessagePart | undefined {
  if (type === 'server_tool_use' || type === 'mcp_tool_use') {
    const name = string(block['name']) ?? ''
    return serverToolCallPart(
      word(block['id']),
      name,
      part(type, { ...jsonField('input', block['input']), server_name: block['server_name'] }),
    )
  }
  if (!type.endsWith('_tool_result')) return undefined
  return serverToolResponsePart(word(block['tool_use_id']), part(type, { content: block['content'], is_error: block['is_error'] }))
}

function response(content: JsonValue | undefined): JsonValue {
  return isList(content) ? responseOf(blockParts(content)) : (content ?? '')
}

/** Where an image or document comes from: `base64`, `url`, `file`, `text`, or blocks of its own. */
function sourcePart(source: JsonObject, type: 'image' | 'document'): MessagePart {
  const mimeType = word(source['media_type'])
  const data = string(source['data']) ?? ''
  switch (source['type']) {
    case 'base64':
      return blobPart(mimeType, data, type)
    case 'url':
      return uriPart(string(source['url']) ?? '', type, mimeType)
    case 'file':
      return part('file', { modality: type, mime_type: mimeType, file_id: string(source['file_id']) ?? '' })
    case 'text':
      return textPart(data)
    default:
      return part(type, { source })
  }
}
