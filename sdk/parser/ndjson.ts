import { createTextHolder, parseJson, type JsonParserOptions } from './json.ts'
import { MAX_PAYLOAD_CHARACTERS, parserError, type Parser } from './parser.ts'

/**
 * Reads a body of JSON texts, one a line (NDJSON, JSON Lines), each given out with its line's end; a line that is no JSON is told and the
 * next one read. Where the first line is only the beginning of a text, the body is one JSON text over several lines: Ollama answers with
 * `application/json` in both cases, so that only the body tells.
 */
export function createNdjsonParser({ onValue, onError, maxCharacters = MAX_PAYLOAD_CHARACTERS }: JsonParserOptions): Parser {
  const decoder = new TextDecoder()
  const held = createTextHolder(maxCharacters, () => onError?.(parserError('overflow')))
  let state: 'first' | 'lines' | 'whole' = 'first'

  /** Takes what is held as one text. `undefined` where it is nothing, or was read. */
  const readHeld = (): string | undefined => {
    const { overflowed } = held
    const text = held.release()
    held.reset()
    if (overflowed) state = 'lines'
    if (overflowed || text.trim() === '') return undefined
    const value = parseJson(text)
    if (value === undefined) return text
    state = 'lines'
    onValue(value)
    return undefined
  }

  const endLine = (): void => {
    const text = readHeld()
    if (text === undefined) return
    if (state === 'first' && opensText(text)) {
      state = 'whole'
      held.add(`${text}\n`)
    } else {
      state = 'lines'
      onError?.(parserError('invalid_json', text))
    }
  }

  const scan = (text: string): void => {
    let start = 0
    for (let end = nextEnd(text, start); end !== -1 && state !== 'whole'; end = nextEnd(text, start)) {
      held.add(text.slice(start, end))
      start = end + 1
      endLine()
    }
    held.add(text.slice(start))
  }

  return {
    feed: (bytes) => scan(decoder.decode(bytes, { stream: true })),
    flush() {
      scan(decoder.decode())
      const before = state
      const text = readHeld()
      // After whole lines, a beginning is a line that was cut off; alone it is a body that is no JSON.
      if (text !== undefined) onError?.(parserError(before === 'lines' && opensText(text) ? 'truncated' : 'invalid_json', text))
    },
  }
}

function nextEnd(text: string, start: number): number {
  return text.indexOf('\n', start)
}

function opensText(text: string): boolean {
  return /^\s*[[{]/.test(text)
}
