/** What a collector answered → how many spans were lost, whether to try again, and its words. */
import { cutText } from '../content/cut.ts'
import { scrubText, scrubUrl } from '../content/credentials.ts'
import type { KnownOtlp } from '../otlp-options.ts'
import type { Milliseconds } from '../protocol/records.ts'
import { partialSuccessOf, wordsOf } from './otlp-body.ts'
import type { Answer } from './otlp-post.ts'

export interface Problem {
  /** The same for all problems of this kind. */
  readonly kind: string
  readonly words: string
}

export interface Outcome {
  /** Of the batch, if it is not sent again. */
  readonly lost: number
  readonly problem?: Problem
  /** It may be sent again: after this time, if the collector says so. */
  readonly again?: { readonly afterMs: Milliseconds | undefined }
}

/** The answers after which OTLP lets a client try again (OTLP specification, "Retryable Response Codes"). */
const RETRYABLE: readonly number[] = [429, 502, 503, 504]

/** Of a collector's words; it may answer with a page. */
const MAX_WORDS = 300

/** `deserialize` reads a body of the exporter's own protocol. */
export function readAnswer(options: KnownOtlp, answer: Answer, spans: number, deserialize: (bytes: Uint8Array) => unknown): Outcome {
  const { status } = answer
  if (status >= 200 && status < 300) return readSuccess(options, answer, spans, deserialize)
  const said = quoted(options, wordsOf(answer))
  const problem = { kind: `HTTP ${status}`, words: `${addressOf(options)} answers HTTP ${status}${said}.${hint(options, status)}` }
  return RETRYABLE.includes(status) ? { lost: spans, problem, again: { afterMs: delayOf(answer.retryAfter) } } : { lost: spans, problem }
}

function readSuccess(options: KnownOtlp, answer: Answer, spans: number, deserialize: (bytes: Uint8Array) => unknown): Outcome {
  if (answer.contentType.includes('text/html')) {
    const words = `${addressOf(options)} answers with a page (HTTP ${answer.status}), as no collector does: whether it has the spans is not known.`
    return { lost: 0, problem: { kind: 'page', words } }
  }
  const { rejected, message } = partialSuccessOf(answer, deserialize)
  const lost = Math.min(rejected, spans)
  const said = quoted(options, message)
  if (lost > 0) return { lost, problem: { kind: 'rejected', words: `${addressOf(options)} took a batch and rejected spans of it${said}.` } }
  return said === '' ? { lost } : { lost, problem: { kind: 'warning', words: `${addressOf(options)} took a batch with a warning${said}.` } }
}

/** There is no answer. A browser does not tell a page why. */
export function unreachable(options: KnownOtlp, error: unknown, spans: number): Outcome {
  const address = addressOf(options)
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return { lost: spans, problem: { kind: 'timeout', words: `${address} does not answer within the 10 seconds that a batch has.` } }
  }
  const cause = error instanceof Error ? error.cause : undefined
  const said = quoted(
    options,
    [error, cause]
      .filter((each) => each !== undefined && each !== null)
      .map(String)
      .join(', '),
  )
  const page = typeof location === 'undefined' ? 'this page' : location.origin
  const words = `${address} cannot be reached${said}: it is down or refuses the connection, its CORS rules do not allow ${page} to post there, or the page's Content Security Policy does not.`
  // As OpenTelemetry's exporter has it: Node tells a cause, and it mostly stays.
  return { lost: spans, problem: { kind: 'unreachable', words }, ...(cause === undefined && { again: { afterMs: undefined } }) }
}

function hint({ protocol }: KnownOtlp, status: number): string {
  if (status === 401 || status === 403) return ' Credentials for it go into otlp.headers.'
  if (status === 404 || status === 405) return ' Collectors take spans at the path /v1/traces.'
  if (status === 413) return ' The batch is larger than it takes.'
  if (status !== 415) return ''
  return protocol === 'http/json'
    ? " Where a backend takes no JSON, set otlp.protocol to 'http/protobuf'."
    : ' It takes no protobuf: leave otlp.protocol out.'
}

const addressOf = ({ url }: KnownOtlp): string => scrubUrl(url.origin + url.pathname)

/** Collectors repeat what they refuse, keys too. */
function quoted(options: KnownOtlp, words: string): string {
  const plain = scrubText(words, secretsOf(options)).replace(/\s+/g, ' ').trim()
  return plain === '' ? '' : ` (${cutText(plain, MAX_WORDS).value})`
}

/** Longest first: a key within a header's value would leave the rest of it. */
function secretsOf({ url, headers }: KnownOtlp): readonly string[] {
  const given = Object.values(headers).flatMap((value) => [value, value.replace(/^\w+\s+/, '')])
  return [...given, ...url.searchParams.values(), url.password].toSorted((a, b) => b.length - a.length)
}

/** `Retry-After` is seconds or a date. */
function delayOf(retryAfter: string | null): Milliseconds | undefined {
  if (retryAfter === null || retryAfter.trim() === '') return undefined
  const seconds = Number(retryAfter)
  const delay = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(retryAfter) - Date.now()
  return Number.isFinite(delay) ? Math.max(0, delay) : undefined
}
