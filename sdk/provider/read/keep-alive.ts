/** What a server sends to keep a connection open, and no part of an answer. SSE comments are that, too: the parser leaves them out. */
import type { JsonValue } from '../../protocol/records.ts'
import { isObject } from './json.ts'

/** Names of such events, and values of `type` in such payloads, in lower case and without marks: `keep-alive`, `KEEP_ALIVE`. */
const WORDS: ReadonlySet<string> = new Set(['ping', 'pong', 'heartbeat', 'keepalive', 'comment', 'noop'])

export function isKeepAlive(data: JsonValue, event?: string): boolean {
  if (event !== undefined && isWord(event)) return true
  if (!isObject(data)) return data === null || data === ''
  const type = data['type'] ?? data['event'] ?? data['object']
  if (typeof type === 'string' && isWord(type)) return true
  return Object.keys(data).length === 0
}

/** The same of an event whose data is no JSON. One without data is left to the wire: some say the end so. */
export function isKeepAliveText(text: string, event?: string): boolean {
  return isWord(text.trim()) || (event !== undefined && isWord(event))
}

function isWord(text: string): boolean {
  return text.length <= 16 && WORDS.has(text.toLowerCase().replaceAll(/[-_\s]/g, ''))
}
