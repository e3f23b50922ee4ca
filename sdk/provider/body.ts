/** A response's bytes → payloads: the parser that fits the body feeds what reads payloads. */
import type { JsonValue } from '../protocol/records.ts'
import { createDataStreamParser } from '../parser/data-stream.ts'
import { hasLargeNumbers } from '../parser/exact-json.ts'
import { createJsonArrayParser, createJsonParser, parseJson } from '../parser/json.ts'
import { createNdjsonParser } from '../parser/ndjson.ts'
import { MAX_PAYLOAD_CHARACTERS, type Parser, type ParserError, type WholeBody } from '../parser/parser.ts'
import type { Repeatable } from '../parser/repeats.ts'
import { createSniffingParser } from '../parser/sniffing.ts'
import { createSseParser, type SseEvent } from '../parser/sse.ts'
import { ATTR_INEXACT_NUMBERS, ATTR_OVERSIZED_PAYLOADS } from '../own-names.ts'
import { createPayloadReader, type PayloadReader } from './payload-reader.ts'
import { isObject } from './read/json.ts'
import type { Dialect, RequestFacts, ResponseReader, TextDelta } from './read/dialect.ts'

export interface BodyReaderOptions {
  readonly dialect: Dialect
  readonly request: RequestFacts
  readonly status: number
  /** The `content-type` header; empty where there is none. */
  readonly contentType: string
}

/** Never throws. The bytes may be cut anywhere. */
export interface BodyReader extends Pick<PayloadReader, 'facts' | 'began' | 'afterEnd'> {
  feed(bytes: Uint8Array): readonly TextDelta[]
  /** The whole body in the place of its bytes. Parts of a JSON value may be in what {@link BodyReader.facts} tells from then on. */
  whole(body: WholeBody): void
  /** The body ended as it should. Not to be called when it broke off: what it would hold back then is not whole. */
  end(): readonly TextDelta[]
}

/** Longest body of an error response that is read, in bytes; what comes after is left. */
export const MAX_ERROR_BODY_BYTES = 256 * 1024
/** Longest bare JSON among the lines of an event stream that is read, in characters. */
export const MAX_STRAY_CHARACTERS = 64 * 1024

/**
 * A body is decoded in pieces of so many bytes: the engine keeps the text of a decoder outside its heap, and does not count it. A fast stream of 50 MB,
 * decoded as it comes, takes 70 MB more at its peak than this way (measured in Chromium).
 */
const PIECE_BYTES = 16 * 1024

export function createBodyReader(options: BodyReaderOptions): BodyReader {
  const reader = options.dialect.createReader(options.request)
  return options.status >= 400 ? createFailureReader(reader, options) : createAnswerReader(reader, options)
}

function createAnswerReader(reader: ResponseReader, { contentType, dialect }: BodyReaderOptions): BodyReader {
  const payloads = createPayloadReader(reader)
  const { payload, text, take } = payloads
  let oversized = 0
  let inexact = false
  const onError = ({ kind, excerpt }: ParserError): void => {
    if (kind === 'overflow') oversized++
    // Truncated is not malformed: the body's end shows in the missing finish reason.
    else if (kind === 'invalid_json') text(excerpt)
  }
  const values = { onValue: payload, onError }
  const parserFor = (head: string, last: boolean): Parser | undefined => {
    const form = formOf(head, contentType, last)
    if (form === 'sse') return createSseParser({ ...sseCallbacks(payloads), onError })
    if (form === 'json') return createJsonParser(values)
    if (form === 'array') return createJsonArrayParser(values)
    return form && createNdjsonParser(values)
  }
  // Not before there is something to parse: an answer that comes as one text needs none.
  let parser: Parser | undefined

  const feed = (bytes: Uint8Array): readonly TextDelta[] => {
    parser ??= dialect.form === 'data-stream' ? createDataStreamParser(values) : createSniffingParser(parserFor)
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) parser.feed(bytes.subarray(at, at + PIECE_BYTES))
    return take()
  }
  return {
    feed,
    whole(body) {
      if (body === 'no JSON') return onError({ kind: 'invalid_json', excerpt: body })
      const value = 'json' in body ? (body.json as JsonValue) : valueOf(body.text, dialect)
      inexact = 'json' in body && hasLargeNumbers(value)
      // Whatever is no single object has a form to be found out.
      if (isObject(value)) payload(value)
      else feed(bytesOf(body))
    },
    end() {
      parser?.flush()
      payloads.end()
      return take()
    },
    facts() {
      const facts = payloads.facts()
      if (oversized === 0 && !inexact) return facts
      const told = { ...(oversized > 0 && { [ATTR_OVERSIZED_PAYLOADS]: oversized }), ...(inexact && { [ATTR_INEXACT_NUMBERS]: true }) }
      return { ...facts, attributes: { ...facts.attributes, ...told } }
    },
    get began() {
      return payloads.began
    },
    get afterEnd() {
      return payloads.afterEnd
    },
  }
}

