/** OpenTelemetry's batches, counted: what goes in, what comes out, and what the queue has no room for. */
import { TraceFlags } from '@opentelemetry/api'
import type { Context, Span } from '@opentelemetry/api'
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-web'
import type { OtlpOptions } from '../options.ts'
import { readOtlp } from '../otlp-options.ts'
import { addCollector } from '../page-wide.ts'
import { closeLedger, type ExportLedger } from './ledger.ts'
import { OtlpExporter } from './otlp-exporter.ts'
import type { SpanLike } from './span-like.ts'
import type { SpanProcessor } from './span-processor.ts'

/** Spans leave together after this long: soon enough to watch a backend, late enough to batch. */
const DELAY_MS = 1000
/** Spans that wait at once; later ones are lost and counted. */
export const MAX_QUEUED_SPANS = 2048
const BATCH_SPANS = 512

/** @throws TypeError where an option is wrong */
export function createOtlpProcessor(options: OtlpOptions, ledger: ExportLedger): SpanProcessor {
  const known = readOtlp(options)
  return new OtlpProcessor(new OtlpExporter(known, ledger), ledger, addCollector(known.url))
}

class OtlpProcessor implements SpanProcessor {
  readonly #batches: SpanProcessor
  readonly #ledger: ExportLedger
  readonly #forget: () => void
  /** As many as OpenTelemetry's queue holds, which tells nobody. */
  #queued = 0
  #shut = false

  constructor(exporter: OtlpExporter, ledger: ExportLedger, forget: () => void) {
    this.#ledger = ledger
    this.#forget = forget
    exporter.onBatch = (spans) => (this.#queued -= spans)
    this.#batches = new BatchSpanProcessor(exporter, {
      scheduledDelayMillis: DELAY_MS,
      maxQueueSize: MAX_QUEUED_SPANS,
      maxExportBatchSize: BATCH_SPANS,
    })
  }

  onStart(_span: Span, _parentContext: Context): void {}

  onEnd(span: SpanLike): void {
    if (this.#shut || (span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return
    this.#ledger.enter(1)
    if (this.#queued >= MAX_QUEUED_SPANS) {
      this.#ledger.lost(1)
      this.#ledger.problem(
        'queue',
        `More than ${MAX_QUEUED_SPANS} spans waited to be exported: spans end faster than the collector takes them.`,
      )
      return
    }
    this.#queued++
    this.#batches.onEnd(span)
  }

  forceFlush(): Promise<void> {
    return this.#batches.forceFlush()
  }

  async shutdown(): Promise<void> {
    this.#shut = true
    await this.#batches.shutdown()
    this.#forget()
    closeLedger(this.#ledger)
  }
}
