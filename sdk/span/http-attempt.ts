/**
 * One HTTP attempt of a model call → what its inference span is told. Implements capture's {@link Exchange}: capture guards every call, so nothing thrown here
 * reaches the page.
 */
import type { BodyObserver, Exchange, RequestSnapshot } from '../capture/exchange.ts'
import { guard } from '../capture/guard.ts'
import type { RawCall } from '../export/raw-calls.ts'
import { rememberFailure, retryOf } from '../hold/retry.ts'
import { now } from '../moment.ts'
import { ATTR_HTTP_RETRY_AFTER, ATTR_HTTP_STATUS, ATTR_RETRY_ATTEMPT } from '../own-names.ts'
import type { WholeBody } from '../parser/parser.ts'
import type { Attributes, Milliseconds } from '../protocol/records.ts'
import { createBodyReader, type BodyReader } from '../provider/body.ts'
import type { Dialect, RequestFacts } from '../provider/read/dialect.ts'
import { requestAttributes } from './attributes.ts'
import { withoutCredentials } from './failure.ts'
import { InferenceSpan } from './inference-span.ts'
import type { InferenceSpanOptions } from './inference-start.ts'
import { TimedReader } from './timed-reader.ts'

/**
 * How long the body of an error may lie unread, in milliseconds: many pages look at the status alone and never read it. The span ends with the status as its
 * error type.
 */
export const UNREAD_ERROR_MS = 10_000

/** All that one attempt needs to know of its surroundings. */
export interface HttpAttemptOptions extends Omit<InferenceSpanOptions, 'asked' | 'links' | 'signal' | 'withoutCredentials'> {
  readonly dialect: Dialect
  readonly provider: string
  readonly facts: RequestFacts
  readonly request: RequestSnapshot
}

export class HttpAttempt implements Exchange, BodyObserver {
  readonly inference: InferenceSpan
  readonly body: Exchange['body']
  readonly edit: Exchange['edit']
  readonly #options: HttpAttemptOptions
  #reader: TimedReader | undefined
  #status = 0
  /** What the wire had, kept beside what is read of it. */
  readonly #raw: RawCall | undefined

  constructor(options: HttpAttemptOptions) {
    const { dialect, provider, facts, request, claimed, usage, onSettled } = options
    this.#options = options
    const changes = usage?.inject?.(dialect, facts, request)
    this.body = changes?.body
    this.edit = changes?.edit
    const retry = claimed === undefined ? retryOf(request) : undefined
    this.inference = new InferenceSpan({
      ...options,
      asked: {
        operation: facts.operation ?? dialect.operation,
        facts,
        attributes: {
          ...(retry === undefined ? {} : { [ATTR_RETRY_ATTEMPT]: retry.attempt }),
          ...requestAttributes(dialect, provider, facts, request.url),
        },
      },
      links: retry?.previous === undefined ? [] : [{ context: retry.previous }],
      signal: request.signal,
      withoutCredentials: (failure) => withoutCredentials(failure, request),
      onSettled(inference, failed) {
        if (failed) rememberFailure(request, inference.span.spanContext())
        onSettled(inference, failed)
      },
    })
    this.#raw = guard(() => options.live.keepRaw(this.inference.span, request, this.body ?? request.body, options.began.at))
  }

  response(status: number, headers: Headers): BodyObserver {
    const { dialect, facts } = this.#options
    this.#status = status
    const contentType = headers.get('content-type') ?? ''
    const read = (): BodyReader => createBodyReader({ dialect, request: facts, status, contentType })
    this.#reader = new TimedReader(read, contentType)
    if (this.#raw !== undefined) this.#raw.answer = { status, headers, read }
    const isUnaskedStream = facts.stream === undefined && /\b(?:event-stream|x-ndjson)\b/i.test(contentType)
    this.inference.answered(this.#reader.body, aboutAnswer(status, headers), isUnaskedStream)
    return this
  }

  get eventTypes(): readonly string[] {
    return this.#options.dialect.lastEvents ?? []
  }

  /** `at`: when the chunk came, by the page's monotonic clock. */
  chunk(bytes: Uint8Array, at: Milliseconds = now()): void {
    this.chunks(bytes, [bytes.byteLength], [at])
  }

  /** Chunks that came one after the other, as one: of each its size, and when it came. */
  chunks(bytes: Uint8Array, sizes: readonly number[], times: readonly Milliseconds[]): void {
    const reader = this.#reader
    if (reader === undefined || this.inference.over) return
    this.#raw?.add({ bytes, sizes, times })
    const { deltas, used } = reader.feed({ bytes, sizes, times })
    for (let index = 0; index < used; index++) this.inference.chunk(sizes[index] ?? 0, times[index] ?? 0)
    this.inference.read(deltas, bytes.byteLength, reader)
  }

  /** Of an answer that does not stream it is of no interest when which part came; of an error it is, what it said. */
  get whole(): BodyObserver['whole'] {
    return this.inference.streams || this.#status >= 400 ? undefined : (body) => this.#readWhole(body)
  }

  /** The end comes next, and has all of it. */
  #readWhole(body: WholeBody): void {
    if (this.#reader === undefined || this.inference.over) return
    this.inference.whole(body !== 'no JSON' && 'json' in body)
    this.#reader.body.whole(body)
    guard(() => this.#raw?.addWhole(body))
  }

  end(): void {
    if (!this.inference.over) this.inference.end(this.#reader?.body.end() ?? [])
  }

  error(reason: unknown): void {
    this.inference.fail(reason)
  }

  failed(reason: unknown): void {
    this.inference.fail(reason)
  }

  cancel(): void {
    this.inference.cancel()
  }

  unread(): void {
    this.inference.leave('unread')
  }

  collected(): void {
    this.inference.forget()
  }

  get unreadAfter(): number | undefined {
    return this.#status >= 400 ? UNREAD_ERROR_MS : undefined
  }
}

/** Seconds, or a date. */
const RETRY_AFTER = /^[\w ,:+-]{1,40}$/

/** What a span that fails says of its answer. A header of another origin is there only where its server lets the page read it. */
function aboutAnswer(status: number, headers: Headers): Attributes {
  if (status === 0) return {}
  const retryAfter = status >= 400 ? (headers.get('retry-after') ?? '') : ''
  return { [ATTR_HTTP_STATUS]: status, ...(RETRY_AFTER.test(retryAfter) ? { [ATTR_HTTP_RETRY_AFTER]: retryAfter } : {}) }
}
