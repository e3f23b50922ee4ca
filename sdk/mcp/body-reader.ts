/** A response's bytes → MCP messages: one JSON text, or an event stream with the reply among other messages. Never throws. */
import type { JsonValue } from '../protocol/records.ts'
import { createJsonParser, parseJson } from '../parser/json.ts'
import { createSniffingParser } from '../parser/sniffing.ts'
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

export function createMcpBodyReader(): McpBodyReader {
  let messages: McpMessage[] = []
  let lastEventId: string | undefined
  const onValue = (value: JsonValue | undefined): void => void messages.push(...readMessages(value))
  // The first character tells, where the content type is missing or wrong; white space before it means nothing in either form.
  const parser = createSniffingParser((first) =>
    /^[[{]/.test(first)
      ? createJsonParser({ onValue })
      : createSseParser({
          onEvent({ data, id }) {
            if (id !== undefined) lastEventId = id
            // A stream that can be resumed begins with an event that has an id and no data.
            if (data !== '') onValue(parseJson(data))
          },
        }),
  )
  const take = (): readonly McpMessage[] => {
    const taken = messages
    messages = []
    return taken
  }
  return {
    feed(bytes) {
      parser.feed(bytes)
      return take()
    },
    end() {
      parser.flush()
      return take()
    },
    get lastEventId() {
      return lastEventId
    },
  }
}
