/** A response's bytes → MCP messages: one JSON text, or an event stream with the reply among other messages. Never throws. */
import type { JsonValue } from '../protocol/records.ts'
import { createJsonParser, parseJson } from '../parser/json.ts'
import type { Parser } from '../parser/parser.ts'
import { createSseParser } from '../parser/sse.ts'
import { readMessages, type McpMessage } from './messages.ts'

export interface McpBodyReader {
  /** The messages that these bytes completed. The bytes may be cut anywhere. */
  feed(bytes: Uint8Array): readonly McpMessage[]
  /** The body ended as it should. */
  end(): readonly McpMessage[]
  /** The last event's id: a stream that has one can be taken up again where it broke off (`Last-Event-ID`). */
  readonly lastEventId: string | undefined
}

/** Chunks of nothing but white space that are held before the body is taken for an event stream. */
const MAX_HELD_CHUNKS = 1_000

export function createMcpBodyReader(): McpBodyReader {
  let messages: McpMessage[] = []
  let lastEventId: string | undefined
  let parser: Parser | undefined
  let held: Uint8Array[] = []
  const decoder = new TextDecoder()

  const onValue = (value: JsonValue | undefined): void => void messages.push(...readMessages(value))
  const make = (first: string): Parser => {
    if (/[[{]/.test(first)) return createJsonParser({ onValue })
    return createSseParser({
      onEvent({ data, id }) {
        if (id !== undefined) lastEventId = id
        // A stream that can be resumed begins with an event that has an id and no data.
        if (data !== '') onValue(parseJson(data))
      },
    })
  }
  const take = (): readonly McpMessage[] => {
    const taken = messages
    messages = []
    return taken
  }
  return {
    feed(bytes) {
      if (parser === undefined) {
        held.push(bytes.slice())
        // The first character tells, where the content type is missing or wrong; white space before it means nothing in either form.
        const first = decoder.decode(bytes, { stream: true }).trimStart().charAt(0)
        if (first === '' && held.length < MAX_HELD_CHUNKS) return []
        parser = make(first)
        for (const before of held) parser.feed(before)
        held = []
      } else parser.feed(bytes)
      return take()
    },
    end() {
      parser?.flush()
      return take()
    },
    get lastEventId() {
      return lastEventId
    },
  }
}
