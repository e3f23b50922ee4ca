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

/** Reads Server-Sent Events (WHATWG HTML, section 9.2.6): CR, LF, CRLF, byte order mark, comments. */
export function createSseParser({ onEvent, onStrayLine, onError, maxCharacters = MAX_PAYLOAD_CHARACTERS }: SseParserOptions): Parser {
  const overflow = (): void => onError?.(parserError('overflow'))
  const decode = createLineDecoder()
  const line = createLineHolder(maxCharacters, () => {
    // Of its event nothing is told, wherever the chunks were cut.
    fields.drop()
    between = false
    overflow()
  })
  const repeats = new Repeats()
  let unfinished = false
  let offered: Repeatable | undefined
  /** Whether what was parsed so far ended with a blank line, so that a new event begins. */
  let between = true

  const fields = createFieldReader({
    maxCharacters,
    onOverflow: overflow,
    onStrayLine,
    onEvent: (event) => void (offered = onEvent(unfinished ? { ...event, unfinished } : event) ?? undefined),
  })

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
      fields.read(frame)
      between = frame.endsWith('\n\n')
      if (looks && whole) repeats.learn(frame, offered)
    }
  }

  return {
    feed(bytes) {
      for (const lines of line.take(decode(bytes))) parse(lines)
    },
    flush() {
      for (const lines of line.take(decode())) parse(lines)
      const rest = line.rest()
      unfinished = true
      parse(`${rest}\n\n`)
    },
  }
}

/** Text whose lines all end with LF; without bytes, what is left at the end. */
function createLineDecoder(): (bytes?: Uint8Array) => string {
  const decoder = new TextDecoder()
  let afterCr = false
  return (bytes) => {
    const text = bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true })
    if (!afterCr && !text.includes('\r')) return text
    // The other half of a CR LF may have come before.
    const rest = afterCr && text.startsWith('\n') ? text.slice(1) : text
    if (text !== '') afterCr = text.endsWith('\r')
    return rest.replaceAll(/\r\n?/g, '\n')
  }
}

const SPACE = 0x20

/** Without spreads: they take longer than all else that is done for an event. */
function eventOf(data: string, event: string | undefined, id: string | undefined): SseEvent {
  if (event === undefined || event === '') return id === undefined ? { data } : { data, id }
  return id === undefined ? { event, data } : { event, data, id }
}

interface FieldReaderOptions {
  readonly maxCharacters: number
  onEvent(event: SseEvent): void
  readonly onStrayLine: ((line: string) => void) | undefined
  onOverflow(): void
}

function createFieldReader({ maxCharacters, onEvent, onStrayLine, onOverflow }: FieldReaderOptions) {
  let event: string | undefined
  let id: string | undefined
  let data: string | undefined
  /** The event is longer than the limit: the rest of it goes, too. */
  let dropping = false

  const dispatch = (): void => {
    if (data !== undefined && !dropping) onEvent(eventOf(data, event, id))
    event = id = data = undefined
    dropping = false
  }

  /** `colon`: the next one from `at` on, in this line or after it. */
  const take = (lines: string, at: number, end: number, colon: number): void => {
    const hasValue = colon >= 0 && colon < end
    const start = lines.charCodeAt(colon + 1) === SPACE ? colon + 2 : colon + 1
    const value = hasValue ? lines.slice(start, end) : ''
    switch (lines.slice(at, hasValue ? colon : end)) {
      case 'data':
        data = data === undefined ? value : `${data}\n${value}`
        if (data.length <= maxCharacters) return
        data = undefined
        dropping = true
        return onOverflow()
      case 'event':
        event = value
        return
      case 'id':
        if (!value.includes('\0')) id = value
        return
      // A comment, and what tells browsers when to connect anew.
      case '':
      case 'retry':
        return
      default:
        onStrayLine?.(lines.slice(at, end))
    }
  }

  /** Whole lines, however many at once. */
  const read = (lines: string): void => {
    let at = 0
    let colon = lines.indexOf(':')
    for (let end = lines.indexOf('\n'); end >= 0; end = lines.indexOf('\n', at)) {
      // Not for each line: the next colon may be far away.
      if (colon >= 0 && colon < at) colon = lines.indexOf(':', at)
      if (end === at) dispatch()
      else if (!dropping) take(lines, at, end, colon)
      at = end + 1
    }
  }
  /** A line of the event is left out. */
  const drop = (): void => {
    data = undefined
    dropping = true
  }
  return { read, drop }
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
      const end = text.lastIndexOf('\n') + 1
      if (end === 0) {
        hold(text)
        return []
      }
      // With its terminator: alone, that would be a blank line.
      const start = dropping ? text.indexOf('\n') + 1 : 0
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
