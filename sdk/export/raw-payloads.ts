/**
 * What a panel is given of a call as the wire had it, when it asks: text, freed of credentials. Nothing of it is made before. Where content is to be redacted
 * there is none: a redactor is asked about parts of messages, not about what the wire has them in.
 */
import { CREDENTIAL, scrubKeys } from '../content/credential-forms.ts'
import { scrubText, scrubTheirs, scrubUrl } from '../content/credentials.ts'
import { isRedacted } from '../content/given-content.ts'
import { looksLikeJson, scrubJson } from '../content/scrub-json.ts'
import { StreamedArguments } from '../content/streamed-arguments.ts'
import { parseJson } from '../parser/json.ts'
import { headOf } from '../protocol/cutting.ts'
import { MAX_TEXT } from '../protocol/fields.ts'
import { RAW_REQUEST, RAW_RESPONSE, type NoRaw, type RawRequest, type RawResponse } from '../protocol/raw.ts'
import type { BodyReader } from '../provider/body.ts'
import type { LiveSpans } from './live.ts'
import { harmless, type RawCall } from './raw-calls.ts'

/** Chunks that are told one by one; of more, neighbours are told as one. */
const MAX_CHUNKS = 5_000
const ANSWER_HEADERS = [
  'content-type',
  'content-length',
  'retry-after',
  'request-id',
  'x-request-id',
  'openai-processing-ms',
  'openai-version',
]

export const isRawKey = (key: string): boolean => key.endsWith(`/${RAW_REQUEST}`) || key.endsWith(`/${RAW_RESPONSE}`)

export function findRaw({ ring, audience }: LiveSpans, key: string): RawRequest | RawResponse | NoRaw | null {
  if (!audience.panelContent) return { withheld: 'panel_content' }
  if (isRedacted()) return { withheld: 'redact' }
  const [spanId = '', field] = key.split('/')
  const call = ring.raw.find(spanId)
  if (call === undefined) return null
  return field === RAW_REQUEST ? requestOf(call) : responseOf(call)
}

function requestOf(call: RawCall): RawRequest {
  const { method, keys, body, withoutBody, bodySize, credentials } = call
  return {
    method,
    url: scrubUrl(withoutKnown(call.url.href, credentials)),
    headers: scrubHeaders(call.headers, credentials),
    keys,
    ...(body === undefined ? {} : { body: headOf(scrubPayload(body, credentials), MAX_TEXT) }),
    ...(withoutBody === undefined ? {} : { withoutBody }),
    ...(bodySize === undefined ? {} : { bodySize }),
  }
}

function responseOf(call: RawCall): RawResponse | null {
  const { answer, credentials, dropped } = call
  if (answer === undefined) return null
  const { status, headers } = answer
  return {
    status,
    headers: scrubHeaders(
      harmless(
        ANSWER_HEADERS.filter((name) => headers.has(name)),
        (name) => headers.get(name) ?? '',
      ),
      credentials,
    ),
    ...(call.whole === undefined ? chunksOf(call, answer.read()) : wholeOf(call.whole, credentials, hasFailed(call))),
    ...(dropped === 0 ? {} : { dropped }),
  }
}

type Body = Pick<RawResponse, 'form' | 'text' | 'ends' | 'times' | 'sizes'>

function wholeOf(whole: NonNullable<RawCall['whole']>, credentials: readonly string[], failed: boolean): Body {
  const text = 'text' in whole ? whole.text : JSON.stringify(whole.json)
  const clean = scrubPayload(text, credentials, failed)
  return { form: 'text' in whole ? 'text' : 'json', text: headOf(clean, MAX_TEXT), ends: [], times: [], sizes: [] }
}

function chunksOf(call: RawCall, reader: BodyReader): Body {
  if (call.isBinary) return { form: 'binary', text: '', ends: [], times: [], sizes: [] }
  const decoder = new TextDecoder()
  let text = ''
  const [ends, times, sizes]: number[][] = [[], [], []]
  for (const chunks of call.chunks) {
    let from = 0
    for (const [index, size] of chunks.sizes.entries()) {
      text += decoder.decode(chunks.bytes.subarray(from, (from += size)), { stream: true })
      ends?.push(text.length)
      sizes?.push(size)
      times?.push(Math.round(((chunks.times[index] ?? 0) - call.began) * 1000) / 1000)
    }
  }
  const end = endOfPiece(text, call.answer?.headers.get('content-type') ?? '')
  const clean = scrubPieces(text, end, ends ?? [], new PieceScrubber(reader, call.credentials, hasFailed(call)))
  return { form: 'chunks', ...merged({ ...clean, times: times ?? [], sizes: sizes ?? [] }) }
}

const END_OF_EVENT = /(?:\r\n|\n|\r){2}/g
const END_OF_LINE = /\n/g
/** Of a JSON value, which is one. */
const NEVER = /$^/g

