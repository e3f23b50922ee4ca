import { readEntry } from '../../sdk/protocol/read-records.ts'
import type { Source, Trace } from '../../panel/trace/model.ts'

/** What somebody sent goes into a trace, as pages' batches do: checked first, and what is no entry counted. */
export function ingest(trace: Trace, source: Source, sent: readonly unknown[], dropped = 0): void {
  const entries = sent.flatMap((entry) => readEntry(entry) ?? [])
  trace.ingest(source, entries, dropped + sent.length - entries.length)
}
