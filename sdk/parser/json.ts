import type { JsonValue } from '../protocol/records.ts'
import { parseExact } from './exact-json.ts'
import { MAX_PAYLOAD_CHARACTERS, parserError, type Parser, type ParserError } from './parser.ts'

export interface JsonParserOptions {
  onValue(value: JsonValue): void
  onError?(error: ParserError): void
  readonly maxCharacters?: number
}

/**
 * Deepest nesting that is read. `JSON.parse` reads any, but what walks the value afterwards (`JSON.stringify`, a structured clone) runs out of
 * stack some thousand levels down, in the page's own turn.
 */
export const MAX_NESTING = 1_000

/** The value of a JSON text, or `undefined` where it is none or nested too deep. (`null` is a value.) Numbers that a double does not hold are texts. */
export function parseJson(text: string): JsonValue | undefined {
  // A failed parse makes an error with its stack, 20 to 90 µs: too much for each line of a body that is none of ours, and for a stream's `[DONE]`.
  if (!/^\s*(?:\[\s*(?=[[\]{"\-0-9tfn])|[{"\-0-9tfn])/.test(text) || nestsTooDeep(text)) return undefined
  try {
    return parseExact(text)
  } catch {
    return undefined
  }
}

/** Most texts are too short for it, or have too few brackets: only what is left is looked through. */
function nestsTooDeep(text: string): boolean {
  if (text.length <= 2 * MAX_NESTING || countOf(text, '{') + countOf(text, '[') <= MAX_NESTING) return false
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i)
    if (character === QUOTE) inString = !inString
    else if (inString) i += character === BACKSLASH ? 1 : 0
    else if (character === OPEN_BRACE || character === OPEN_BRACKET) {
      if (++depth > MAX_NESTING) return true
    } else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) depth--
  }
  return false
}

/** Up to one more than {@link MAX_NESTING}. */
function countOf(text: string, character: string): number {
  let count = 0
  for (let at = text.indexOf(character); at !== -1 && count <= MAX_NESTING; at = text.indexOf(character, at + 1)) count++
  return count
}

/** Reads a body that is one JSON text; the value is given out at the flush. */
export function createJsonParser({ onValue, onError, maxCharacters = MAX_PAYLOAD_CHARACTERS }: JsonParserOptions): Parser {
  const text = createTextHolder(maxCharacters, () => onError?.(parserError('overflow')))
  const decoder = new TextDecoder()
  return {
    feed: (bytes) => text.add(decoder.decode(bytes, { stream: true })),
    flush() {
      text.add(decoder.decode())
      const body = text.release()
      if (text.overflowed || body.trim() === '') return
      const value = parseJson(body)
      if (value === undefined) onError?.(parserError('invalid_json', body))
      else onValue(value)
    },
  }
}

/**
 * Reads a body that is one JSON array, each element given out as soon as it closes: Gemini streams so without `alt=sse`. What is no JSON
 * is told once, and nothing after it is read: where the next element starts is then unknown.
 */
export function createJsonArrayParser({ onValue, onError, maxCharacters = MAX_PAYLOAD_CHARACTERS }: JsonParserOptions): Parser {
  const decoder = new TextDecoder()
  const element = createTextHolder(maxCharacters, () => onError?.(parserError('overflow')))
  let state: 'before' | 'inside' | 'after' | 'failed' = 'before'
  const nesting = new Nesting()

  const fail = (excerpt: string): void => {
    state = 'failed'
    onError?.(parserError('invalid_json', excerpt))
  }

  const close = (): void => {
    const text = element.release()
    if (element.overflowed) {
      element.reset()
      return
    }
    if (text.trim() === '') return
    const value = parseJson(text)
    if (value === undefined) fail(text)
    else onValue(value)
  }

  const scan = (text: string): void => {
    let start = 0
    for (let i = 0; i < text.length && state !== 'failed'; i++) {
      const character = text.charCodeAt(i)
      if (state === 'inside') {
        if (nesting.isNone && (character === COMMA || character === CLOSE_BRACKET)) {
          element.add(text.slice(start, i))
          start = i + 1
          close()
          if (character === CLOSE_BRACKET && state === 'inside') state = 'after'
        } else if (nesting.step(character)) {
          element.add(text.slice(start, i + 1))
          start = i + 1
          close()
        }
      } else if (isSpace(character)) start = i + 1
      else if (state === 'before' && character === OPEN_BRACKET) {
        state = 'inside'
        start = i + 1
      } else fail(text.slice(i))
    }
    if (state === 'inside') element.add(text.slice(start))
  }

  return {
    feed: (bytes) => scan(decoder.decode(bytes, { stream: true })),
    flush() {
      scan(decoder.decode())
      if (state === 'inside') onError?.(parserError('truncated', element.release()))
    },
  }
}

/** Whether a scan stands between elements, or within one: how deep, and whether in a string. */
class Nesting {
  #depth = 0
  #inString = false
  #escaped = false

  get isNone(): boolean {
    return this.#depth === 0 && !this.#inString
  }

  /** Steps over one character within an element; true where the element's object or array closed with it. */
  step(character: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (character === BACKSLASH) this.#escaped = true
      else if (character === QUOTE) this.#inString = false
    } else if (character === QUOTE) this.#inString = true
    else if (character === OPEN_BRACE || character === OPEN_BRACKET) this.#depth++
    else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) return --this.#depth <= 0
    return false
  }
}

/** Gathers text up to a limit; what goes over it is dropped and told once. */
export function createTextHolder(maxCharacters: number, onOverflow: () => void) {
  let parts: string[] = []
  let length = 0
  let overflowed = false
  return {
    get overflowed() {
      return overflowed
    },
    add(text: string): void {
      if (overflowed || text === '') return
      length += text.length
      if (length <= maxCharacters) {
        parts.push(text)
        return
      }
      overflowed = true
      parts = []
      onOverflow()
    },
    release(): string {
      const text = parts.join('')
      parts = []
      length = 0
      return text
    },
    reset(): void {
      overflowed = false
    },
  }
}

const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** JSON's four kinds of white space (RFC 8259, section 2). */
function isSpace(character: number): boolean {
  return character === 0x20 || character === 0x0a || character === 0x0d || character === 0x09
}
