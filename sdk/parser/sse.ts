import { createParser } from 'eventsource-parser'
import { MAX_PAYLOAD_CHARACTERS, parserError, type Parser, type ParserError } from './parser.ts'

export interface SseEvent {
  /** The `event:` field; absent for the default type. */
  readonly event?: string
  readonly data: string
  /** The `id:` field; absent where the event has none of its own. */
  readonly id?: string
  /** The body ended before the blank line that completes an event: browsers drop such an event, and its data may be cut. */
  readonly unfinished?: true
}

export interface SseParserOptions {
  onEvent(event: SseEvent): void
  /** A line that is no SSE, without its terminator: some servers write a bare error into the stream. */
  onStrayLine?(line: string): void
  onError?(error: ParserError): void
  readonly maxCharacters?: number
}

/**
 * Reads Server-Sent Events (WHATWG HTML, section 9.2.6): CR, LF, CRLF, byte order mark, comments.
 *
 * Partial lines are held here and not in eventsource-parser: it throws away a partial line that cannot become a field, so that a bare
 * error would be seen or not depending on where the network cut it.
 */
export function createSseParser({ onEvent, onStrayLine, onError, maxCharacters = MAX_PAYLOAD_CHARACTERS }: SseParserOptions): Parser {
  const decoder = new TextDecoder()
  const line = createLineHolder(maxCharacters, () => onError?.(parserError('overflow')))
  let unfinished = false
  let overflowed = false

  const parser = createParser({
    maxBufferSize: maxCharacters,
    onEvent({ event, data, id }) {
      if (data.length > maxCharacters) onError?.(parserError('overflow'))
      else onEvent({ ...(event !== undefined && { event }), data, ...(id !== undefined && { id }), ...(unfinished && { unfinished }) })
    },
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') overflowed = true
      else if (error.type === 'unknown-field' && error.line !== undefined) onStrayLine?.(error.line)
    },
  })

  const parse = (lines: string): void => {
    if (lines === '') return
    parser.feed(lines)
    if (!overflowed) return
    // The parser refuses all further text until it is reset; the rest of the dropped event then reads as a damaged one.
    overflowed = false
    parser.reset()
    onError?.(parserError('overflow'))
  }

  return {
    feed: (bytes) => parse(line.take(decoder.decode(bytes, { stream: true }))),
    flush() {
      parse(line.take(decoder.decode()))
      const rest = line.rest()
      unfinished = true
      parse(`${rest}\n\n`)
    },
  }
}

/** Lets whole lines through and holds the last, unterminated one, up to a limit; a longer one is dropped to its end. */
function createLineHolder(maxCharacters: number, onOverflow: () => void) {
  let held: string[] = []
  let heldLength = 0
  let dropping = false

  const hold = (text: string): void => {
    if (dropping || text === '') return
    heldLength += text.length
    if (heldLength > maxCharacters) {
      dropping = true
      held = []
      heldLength = 0
      onOverflow()
    } else held.push(text)
  }

  const release = (): string => {
    const text = held.join('')
    held = []
    heldLength = 0
    return text
  }

  return {
    /** All lines that are complete now, with their terminators. */
    take(text: string): string {
      const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1
      if (end === 0) {
        hold(text)
        return ''
      }
      const start = dropping ? firstLineEnd(text) : 0
      dropping = false
      const lines = release() + text.slice(start, end)
      hold(text.slice(end))
      return lines
    },
    rest: release,
  }
}

/** Where the first line of `text` ends; its terminator is left, since without its field the line is an empty one at most. */
function firstLineEnd(text: string): number {
  return text.search(/[\r\n]/)
}
