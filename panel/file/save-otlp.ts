/**
 * A trace → one OTLP/JSON document that a Collector and the usual backends read: spans as `resourceSpans`, and words, where they are wanted, as
 * `resourceLogs` with an event per span.
 */
import type { SpanRecord, UnixNano } from '../../sdk/protocol/records.ts'
import type { OtlpDocument } from '../otlp/otlp-json.ts'
import { writeDocument } from '../otlp/write-document.ts'
import { writeContent, writeEvent } from '../otlp/write-log.ts'
import { writeSpan } from '../otlp/write-span.ts'
import type { LogView, SpanDetail, SpanIndex, Trace } from '../trace/model.ts'
import { toMilliseconds, toUnixNano } from '../trace/time.ts'

export interface SaveOptions {
  /** Whether messages, tool arguments and results go into the file. */
  readonly content: boolean
}

/** @throws RangeError where a record lies in a file: {@link readAndSave}. */
export function saveTrace(trace: Trace, options: SaveOptions): OtlpDocument {
  const saved = Array.from(trace.spans(), (index) => {
    const detail = trace.detail(index)
    if (detail === undefined) throw new RangeError(`the record of span ${index} lies in a file`)
    return { index, ...detail }
  })
  return write(trace, saved, trace.looseLogs(), options)
}

/** The same, with what lies in files read from them. Rejects, with words for the user, where one is not what it was. */
export async function readAndSave(trace: Trace, options: SaveOptions): Promise<OtlpDocument> {
  const saved: Saved[] = []
  for (const index of trace.spans()) saved.push({ index, ...(await trace.readDetail(index)) })
  return write(trace, saved, await trace.readLooseLogs(), options)
}

interface Saved extends SpanDetail {
  readonly index: SpanIndex
}

function write(trace: Trace, saved: readonly Saved[], loose: readonly LogView[], { content }: SaveOptions): OtlpDocument {
  const spans = saved.map(({ index, record, resource }) => {
    const written = { record, url: trace.source(index).url, lastHeardOf: lastHeardOf(trace, index, record) }
    return { resource, item: writeSpan(written, content) }
  })
  const words = saved.flatMap(({ index, record, live, resource }) => {
    const isInference = trace.span(index).class === 'inference'
    const item = content ? writeContent({ record, isInference, live }) : undefined
    return item === undefined ? [] : [{ resource, item }]
  })
  const logs = [...saved.flatMap(({ events }) => events), ...loose]
  const events = logs.map(({ event, source, resource }) => ({ resource, item: writeEvent(event, source.url, content) }))
  return writeDocument(spans, [...words, ...events])
}

function lastHeardOf(trace: Trace, index: SpanIndex, { startTimeUnixNano }: SpanRecord): UnixNano {
  const { start, firstChunk } = trace.span(index)
  const lastChunk = trace.chunks(index)?.offsets.at(-1) ?? 0
  const latest = Math.max(firstChunk ?? start, start + lastChunk)
  return latest > toMilliseconds(startTimeUnixNano) ? toUnixNano(latest) : startTimeUnixNano
}
