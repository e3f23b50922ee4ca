import { createTextHolder, parseJson } from './json.ts'
import type { JsonValue } from '../protocol/records.ts'
import { MAX_PAYLOAD_CHARACTERS, parserError, type Parser, type ParserError } from './parser.ts'

export interface DataStreamParserOptions {
  /** `code`: what stands before the line's first colon. */
  onValue(value: JsonValue, code: string): void
  onError?(error: ParserError): void
  readonly maxCharacters?: number
}

/** Reads the data stream of the AI SDK 4: a line a part, `<code>:<JSON>`. A line that is none is told and the next one read. */
export function createDataStreamParser({ onValue, onError, maxCharacters = MAX_PAYLOAD_CHARACTERS }: DataStreamParserOptions): Parser {
  const decoder = new TextDecoder()
  const held = createTextHolder(maxCharacters, () => onError?.(parserError('overflow')))

  const endLine = (last: boolean): void => {
    const { overflowed } = held
    const line = held.release()
    held.reset()
    if (overflowed || line.trim() === '') return
    const { code, value } = readDataStreamLine(line) ?? {}
    if (code !== undefined && value !== undefined) onValue(value, code)
    else onError?.(parserError(last ? 'truncated' : 'invalid_json', line))
  }

  const scan = (text: string): void => {
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      held.add(text.slice(start, end))
      start = end + 1
      endLine(false)
    }
    held.add(text.slice(start))
  }

  return {
    feed: (bytes) => scan(decoder.decode(bytes, { stream: true })),
    flush() {
      scan(decoder.decode())
      endLine(true)
    },
  }
}

/** `undefined` where the line is of another form, or was cut off. */
export function readDataStreamLine(line: string): { readonly code: string; readonly value: JsonValue } | undefined {
  const [, code, json] = /^([0-9a-z]):(.*)$/s.exec(line) ?? []
  const value = json === undefined ? undefined : parseJson(json)
  return code === undefined || value === undefined ? undefined : { code, value }
}
