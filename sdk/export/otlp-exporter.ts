/**
 * Posts batches of spans as OTLP/HTTP does it, and says how each went. OpenTelemetry's own exporter reads no answer: it knows neither the collector's words
 * nor what a collector took only in part. Its rules for retries and `keepalive` are kept here.
 */
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-web'
import { guard } from '../capture/guard.ts'
import { setNativeTimeout } from '../capture/native-timers.ts'
import type { KnownOtlp } from '../otlp-options.ts'
import type { ExportLedger } from './ledger.ts'
import { readAnswer, unreachable, type Outcome } from './otlp-answer.ts'
import { postOtlp } from './otlp-post.ts'
import { scrubSpans } from './scrub-spans.ts'
import { CONTENT_TYPES, serializerOf, type TraceSerializer } from './otlp-serializer.ts'

/** A batch is given up after this long, retries included. */
const DEADLINE_MS = 10_000
/** Batches under way at once; what comes on top is lost and counted. */
const MAX_CONCURRENT = 30
const MAX_RETRIES = 5
const FIRST_BACKOFF_MS = 1_000
const MAX_BACKOFF_MS = 5_000
const BACKOFF_FACTOR = 1.5
const JITTER = 0.2
/** `ExportResultCode.SUCCESS`. */
const SUCCESS = 0

export class OtlpExporter implements SpanExporter {
  /** Told how many spans a batch took from the queue. */
  onBatch: (spans: number) => void = () => {}
  readonly #options: KnownOtlp
  readonly #ledger: ExportLedger
  #serializer: TraceSerializer | undefined
  readonly #loading: Promise<void> | undefined
  readonly #sending = new Set<Promise<void>>()

  constructor(options: KnownOtlp, ledger: ExportLedger) {
    this.#options = options
    this.#ledger = ledger
    const serializer = serializerOf(options.protocol)
    if ('then' in serializer) this.#loading = serializer.then((loaded) => void (this.#serializer = loaded))
    else this.#serializer = serializer
    this.#loading?.catch(() => {})
  }

  /** The batch counts as done however it went: the processor would write each failure to the console, and the ledger says it once. */
  export(spans: ReadableSpan[], done: Parameters<SpanExporter['export']>[1]): void {
    this.onBatch(spans.length)
    const sending = this.#deliver(spans).finally(() => {
      this.#sending.delete(sending)
      done({ code: SUCCESS })
    })
    this.#sending.add(sending)
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.#sending)
  }

  shutdown(): Promise<void> {
    return this.forceFlush()
  }

  async #deliver(spans: readonly ReadableSpan[]): Promise<void> {
    try {
      // A page that goes away runs nothing later: where the code is there, the request leaves in this turn.
      if (this.#serializer === undefined) await this.#loading
      const lost = this.#sending.size >= MAX_CONCURRENT ? this.#tooMany(spans.length) : await this.#send(spans)
      this.#ledger.lost(lost)
      this.#ledger.sent(spans.length - lost)
    } catch (error) {
      this.#ledger.lost(spans.length)
      this.#ledger.problem('code', `Spans could not be written as OTLP (${String(error)}).`)
    }
  }

  #tooMany(spans: number): number {
    this.#ledger.problem(
      'concurrent',
      `${MAX_CONCURRENT} batches were under way to ${this.#options.url.origin} at once: further ones are not sent.`,
    )
    return spans
  }

  /** @returns how many spans were lost */
  async #send(spans: readonly ReadableSpan[]): Promise<number> {
    const body = this.#serializer?.serializeRequest(scrubSpans(spans))
    if (body === undefined) return spans.length
    const deadline = performance.now() + DEADLINE_MS
    let backoff = FIRST_BACKOFF_MS
    for (let retries = 0; ; retries++) {
      const outcome = await this.#try(body, deadline, spans.length)
      if (outcome.problem !== undefined) this.#ledger.problem(outcome.problem.kind, outcome.problem.words)
      if (outcome.again === undefined || retries === MAX_RETRIES) return outcome.lost
      const wait = outcome.again.afterMs ?? backoff * (1 + JITTER * (2 * Math.random() - 1))
      if (performance.now() + wait > deadline) return outcome.lost
      await new Promise<void>((resolve) => void setNativeTimeout(resolve, wait))
      backoff = Math.min(backoff * BACKOFF_FACTOR, MAX_BACKOFF_MS)
    }
  }

  async #try(body: Uint8Array, deadline: number, spans: number): Promise<Outcome> {
    const { url, headers, protocol } = this.#options
    const known = this.#serializer
    const read = (bytes: Uint8Array): unknown => guard(() => known?.deserializeResponse(bytes))
    const post = { url, headers: { ...headers, 'Content-Type': CONTENT_TYPES[protocol] }, body, timeout: deadline - performance.now() }
    return postOtlp(post).then(
      (answer) => readAnswer(this.#options, answer, spans, read),
      (error: unknown) => unreachable(this.#options, error, spans),
    )
  }
}
