/** The content of a message in Chat Completions and Responses, sent or received. */
import type { JsonValue, MessagePart } from '../../protocol/records.ts'
import { isObject, object, objects, string, word, type JsonObject } from '../read/json.ts'
import { mediaPart } from '../read/media-part.ts'
import { blobPart, filePart, part, readDataUrl, reasoningPart, refusalPart, textPart, uriPart } from '../read/parts.ts'

/** The parts of a message's `content`: a string, or a list of typed parts. */
export function contentParts(content: JsonValue | undefined): readonly MessagePart[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)]
  return objects(content).map(contentPart)
}

function contentPart(content: JsonObject): MessagePart {
  const type = word(content['type']) ?? 'unknown'
  switch (type) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return textPart(string(content['text']) ?? '')
    case 'refusal':
      return refusalPart(string(content['refusal']) ?? '')
    case 'thinking':
      return reasoningPart(thinkingText(content['thinking']))
    case 'summary_text':
    case 'reasoning_text':
      return reasoningPart(string(content['text']) ?? '')
    case 'input_image':
    case 'computer_screenshot':
      return imagePart(content)
    case 'input_file':
      return attachedFilePart(content)
    case 'image_url':
    case 'video_url':
      return urlPart(content[type], type === 'image_url' ? 'image' : 'video')
    case 'input_audio':
      return audioPart(object(content['input_audio']))
    case 'file':
      return isObject(content['file']) ? attachedFilePart(content['file']) : (mediaPart(type, content) ?? attachedFilePart(content))
    default:
      return mediaPart(type, content) ?? part(type, content)
  }
}

/** Mistral's reasoning within content: a text, or a list of text parts. */
function thinkingText(thinking: JsonValue | undefined): string {
  if (typeof thinking === 'string') return thinking
  return objects(thinking)
    .map((item) => string(item['text']) ?? '')
    .join('')
}

function urlPart(value: JsonValue | undefined, modality: string): MessagePart {
  const url = isObject(value) ? value['url'] : value
  return uriPart(string(url) ?? '', modality)
}

/** Responses: an address (or a `data:` URL), or the id of an uploaded file. */
function imagePart(content: JsonObject): MessagePart {
  const id = word(content['file_id'])
  return id === undefined ? urlPart(content['image_url'], 'image') : part('file', { modality: 'image', file_id: id })
}

function audioPart(audio: JsonObject | undefined): MessagePart {
  const format = word(audio?.['format'])
  return blobPart(format === undefined ? undefined : `audio/${format}`, string(audio?.['data']) ?? '', 'audio')
}

function attachedFilePart(file: JsonObject | undefined): MessagePart {
  const name = word(file?.['filename'])
  const data = word(file?.['file_data']) ?? word(file?.['file_url'])
  if (data === undefined) return part('file', { ...filePart(word(file?.['file_id']) ?? ''), filename: name })
  if (/^https?:/i.test(data)) return part('uri', { ...uriPart(data, 'document'), filename: name })
  const read = readDataUrl(data)
  return part('blob', { ...blobPart(read?.mimeType, read?.content ?? data), filename: name })
}
