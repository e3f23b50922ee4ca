/** Pictures, sound, films and documents in parts whose type says so and whose fields differ by vendor: Mistral's `document_url`, LangChain's and the AI SDK's own. */
import type { JsonValue, MessagePart } from '../../protocol/records.ts'
import { isObject, object, word, type JsonObject } from './json.ts'
import { blobPart, filePart, modalityOf, part, uriPart } from './parts.ts'

const TYPE = /^(?:input_|output_)?(image|audio|video|document|file|media|pdf)(?:_url|_data)?$/
const MIME_TYPES = ['mime_type', 'mimeType', 'media_type', 'mediaType']
const DATA = ['data', 'base64', 'b64_json', 'bytes', 'blob']
const ADDRESSES = ['url', 'uri', 'file_uri', 'fileUri']
const FILE_IDS = ['file_id', 'fileId']

/** `undefined` for a part of another type, or one that holds no such thing. */
export function mediaPart(type: string, fields: JsonObject): MessagePart | undefined {
  const [, kind] = TYPE.exec(type) ?? []
  if (kind === undefined) return undefined
  const source = object(fields['source']) ?? fields
  const mimeType = first(source, MIME_TYPES)
  const modality = kind === 'image' || kind === 'audio' || kind === 'video' ? kind : modalityOf(mimeType)
  const found = content(source, type, kind, modality, mimeType)
  return found && part(found.type, { ...named(fields, [type, kind, ...DATA, ...ADDRESSES, ...FILE_IDS, ...MIME_TYPES]), ...found })
}

/** By what there is: bytes, an address (which may be a `data:` URL, and stand where bytes do), an id. */
function content(source: JsonObject, type: string, kind: string, modality: string, mimeType: string | undefined): MessagePart | undefined {
  const data = first(source, [...DATA, type, kind])
  if (data !== undefined && !/^[a-z][a-z0-9+.-]*:/i.test(data)) return blobPart(mimeType, data, modality)
  const uri = data ?? first(source, ADDRESSES)
  if (uri !== undefined) return uriPart(uri, modality, mimeType)
  const id = first(source, FILE_IDS)
  return id === undefined ? undefined : part('file', { ...filePart(id, mimeType), modality })
}

/** The first of the fields that is a text, bare or as the `url` of an object. */
function first(from: JsonObject, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = from[key]
    const text = word(isObject(value) ? value['url'] : value)
    if (text !== undefined) return text
  }
  return undefined
}

/** What else is said of it: its name, how closely to look. */
function named(fields: JsonObject, without: readonly string[]): { readonly [key: string]: JsonValue } {
  const isKept = ([key, value]: [string, JsonValue]): boolean => !without.includes(key) && typeof value !== 'object'
  return Object.fromEntries(Object.entries(fields).filter(isKept))
}
