/** Forwards ended spans to an OpenTelemetry Collector, with OpenTelemetry's own OTLP/HTTP exporter. `register` loads this entry only when `otlp` is set. */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-web'
import type { SpanProcessor } from './export/span-processor.ts'
import type { OtlpOptions } from './options.ts'

/** Spans leave together after this long: soon enough to watch a backend, late enough to batch. */
const DELAY_MS = 1000

/**
 * A processor that batches ended spans and posts them as OTLP/JSON to `options.url`, flushed when the page is hidden.
 *
 * @throws TypeError where `url` is no absolute HTTP URL.
 */
export function otlpProcessor(options: OtlpOptions): SpanProcessor {
  const { protocol } = new URL(options.url)
  if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError(`otlp.url must be an http(s) URL, not ${protocol}`)
  const exporter = new OTLPTraceExporter({ url: options.url, headers: { ...options.headers } })
  return new BatchSpanProcessor(exporter, { scheduledDelayMillis: DELAY_MS })
}