function bytesOf(body: Exclude<WholeBody, 'no JSON'>): Uint8Array {
  return new TextEncoder().encode('json' in body ? JSON.stringify(body.json) : body.text)
}

function valueOf(text: string, { form }: Dialect): JsonValue | undefined {
  return text.length <= MAX_PAYLOAD_CHARACTERS && form === undefined ? parseJson(text) : undefined
}

function sseCallbacks({ text, payload }: PayloadReader) {
  const stray = createStrayJson(payload)
  return {
    onEvent({ event, data, unfinished }: SseEvent): Repeatable | undefined {
      stray.reset()
      const value = parseJson(data)
      if (value !== undefined) return payload(value, event)
      // An event that its blank line never ended is cut, not malformed.
      if (unfinished === undefined) text(data, event)
      return undefined
    },
    onStrayLine: stray.line,
  }
}

/**
 * Errors that a server writes into an event stream without SSE's framing: llama.cpp a line `error: {…}`, Google a bare JSON text over
 * several lines.
 */
function createStrayJson(payload: (data: JsonValue, event?: string) => void) {
  let text = ''
  const reset = (): void => {
    text = ''
  }
  return {
    reset,
    line(line: string): void {
      if (/^error\s*:/.test(line)) {
        const value = parseJson(line.slice(line.indexOf(':') + 1))
        if (isObject(value)) payload(value, 'error')
        return
      }
      if (text === '' && !/^[[{]/.test(line)) return
      text = text.length + line.length > MAX_STRAY_CHARACTERS ? '' : `${text}${line}\n`
      const value = /[}\]]\s*$/.test(line) ? parseJson(text) : undefined
      if (value === undefined) return
      reset()
      payload(value)
    },
  }
}

/** `json`: anything that begins like no JSON object; `lines`: one object, or one a line. */
type Form = 'sse' | 'json' | 'array' | 'lines'

/** Characters that tell one form from the other: the longest field name of SSE and its colon. */
const HEAD_CHARACTERS = 'event:'.length
/**
 * The form of a body by its first characters, white space left out; where they do not tell, by its content type, which some servers get
 * wrong. `undefined`: more characters are needed. `last`: there are none.
 */
function formOf(head: string, contentType: string, last: boolean): Form | undefined {
  if (head.startsWith('{')) return 'lines'
  if (head.startsWith('[')) return 'array'
  if (/\bevent-stream\b/i.test(contentType) || head === '' || head.startsWith(':')) return 'sse'
  if (/\b(?:x-)?(?:ndjson|jsonl|json-?lines)\b/i.test(contentType)) return 'lines'
  if (!last && head.length < HEAD_CHARACTERS) return undefined
  return /^(?:data|event|id|retry):/.test(head) ? 'sse' : 'json'
}

/** The body of an error: JSON, an event stream with one event, or any text. The status alone is an error already. */
function createFailureReader(reader: ResponseReader, { status }: BodyReaderOptions): BodyReader {
  reader.failure(status, null)
  const decoder = new TextDecoder()
  let text = ''
  let bytesRead = 0
  const feed = (bytes: Uint8Array): readonly TextDelta[] => {
    const part = bytes.subarray(0, MAX_ERROR_BODY_BYTES - bytesRead)
    bytesRead += part.length
    text += decoder.decode(part, { stream: true })
    return []
  }
  return {
    feed,
    whole(body) {
      if (body !== 'no JSON') feed(bytesOf(body))
    },
    end() {
      text += decoder.decode()
      reader.failure(status, parseJson(text) ?? firstEvent(text) ?? text)
      return []
    },
    facts: () => reader.facts(),
    began: false,
    afterEnd: 0,
  }
}

/** The JSON of the first SSE event in `text`. */
function firstEvent(text: string): JsonValue | undefined {
  let found: JsonValue | undefined
  const parser = createSseParser({
    onEvent({ data }) {
      found ??= parseJson(data)
    },
  })
  parser.feed(new TextEncoder().encode(text))
  parser.flush()
  return found
}
