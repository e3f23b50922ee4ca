/** The parts of a message, for whoever writes them as text: what they are, whatever their producer called it. */
import type { JsonValue, Message, MessagePart, SpanContent } from '../../sdk/protocol/records.ts'
import type { LiveText } from '../trace/model.ts'
import { formatBytes, mediaBytes } from './media.ts'

export type SaidPart =
  | { readonly type: 'text' | 'reasoning'; readonly text: string; readonly cut: number }
  | { readonly type: 'call'; readonly name: string; readonly id: string; readonly value: JsonValue | undefined; readonly cut: number }
  | { readonly type: 'result'; readonly id: string; readonly value: JsonValue | undefined; readonly cut: number }
  /** By kind and size: nobody reads base64. */
  | { readonly type: 'media'; readonly words: string }
  | { readonly type: 'other'; readonly value: JsonValue }

/** `cut`: characters that the page left out of it. */
export function saidPart(part: MessagePart): SaidPart {
  const cut = typeof part.truncated_characters === 'number' ? part.truncated_characters : 0
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return { type: part.type, text: textOf(part.content), cut }
    case 'tool_call':
      return { type: 'call', name: textOf(part.name), id: textOf(part.id), value: part.arguments_text ?? part.arguments, cut }
    case 'tool_call_response':
      return { type: 'result', id: textOf(part.id), value: part.response_text ?? part.response ?? part.result, cut }
    case 'blob':
    case 'uri':
    case 'file':
      return { type: 'media', words: mediaWords(part) }
    default:
      return { type: 'other', value: part }
  }
}

/** The answer's messages; while it streams, what has come of it. */
export function answersOf(content: SpanContent, live: readonly LiveText[]): readonly Message[] {
  if (content.outputMessages !== undefined || live.length === 0) return content.outputMessages ?? []
  const choices = new Map<number, MessagePart[]>()
  for (const { choice, part, text } of live) {
    const parts = choices.get(choice) ?? []
    choices.set(choice, parts)
    parts.push(part === 'tool_arguments' ? { type: 'tool_call', arguments: text } : { type: part, content: text })
  }
  return Array.from(choices.values(), (parts) => ({ role: 'assistant', parts }))
}

function mediaWords(part: MessagePart): string {
  const where = textOf(part.uri ?? part.file_id)
  const content = textOf(part.content)
  const bytes = typeof part.bytes === 'number' ? part.bytes : content === '' ? undefined : mediaBytes(content)
  const words = [textOf(part.modality), textOf(part.mime_type), where, bytes === undefined ? '' : formatBytes(bytes)]
  return words.filter((word) => word !== '').join(', ') || part.type
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)
}
