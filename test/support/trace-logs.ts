import type { LogView, SpanIndex, Trace } from '../../panel/trace/model.ts'

/** All log records of a trace whose records lie in no file. */
export function logsOf(trace: Trace): readonly LogView[] {
  return [...Array.from(trace.spans(), (index) => trace.detail(index)?.events ?? []).flat(), ...trace.looseLogs()]
}

export function eventsOf(trace: Trace, index: SpanIndex): readonly LogView['event'][] {
  return (trace.detail(index)?.events ?? []).map(({ event }) => event)
}
