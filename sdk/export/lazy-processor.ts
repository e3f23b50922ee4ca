/** Holds ended spans until the real processor's code has been loaded, so that the OTLP exporter costs nothing at start. */
import type { Context, Span } from '@opentelemetry/api'
import type { SpanLike } from './record.ts'
import type { SpanProcessor } from './span-processor.ts'

/** Spans kept while the code loads; later ones are lost and counted. */
export const MAX_WAITING_SPANS = 2048

export class LazyProcessor implements SpanProcessor {
  readonly #loading: Promise<SpanProcessor | undefined>
  #loaded: SpanProcessor | undefined
  #waiting: SpanLike[] = []
  lost = 0
  /** Why the code could not be loaded, if so. */
  failure: string | undefined

  constructor(load: () => Promise<SpanProcessor>) {
    this.#loading = load().then(
      (processor) => {
        this.#loaded = processor
        for (const span of this.#waiting) processor.onEnd(span)
        this.#waiting = []
        return processor
      },
      (error: unknown) => {
        this.failure = String(error)
        this.lost += this.#waiting.length
        this.#waiting = []
        return undefined
      },
    )
  }

  onStart(_span: Span, _parentContext: Context): void {}

  onEnd(span: SpanLike): void {
    if (this.#loaded !== undefined) this.#loaded.onEnd(span)
    else if (this.failure === undefined && this.#waiting.length < MAX_WAITING_SPANS) this.#waiting.push(span)
    else this.lost++
  }

  async forceFlush(): Promise<void> {
    await (this.#loaded ?? (await this.#loading))?.forceFlush()
  }

  async shutdown(): Promise<void> {
    await (this.#loaded ?? (await this.#loading))?.shutdown()
  }
}
