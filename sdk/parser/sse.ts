import { createParser } from 'eventsource-parser'
import { MAX_PAYLOAD_CHARACTERS, parserError, type Parser, type ParserError } from './parser.ts'
import { Repeats, type Repeatable } from './repeats.ts'

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
  /** May answer how events that differ from this one in a single string are to be told: they come no more to `onEvent`. */
  onEvent(event: SseEvent): Repeatable | void
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
  const repeats = new Repeats()
  let offered: Repeatable | undefined
  /** Whether what was parsed so far ended with a blank line, so that a new event begins. */
  let between = true

  const parser = createParser({
    maxBufferSize: maxCharacters,
    onEvent({ event, data, id }) {
      if (data.length > maxCharacters) onError?.(parserError('overflow'))
      else
        offered =
          onEvent({ ...(event !== undefined && { event }), data, ...(id !== undefined && { id }), ...(unfinished && { unfinished }) }) ??
          undefined
    },
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') overflowed = true
      else if (error.type === 'unknown-field' && error.line !== undefined) onStrayLine?.(error.line)
    },
  })

  const parseLines = (lines: string): void => {
    parser.feed(lines)
    between = lines.endsWith('\n\n')
    if (!overflowed) return
    // The parser refuses all further text until it is reset; the rest of the dropped event then reads as a damaged one.
    overflowed = false
    parser.reset()
    onError?.(parserError('overflow'))
  }

  /** Event by event as long as that may spare the parsing of most of them. */
  const parse = (lines: string): void => {
    let at = 0
    const looks = repeats.looks()
    while (at < lines.length) {
      if (looks && between) at = repeats.read(lines, at)
      const end = looks ? lines.indexOf('\n\n', at) + 2 : 0
      const frame = lines.slice(at, end < 2 ? undefined : end)
      at += frame.length
      if (frame === '') continue
      const whole = between && end >= 2
      offered = undefined
      parseLines(frame)
      if (looks && whole) repeats.learn(frame, offered)
    }
  }

  return {
    feed(bytes) {
      for (const lines of line.take(decoder.decode(bytes, { stream: true }))) parse(lines)
    },
    flush() {
      for (const lines of line.take(decoder.decode())) parse(lines)
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
    /**
     * All lines that are complete now, with their terminators: the event that was held in part, and all that follows it. To put both together would
     * copy every body once.
     */
    take(text: string): readonly string[] {
      const end = endOfLines(text)
      if (end === 0) {
        hold(text)
        return []
      }
      const start = dropping ? firstLineEnd(text) : 0
      dropping = false
      const before = release()
      const blank = before === '' ? start - 2 : text.indexOf('\n\n', start)
      const middle = blank < 0 && before !== '' ? end : blank + 2
      hold(text.slice(end))
      return [before + text.slice(start, middle), text.slice(middle, end)]
    },
    rest: release,
  }
}

/** Where the last line that is complete ends. To go back through all of a text for a CR, which few have, takes as long as to decode it. */
function endOfLines(text: string): number {
  const end = text.lastIndexOf('\n') + 1
  return text.indexOf('\r', end) < 0 ? end : text.lastIndexOf('\r') + 1
}

/** Where the first line of `text` ends; its terminator is left, since without its field the line is an empty one at most. */
function firstLineEnd(text: string): number {
  return text.search(/[\r\n]/)
}