/** What ends a piece that says something by itself. */
function endOfPiece(text: string, contentType: string): RegExp {
  if (/\bevent-stream\b/i.test(contentType) || /^(?:data|event|id|retry)?:/.test(text)) return END_OF_EVENT
  return /json-?l|ndjson/i.test(contentType) || !looksLikeJson(text) ? END_OF_LINE : NEVER
}

/** The text piece by piece, and where the chunks end in what is left of it. */
function scrubPieces(text: string, end: RegExp, ends: readonly number[], scrubber: PieceScrubber): Pick<Body, 'text' | 'ends'> {
  let clean = ''
  let chunk = 0
  const moved: number[] = []
  for (let from = 0; from < text.length;) {
    end.lastIndex = from
    const to = end.exec(text) === null ? text.length : end.lastIndex
    const piece = text.slice(from, to)
    const scrubbed = scrubber.scrub(piece)
    for (; chunk < ends.length && (ends[chunk] ?? 0) <= to; chunk++) {
      const at = ends[chunk] ?? 0
      moved.push(clean.length + (at === to ? scrubbed.length : Math.min(at - from, scrubbed.length)))
    }
    clean += scrubbed
    from = to
  }
  return { text: headOf(clean, MAX_TEXT), ends: ends.map((_, index) => Math.min(moved[index] ?? clean.length, MAX_TEXT)) }
}

/** Frees pieces of an answer of credentials, in their order: a tool's arguments may come in pieces of which none tells what it is. */
class PieceScrubber {
  readonly #reader: BodyReader
  readonly #credentials: readonly string[]
  readonly #failed: boolean
  readonly #arguments = new StreamedArguments()
  readonly #encoder = new TextEncoder()
  readonly #told = new Set<string>()

  constructor(reader: BodyReader, credentials: readonly string[], failed: boolean) {
    this.#reader = reader
    this.#failed = failed
    this.#credentials = credentials
  }

  scrub(piece: string): string {
    const clean = this.#withoutArguments(piece)
    if (looksLikeJson(clean)) return scrubPayload(clean, this.#credentials, this.#failed)
    return clean.replace(/[^\n]+/g, (line) => this.#scrubLine(line))
  }

  /** `data: {…}` of an event, or any text. */
  #scrubLine(line: string): string {
    const field = /^[a-z\d]{1,10}: ?/.exec(line)?.[0] ?? ''
    return field + scrubPayload(line.slice(field.length), this.#credentials, this.#failed)
  }

  #withoutArguments(piece: string): string {
    let clean = piece
    for (const delta of this.#reader.feed(this.#encoder.encode(piece))) {
      if (delta.part !== 'tool_arguments') continue
      const shown = this.#arguments.show(delta)
      if (shown !== delta.text) clean = this.#hide(clean, delta.text, shown + this.#mark(`${delta.choice} ${delta.index}`))
    }
    return clean
  }

  /** Said once for each tool call. */
  #mark(call: string): string {
    if (this.#told.has(call)) return ''
    this.#told.add(call)
    return CREDENTIAL
  }

  /** What is a whole value is freed of credentials as such. Where the piece has it neither so nor as a string of its own, nothing of the piece is shown. */
  #hide(piece: string, text: string, shown: string): string {
    const quoted = JSON.stringify(text)
    if (piece.includes(quoted)) return piece.replaceAll(quoted, () => JSON.stringify(shown))
    if (typeof parseJson(text) === 'object') return piece
    return `${piece.startsWith('{') ? '' : 'data: '}${CREDENTIAL}${/\s*$/.exec(piece)?.[0] ?? ''}`
  }
}

/** An error's words are freed as an error's message is; words of users and models lose the keys alone that are told by their form. */
function scrubPayload(text: string, credentials: readonly string[], failed = false): string {
  const clean = withoutKnown(text, credentials)
  return looksLikeJson(clean) && !failed ? scrubKeys(scrubJson(clean, scrubTheirs)) : scrubText(clean)
}

const hasFailed = ({ answer }: RawCall): boolean => (answer?.status ?? 0) >= 400

function withoutKnown(text: string, credentials: readonly string[]): string {
  return credentials.reduce((clean, secret) => clean.replaceAll(secret, CREDENTIAL), text)
}

function scrubHeaders(headers: RawCall['headers'], credentials: readonly string[]): RawCall['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, scrubText(withoutKnown(value, credentials))]))
}

function merged({ text, ends, times, sizes }: Omit<Body, 'form'>): Omit<Body, 'form'> {
  const step = Math.ceil(ends.length / MAX_CHUNKS)
  if (step <= 1) return { text, ends, times, sizes }
  const isLast = (_: number, index: number): boolean => (index + 1) % step === 0 || index === ends.length - 1
  const sums: number[] = []
  for (const [index, size] of sizes.entries()) sums[Math.floor(index / step)] = (sums[Math.floor(index / step)] ?? 0) + size
  return { text, ends: ends.filter(isLast), times: times.filter(isLast), sizes: sums }
}
