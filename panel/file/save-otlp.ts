/**
 * A trace → one OTLP/JSON document that a Collector and the usual backends read: spans as `resourceSpans`, and words, where they are wanted, as
 * `resourceLogs` with an event per span.
 */
import type { SpanRecord, UnixNano } from '../../sdk/protocol/records.ts'
import type { OtlpDocument } from '../otlp/otlp-json.ts'
import { writeDocument } from '../otlp/write-document.ts'
import { writeContent, writeEvent } from '../otlp/write-log.ts'
import { writeSpan } from '../otlp/write-span.ts'
import type { SpanIndex, Trace } from '../trace/model.ts'
import { toMilliseconds, toUnixNano } from '../trace/time.ts'

export interface SaveOptions {
  /** Whether messages, tool arguments and results go into the file. */
  readonly content: boolean
}

export function saveTrace(trace: Trace, { content }: SaveOptions): OtlpDocument {
  const indices = [...trace.spans()]
  const spans = indices.map((index) => {
    const record = trace.record(index)
    const written = { record, url: trace.source(index).url, lastHeardOf: lastHeardOf(trace, index, record) }
    return { resource: trace.resource(index), item: writeSpan(written, content) }
  })
  const words = indices.flatMap((index) => {
    const isInference = trace.span(index).class === 'inference'
    const item = content ? writeContent({ record: trace.record(index), isInference, live: trace.live(index) }) : undefined
    return item === undefined ? [] : [{ resource: trace.resource(index), item }]
  })
  const events = trace.logs().map(({ event, source, resource }) => ({ resource, item: writeEvent(event, source.url, content) }))
  return writeDocument(spans, [...words, ...events])
}

function lastHeardOf(trace: Trace, index: SpanIndex, { startTimeUnixNano }: SpanRecord): UnixNano {
  const { start, firstChunk } = trace.span(index)
  const lastChunk = trace.chunks(index)?.offsets.at(-1) ?? 0
  const latest = Math.max(firstChunk ?? start, start + lastChunk)
  return latest > toMilliseconds(startTimeUnixNano) ? toUnixNano(latest) : startTimeUnixNano
}
