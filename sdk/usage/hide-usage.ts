/**
 * Takes out of a streamed Chat Completions answer what `include_usage` brought: the last chunk, which has usage and no choices, and `"usage":null` in all
 * others. Every other byte stays. Pure; never throws.
 */
import type { BodyEdit } from '../capture/exchange.ts'
import { joinBytes } from '../capture/join-bytes.ts'
import { parseJson } from '../parser/json.ts'
import { isObject } from '../provider/read/json.ts'

/** Bytes of one event that are held back until it is whole. A chunk with usage has some hundreds; a longer event is let through as it comes. */
export const MAX_HELD_BYTES = 64 * 1024

const LF = 0x0a
const CR = 0x0d
const nothing = new Uint8Array(0)
const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function createUsageHider(): BodyEdit {
  let held: Uint8Array = nothing
  /** An event that was too long to hold is let through to its end. */
  let passing = false
  return {
    push(bytes) {
      const all = held.byteLength === 0 ? bytes : joinBytes([held, bytes])
      const parts: Uint8Array[] = []
      let start = 0
      for (let end = eventEnd(all, start); end !== -1; end = eventEnd(all, start)) {
        const event = all.subarray(start, end)
        parts.push(passing ? event : edit(event))
        passing = false
        start = end
      }
      const rest = all.subarray(start)
      if (passing || rest.byteLength > MAX_HELD_BYTES) {
        passing = true
        parts.push(rest)
        held = nothing
      } else held = rest.slice()
      const length = parts.reduce((sum, part) => sum + part.byteLength, 0)
      // The page gets the very chunk that came, where nothing of it is held or gone.
      return all === bytes && length === bytes.byteLength ? bytes : joinBytes(parts)
    },
    flush() {
      const rest = held
      held = nothing
      return passing ? rest : edit(rest)
    },
  }
}

/** Behind the blank line that ends the event at `start`; -1 where it is not there yet. A CR at the very end may be half of CR LF. */
function eventEnd(bytes: Uint8Array, start: number): number {
  let lineStart = start
  for (let at = start; at < bytes.byteLength; at++) {
    const byte = bytes[at]
    if (byte !== LF && byte !== CR) continue
    if (byte === CR && at + 1 === bytes.byteLength) return -1
    const next = byte === CR && bytes[at + 1] === LF ? at + 2 : at + 1
    if (at === lineStart) return next
    lineStart = next
    at = next - 1
  }
  return -1
}

function edit(event: Uint8Array): Uint8Array {
  const text = decoder.decode(event)
  if (!text.includes('"usage"')) return event
  const chunk = parseJson(dataOf(text))
  if (!isObject(chunk)) return event
  if (isObject(chunk['usage']) && Array.isArray(chunk['choices']) && chunk['choices'].length === 0) return nothing
  return chunk['usage'] === null ? withoutNull(event, text, Object.keys(chunk).length) : event
}

function dataOf(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.startsWith('data:'))
  return lines.map((line) => line.slice('data:'.length)).join('\n')
}

const NULL_USAGE = /,\s*"usage"\s*:\s*null|"usage"\s*:\s*null\s*,/g

/** Only where it is sure that the chunk's own `usage` goes and nothing else does. */
function withoutNull(event: Uint8Array, text: string, keys: number): Uint8Array {
  if (text.match(NULL_USAGE)?.length !== 1) return event
  const edited = text.replace(NULL_USAGE, '')
  const chunk = parseJson(dataOf(edited))
  return isObject(chunk) && !('usage' in chunk) && Object.keys(chunk).length === keys - 1 ? encoder.encode(edited) : event
}
