/** Payloads → facts. A body's parsers feed it; so may whoever gets payloads by themselves, message by message. */
import type { JsonValue } from '../protocol/records.ts'
import type { Repeatable } from '../parser/repeats.ts'
import { isKeepAlive, isKeepAliveText } from './read/keep-alive.ts'
import type { ResponseFacts, ResponseReader, TextDelta } from './read/dialect.ts'

/** Never throws. What comes after the wire's terminator is left out. */
export interface PayloadReader {
  /** One payload, and the name of its event if it has one. The answer tells how the next ones may be told, where they differ from it in one text alone. */
  payload(data: JsonValue, event?: string): Repeatable | undefined
  /** An event whose data is no JSON. */
  text(data: string, event?: string): void
  /** The text that came since this was called last. */
  take(): readonly TextDelta[]
  /** All has come, and ended as it should. */
  end(): void
  facts(): ResponseFacts
  /** The first event of the answer has come; what only keeps the connection open is none. */
  readonly began: boolean
  /** Events that came after the wire's terminator, and were left out. */
  readonly afterEnd: number
}

export function createPayloadReader(reader: ResponseReader): PayloadReader {
  let deltas: TextDelta[] = []
  let began = false
  let afterEnd = 0
  const left = (): boolean => {
    if (reader.ended) afterEnd++
    return reader.ended
  }
  return {
    payload(data, event) {
      if (left()) return undefined
      began ||= !isKeepAlive(data, event)
      const told = reader.payload(data, event)
      deltas.push(...told)
      const [only] = told
      if (only === undefined || told.length > 1) return undefined
      const again = reader.again?.(data)
      return (
        again && {
          text: only.text,
          again(text) {
            if (!left()) deltas.push(...again(text))
          },
        }
      )
    },
    text(data, event) {
      if (!isKeepAliveText(data, event) && !left()) reader.text?.(data, event)
    },
    take() {
      const taken = deltas
      deltas = []
      return taken
    },
    end: () => reader.bodyEnded?.(),
    facts: () => reader.facts(),
    get began() {
      return began
    },
    get afterEnd() {
      return afterEnd
    },
  }
}
