/** The span processors of one `register`: they get the spans of every provider of ours in the page, whichever copy made it. */
import { diag } from '@opentelemetry/api'
import { LazyProcessor } from './export/lazy-processor.ts'
import { ExportLedger } from './export/ledger.ts'
import type { SpanProcessor } from './export/span-processor.ts'
import type { Options } from './options.ts'
import { addCollector, openPageWide, pageWide, tidyPageWide, watcher } from './page-wide.ts'
import { readOtlp } from './otlp-options.ts'
import { SDK_NAME } from './version.ts'

export interface Processors {
  readonly ledger: ExportLedger | undefined
  /** How many were shut down before: they take no spans. */
  readonly dead: number
  forceFlush(): Promise<void>
  /** What waits to be read is theirs. */
  release(): void
  /** They get no more spans. */
  remove(): void
  shutdown(): Promise<void>
}

/** Whoever is given again after `shutdown` is dead. */
const shut = new WeakSet<SpanProcessor>()

export function addProcessors({ spanProcessors = [], otlp }: Options): Processors {
  const ledger = otlp && new ExportLedger()
  const forget = otlp && addCollector(readOtlp(otlp).url)
  const load = otlp && ledger && (async () => (await import('./export/otlp-processor.ts')).createOtlpProcessor(otlp, ledger))
  const all = [...spanProcessors, ...(load && ledger ? [new LazyProcessor(load, ledger)] : [])]
  for (const processor of all) openPageWide().processors.add(processor)
  return {
    ledger,
    dead: all.filter((processor) => shut.has(processor)).length,
    async forceFlush() {
      // First: an answer that is not read yet may repeat a key, which is to be known when others' spans are freed of it.
      await watcher()?.live?.forceFlush()
      await Promise.all(all.map((processor) => processor.forceFlush()))
    },
    release() {
      void watcher()?.live?.forceFlush()
    },
    remove() {
      for (const processor of all) pageWide().processors.delete(processor)
    },
    async shutdown() {
      for (const processor of all) shut.add(processor)
      const results = await Promise.allSettled(all.map(async (processor) => processor.shutdown()))
      for (const result of results)
        if (result.status === 'rejected') diag.warn(`${SDK_NAME}: a span processor failed to shut down`, result.reason)
      forget?.()
      tidyPageWide()
    },
  }
}

export const noProcessors: Processors = {
  ledger: undefined,
  dead: 0,
  async forceFlush() {
    await watcher()?.live?.forceFlush()
  },
  release() {},
  remove() {},
  shutdown: () => Promise.resolve(),
}
