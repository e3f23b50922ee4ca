/** A trace in a canonical form: the same facts give the same text, whatever order, numbers and names of documents they came under. */
import type { EventRecord, JsonValue, ResourceEntry } from '../../sdk/protocol/records.ts'
import { withoutContent } from '../otlp/content.ts'
import { toJson } from '../otlp/plain-json.ts'
import type { LogView, SpanDetail, Trace } from './model.ts'

export interface DumpOptions {
  readonly content: boolean
}

interface DumpedSpan extends SpanDetail {
  readonly url: string
}

const ALL: DumpOptions = { content: true }

/** @throws RangeError where a record lies in a file. */
export function dumpTrace(trace: Trace, options = ALL): JsonValue {
  const details = Array.from(trace.spans(), (index) => {
    const detail = trace.detail(index)
    if (detail === undefined) throw new RangeError(`the record of span ${index} lies in a file`)
    return { ...detail, url: trace.source(index).url }
  })
  return dumpOf(details, trace.looseLogs(), options)
}

/** The same, with what lies in files read from them. */
export async function readAndDump(trace: Trace, options = ALL): Promise<JsonValue> {
  const snapshot = trace.snapshot()
  const details: DumpedSpan[] = []
  const loose: LogView[] = []
  for await (const part of snapshot.spans())
    for (const span of part) if (span !== undefined) details.push({ ...span, url: span.source.url })
  for await (const part of snapshot.looseLogs()) loose.push(...part)
  return dumpOf(details, loose, options)
}

function dumpOf(details: readonly DumpedSpan[], loose: readonly LogView[], { content }: DumpOptions): JsonValue {
  const spans = details.map((detail) => canonical(spanOf(detail, content)))
  const all = [...details.flatMap(({ events }) => events), ...loose]
  const logs = all.map(({ event, resource, source }) => canonical({ url: source.url, ...eventOf(event, resource, content) }))
  return { spans: sorted(spans), logs: sorted(logs) }
}

function spanOf({ record: whole, resource, live, url }: DumpedSpan, content: boolean): object {
  const { resource: _, content: words, endTimeUnixNano, ...record } = whole
  return {
    ...record,
    // A file has to write some end on a running span.
    ...(record.state === 'running' ? {} : { endTimeUnixNano }),
    attributes: content ? record.attributes : withoutContent(record.attributes),
    events: record.events.map((event) => ({ ...event, attributes: content ? event.attributes : withoutContent(event.attributes) })),
    links: record.links.map((link) => ({ ...link, attributes: content ? link.attributes : withoutContent(link.attributes) })),
    url,
    resource: resourceOf(resource),
    ...(content && words !== undefined ? { content: words } : {}),
    ...(content && live.length > 0 ? { live: sorted(live.map((text) => canonical(text))) } : {}),
  }
}

function eventOf({ body, ...event }: EventRecord, resource: ResourceEntry | undefined, content: boolean): object {
  return {
    ...event,
    attributes: content ? event.attributes : withoutContent(event.attributes),
    ...(content && body !== undefined ? { body } : {}),
    resource: resourceOf(resource),
  }
}

function resourceOf(entry: ResourceEntry | undefined): object {
  return { attributes: entry?.attributes ?? {}, scope: entry?.scope ?? { name: '' } }
}

/** Keys in order, so that equal facts give equal text. */
function canonical(value: unknown): JsonValue {
  const plain = toJson(value)
  return sortKeys(plain)
}

function sortKeys(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => sortKeys(item))
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]))
}

function sorted(values: readonly JsonValue[]): JsonValue {
  const keyed = values.map((value) => ({ value, key: JSON.stringify(value) }))
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ value }) => value)
}
