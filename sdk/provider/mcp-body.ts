/** A response's bytes → MCP messages: one JSON text, or an event stream with the reply among other messages. Never throws. */
import type { JsonValue } from '../protocol.ts'
import { createJsonParser, parseJson } from '../parser/json.ts'
import type { Parser } from '../parser/parser.ts'
import { createSseParser } from '../parser/sse.ts'
import { readMessages, type McpMessage } from './mcp.ts'

export interface McpBodyReader {
  /** The messages that these bytes completed. The bytes may be cut anywhere. */
  feed(bytes: Uint8Array): readonly McpMessage[]
  /** The body ended as it should. */
  end(): readonly McpMessage[]
  /** The last event's id: a stream that has one can be taken up again where it broke off (`Last-Event-ID`). */
  readonly lastEventId: string | undefined
}

export function createMcpBodyReader(): McpBodyReader {
  let messages: McpMessage[] = []
  let lastEventId: string | undefined
  let parser: Parser | undefined
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
        // The first character tells, where the content type is missing or wrong; white space before it means nothing in either form.
        const first = decoder.decode(bytes, { stream: true }).trimStart().charAt(0)
        if (first === '') return []
        parser = make(first)
      }
      parser.feed(bytes)
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
