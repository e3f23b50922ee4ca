/** Entry `./otlp`: forwards ended spans to an OpenTelemetry Collector, or to any backend that takes OTLP over HTTP. */
import { openLedger } from './export/ledger.ts'
import { createOtlpProcessor } from './export/otlp-processor.ts'
import type { SpanProcessor } from './export/span-processor.ts'
import type { OtlpOptions } from './options.ts'

export type { OtlpOptions } from './options.ts'

/**
 * A processor that batches ended spans and posts them to `options.url`, flushed when the page is hidden. How many it has sent and lost is in
 * the `status()` of `register`.
 *
 * @throws TypeError where `url` is no absolute HTTP URL, or `protocol` none that is spoken.
 */
export function otlpProcessor(options: OtlpOptions): SpanProcessor {
  return createOtlpProcessor(options, openLedger())
}
