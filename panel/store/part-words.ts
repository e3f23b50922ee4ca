/** What a part of a message says of itself, as text. */
import type { JsonValue, MessagePart } from '../../sdk/protocol/records.ts'
import { formatBytes } from './media.ts'

/** What a record says it left out; undefined where the part is whole. */
export function wordsOfRest(part: MessagePart): string | undefined {
  const { truncated_characters: cut, bytes, content } = part
  if (typeof cut === 'number') return `${cut.toLocaleString('en')} more characters`
  if (part.type === 'blob' && typeof bytes === 'number' && (content === undefined || content === ''))
    return `${formatBytes(bytes)} as base64`
  return undefined
}

export function isPart(value: JsonValue): value is MessagePart {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** A content that should be a string and is not is shown as it is. */
export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)
}
