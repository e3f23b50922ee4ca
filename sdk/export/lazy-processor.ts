/** Holds ended spans until the real processor's code has been loaded, so that the OTLP exporter costs nothing at start. */
import { TraceFlags } from '@opentelemetry/api'
import type { Context, Span } from '@opentelemetry/api'
import type { ExportLedger } from './ledger.ts'
import type { SpanLike } from './span-like.ts'
import type { SpanProcessor } from './span-processor.ts'

/** Spans kept while the code loads; later ones are lost and counted. */
export const MAX_WAITING_SPANS = 2048

export class LazyProcessor implements SpanProcessor {
  readonly #ledger: ExportLedger
  readonly #loading: Promise<SpanProcessor | undefined>
  #loaded: SpanProcessor | undefined
  #waiting: SpanLike[] = []
  #failed = false

  /** `load` gives a processor that counts in the same ledger. */
  constructor(load: () => Promise<SpanProcessor>, ledger: ExportLedger) {
    this.#ledger = ledger
    this.#loading = load().then(
      (processor) => {
        this.#loaded = processor
        ledger.handOn(this.#waiting.length)
        for (const span of this.#waiting) processor.onEnd(span)
        this.#waiting = []
        return processor
      },
      (error: unknown) => {
        this.#failed = true
        ledger.lost(this.#waiting.length)
        ledger.problem('load', `The code of the OTLP exporter could not be loaded, so that no span is exported (${String(error)}).`)
        this.#waiting = []
        return undefined
      },
    )
  }

  onStart(_span: Span, _parentContext: Context): void {}

  onEnd(span: SpanLike): void {
    if (this.#loaded !== undefined) return this.#loaded.onEnd(span)
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return
    this.#ledger.enter(1)
    if (!this.#failed && this.#waiting.length < MAX_WAITING_SPANS) {
      this.#waiting.push(span)
      return
    }
    this.#ledger.lost(1)
    if (!this.#failed)
      this.#ledger.problem('loading', `More than ${MAX_WAITING_SPANS} spans ended while the code of the OTLP exporter was loading.`)
  }

  async forceFlush(): Promise<void> {
    await (this.#loaded ?? (await this.#loading))?.forceFlush()
  }

  async shutdown(): Promise<void> {
    await (this.#loaded ?? (await this.#loading))?.shutdown()
  }
}
