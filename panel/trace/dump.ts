/** A trace in a canonical form: the same facts give the same text, whatever order, numbers and names of documents they came under. */
import type { EventRecord, JsonValue, ResourceEntry } from '../../sdk/protocol/records.ts'
import { withoutContent } from '../otlp/content.ts'
import { toJson } from '../otlp/plain-json.ts'
import type { SpanIndex, Trace } from './model.ts'

export interface DumpOptions {
  readonly content: boolean
}

export function dumpTrace(trace: Trace, { content }: DumpOptions): JsonValue {
  const spans: JsonValue[] = []
  for (const index of trace.spans()) spans.push(canonical(spanOf(trace, index, content)))
  const logs = trace.logs().map(({ event, resource, source }) => canonical({ url: source.url, ...eventOf(event, resource, content) }))
  return { spans: sorted(spans), logs: sorted(logs) }
}

function spanOf(trace: Trace, index: SpanIndex, content: boolean): object {
  const { endTimeUnixNano, content: words, ...record } = trace.record(index)
  const live = trace.live(index)
  return {
    ...record,
    // A file has to write some end on a running span.
    ...(record.state === 'running' ? {} : { endTimeUnixNano }),
    attributes: content ? record.attributes : withoutContent(record.attributes),
    events: record.events.map((event) => ({ ...event, attributes: content ? event.attributes : withoutContent(event.attributes) })),
    links: record.links.map((link) => ({ ...link, attributes: content ? link.attributes : withoutContent(link.attributes) })),
    url: trace.source(index).url,
    resource: resourceOf(trace.resource(index)),
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
