/** The parts of messages as the conventions' JSON schemas name them. What a vendor adds may ride along: their parts are open objects. */
import type { JsonValue, MessagePart } from '../../protocol/records.ts'
import { jsonField } from './json-text.ts'

/** A part of `type` with those `fields` that are not `undefined`. */
export function part(type: string, fields: { readonly [key: string]: JsonValue | undefined }): MessagePart {
  const made: { type: string; [key: string]: JsonValue } = { type }
  for (const [key, value] of Object.entries(fields)) {
    // Assigned to, `__proto__` would give the part a prototype of the server's making.
    if (value !== undefined && key !== 'type' && key !== '__proto__') made[key] = value
  }
  return made
}

export function textPart(content: string): MessagePart {
  return { type: 'text', content }
}

export function reasoningPart(content: string): MessagePart {
  return { type: 'reasoning', content }
}

/** The model declined. A type of its own, since counting a refusal as the answer's text would show an answer where there is none. */
export function refusalPart(content: string): MessagePart {
  return { type: 'refusal', content }
}

/** `callArguments`: as the wire has them; a JSON text is read, one that is none is kept as it came, an empty one left out. */
export function toolCallPart(id: string | undefined, name: string, callArguments: JsonValue | undefined): MessagePart {
  const given = typeof callArguments === 'string' && callArguments.trim() === '' ? undefined : callArguments
  return part('tool_call', { id, name, ...jsonField('arguments', given) })
}

/** `response`: as the wire has it; a JSON text is read. A tool that returned nothing has the empty text: the conventions want some response. */
export function toolResponsePart(
  id: string | undefined,
  response: JsonValue | undefined,
  more: { readonly [key: string]: JsonValue | undefined } = {},
) {
  return part('tool_call_response', { id, ...more, ...jsonField('response', response ?? '') })
}

/** What a tool said in parts; a single text is what its function returned. */
export function responseOf(parts: readonly MessagePart[]): JsonValue {
  const [only, ...others] = parts
  return only?.type === 'text' && others.length === 0 ? (only['content'] ?? '') : parts
}

/** A tool that the provider runs itself. `details` are the vendor's own; their `type` tells what they are. */
export function serverToolCallPart(id: string | undefined, name: string, details: MessagePart): MessagePart {
  return part('server_tool_call', { id, name, server_tool_call: details })
}

export function serverToolResponsePart(id: string | undefined, details: MessagePart): MessagePart {
  return part('server_tool_call_response', { id, server_tool_call_response: details })
}

/** `content`: base64. */
export function blobPart(mimeType: string | undefined, content: string, modality = modalityOf(mimeType)): MessagePart {
  return part('blob', { modality, mime_type: mimeType, content })
}

export function filePart(fileId: string, mimeType?: string): MessagePart {
  return part('file', { modality: modalityOf(mimeType), mime_type: mimeType, file_id: fileId })
}

/** Something referred to by its address; a `data:` URL becomes a blob, as the conventions ask. */
export function uriPart(uri: string, modality: string | undefined, mimeType?: string): MessagePart {
  const data = /^data:/i.test(uri) ? readDataUrl(uri) : undefined
  if (data !== undefined) return blobPart(data.mimeType, data.content, modality)
  return part('uri', { modality: modality ?? modalityOf(mimeType), mime_type: mimeType, uri })
}

export function modalityOf(mimeType: string | undefined): string {
  const kind = mimeType?.split('/', 1)[0]
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'document'
}

/** RFC 2397: `data:[<mime type>][;<parameters>][;base64],<data>`. The content comes back as base64. */
export function readDataUrl(url: string): { readonly mimeType: string; readonly content: string } | undefined {
  const comma = url.indexOf(',')
  if (comma === -1) return undefined
  const head = url.slice('data:'.length, comma)
  const body = url.slice(comma + 1)
  const mimeType = head.split(';', 1)[0] || 'text/plain'
  return { mimeType, content: /;base64$/i.test(head) ? body : toBase64(body) }
}

function toBase64(percentEncoded: string): string {
  try {
    const bytes = new TextEncoder().encode(decodeURIComponent(percentEncoded))
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  } catch {
    return percentEncoded
  }
}
