/** What lies beside a trace's rows, at once: of traces whose records lie in no file. */
import type { LogView, SpanIndex, Trace } from '../../panel/trace/model.ts'
import type { SpanRecord } from '../../sdk/protocol/records.ts'

export function recordOf(trace: Trace, index: SpanIndex): SpanRecord {
  const detail = trace.detail(index)
  if (detail === undefined) throw new Error(`the record of span ${index} lies in a file`)
  return detail.record
}

/** All log records. */
export function logsOf(trace: Trace): readonly LogView[] {
  return [...Array.from(trace.spans(), (index) => trace.detail(index)?.events ?? []).flat(), ...trace.looseLogs()]
}

export function eventsOf(trace: Trace, index: SpanIndex): readonly LogView['event'][] {
  return (trace.detail(index)?.events ?? []).map(({ event }) => event)
}
