/**
 * A trace → one OTLP/JSON document that a Collector and the usual backends read: spans as `resourceSpans`, and words, where they are wanted, as
 * `resourceLogs` with an event per span, joined by trace and span id. What OTLP has no field for is an attribute (own-attributes.ts).
 *
 * A running span needs an end too, or backends refuse it or draw it from 1970 on: it gets the moment at which it was last heard of, and
 * `genai_devtools.state` says so. Ids that a page forged are replaced by proper ones, the same for the same: one bad id makes a Collector
 * refuse the whole document.
 */
import { ATTR_LIVE, ATTR_PAGE_URL, ATTR_SAVED, ATTR_TRUNCATED, ATTR_TRUNCATED_MESSAGES, EVENT_CONTENT } from '../../sdk/own-names.ts'
import { EVENT_GEN_AI_CLIENT_INFERENCE_OPERATION_DETAILS } from '../../sdk/semconv.ts'
import type { JsonValue, SpanContent, SpanRecord, UnixNano } from '../../sdk/protocol/records.ts'
import { carriesContent, CONTENT_ATTRIBUTES } from '../../sdk/content/names.ts'
import { withoutContent } from '../trace/content.ts'
import { toJson } from '../trace/measure.ts'
import type { LogView, SpanIndex, Trace } from '../trace/model.ts'
import { toMilliseconds, toUnixNano } from '../trace/time.ts'
import { toAnyValue, toKeyValues } from './any-value.ts'
import { groupByResource } from './grouped.ts'
import type { Placed } from './grouped.ts'
import { spanIdOf, traceIdOf } from './ids.ts'
import type { OtlpDocument, OtlpLogRecord, OtlpSpan } from './otlp-json.ts'
import { escaped, ownAttributes } from './own-attributes.ts'

export interface SaveOptions {
  /** Whether messages, tool arguments and results go into the file. */
  readonly content: boolean
}

/** The conventions give the event of an inference this severity. */
const DEBUG = { severityNumber: 5, severityText: 'DEBUG' } as const

/** The largest `fixed64`: a page can forge twenty nines. */
const LAST_NANO = 2n ** 64n - 1n

export function saveTrace(trace: Trace, { content }: SaveOptions): OtlpDocument {
  const indices = trace.rows(new Set()).flatMap((row) => (row.type === 'span' ? [row.index] : []))
  const spans = indices.map((index) => ({ resource: trace.resource(index), item: toSpan(trace, index, content) }))
  const logs = [...(content ? indices.flatMap((index) => contentLog(trace, index)) : []), ...trace.logs().map((log) => toLog(log, content))]
  const resourceSpans = groupByResource(spans).map(({ resource, scopes }) => ({
    resource: { attributes: toKeyValues(resource) },
    scopeSpans: scopes.map(({ scope, items }) => ({ scope, spans: items })),
  }))
  const resourceLogs = groupByResource(logs).map(({ resource, scopes }) => ({
    resource: { attributes: toKeyValues(resource) },
    scopeLogs: scopes.map(({ scope, items }) => ({ scope, logRecords: items })),
  }))
  return { resourceSpans, ...(logs.length === 0 ? {} : { resourceLogs }) }
}

function toSpan(trace: Trace, index: SpanIndex, content: boolean): OtlpSpan {
  const record = trace.record(index)
  const gated = <T>(attributes: { readonly [name: string]: T }): { readonly [name: string]: T } =>
    content ? attributes : withoutContent(attributes)
  const { message } = record.status
  return {
    traceId: traceIdOf(record.traceId),
    spanId: spanIdOf(record.spanId),
    ...(record.parentSpanId === undefined ? {} : { parentSpanId: spanIdOf(record.parentSpanId) }),
    name: record.name,
    kind: record.kind,
    startTimeUnixNano: within64Bits(record.startTimeUnixNano),
    endTimeUnixNano: within64Bits(record.endTimeUnixNano ?? lastHeardOf(trace, index, record)),
    attributes: toKeyValues({ ...escaped(gated(record.attributes)), ...ownAttributes(record, trace.source(index).url) }),
    events: record.events.map(({ name, timeUnixNano, attributes }) => ({
      name,
      timeUnixNano: within64Bits(timeUnixNano),
      attributes: toKeyValues(gated(attributes)),
    })),
    links: record.links.map(({ traceId, spanId, attributes }) => ({
      traceId: traceIdOf(traceId),
      spanId: spanIdOf(spanId),
      attributes: toKeyValues(gated(attributes)),
    })),
    status: { code: record.status.code, ...(message === undefined ? {} : { message }) },
  }
}

function lastHeardOf(trace: Trace, index: SpanIndex, { startTimeUnixNano }: SpanRecord): UnixNano {
  const { start, firstChunk } = trace.span(index)
  const lastChunk = trace.chunks(index)?.offsets.at(-1) ?? 0
  const latest = Math.max(firstChunk ?? start, start + lastChunk)
  return latest > toMilliseconds(startTimeUnixNano) ? toUnixNano(latest) : startTimeUnixNano
}

/** The event with a span's words; none for a span that says nothing. */
function contentLog(trace: Trace, index: SpanIndex): readonly Placed<OtlpLogRecord>[] {
  const record = trace.record(index)
  const words = { ...contentAttributes(record.content ?? {}), ...liveAttributes(trace, index) }
  if (Object.keys(words).length === 0) return []
  const isInference = trace.span(index).class === 'inference'
  const name = isInference ? EVENT_GEN_AI_CLIENT_INFERENCE_OPERATION_DETAILS : EVENT_CONTENT
  const item = {
    timeUnixNano: within64Bits(record.endTimeUnixNano ?? record.startTimeUnixNano),
    ...DEBUG,
    ...named(name),
    attributes: toKeyValues({ 'event.name': name, ...(isInference ? describing(record) : {}), [ATTR_SAVED]: true, ...words }),
    traceId: traceIdOf(record.traceId),
    spanId: spanIdOf(record.spanId),
  }
  return [{ resource: trace.resource(index), item }]
}

/** The event has "the same attribute set" as its span, so that logs can be read alone. */
function describing({ attributes }: SpanRecord): { readonly [name: string]: JsonValue } {
  const isShared = (name: string): boolean => /^(gen_ai|server|error)\./.test(name) && !carriesContent(name)
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isShared(name)))
}

function contentAttributes(content: SpanContent): { readonly [name: string]: JsonValue } {
  const { truncatedCharacters, truncatedMessages, ...words } = content
  const fields: { readonly [field: string]: unknown } = words
  const present = Object.entries(CONTENT_ATTRIBUTES).filter(([field]) => fields[field] !== undefined)
  return {
    ...Object.fromEntries(present.map(([field, name]) => [name, toJson(fields[field])])),
    ...(truncatedCharacters === undefined ? {} : { [ATTR_TRUNCATED]: truncatedCharacters }),
    ...(truncatedMessages === undefined ? {} : { [ATTR_TRUNCATED_MESSAGES]: truncatedMessages }),
  }
}

function liveAttributes(trace: Trace, index: SpanIndex): { readonly [name: string]: JsonValue } {
  const live = trace.live(index).map(({ choice, part, index: at, text }) => ({ choice, part, index: at, text }))
  return live.length === 0 ? {} : { [ATTR_LIVE]: live }
}

/** An event that the page recorded. */
function toLog({ event, source, resource }: LogView, content: boolean): Placed<OtlpLogRecord> {
  const { name, timeUnixNano, traceId, spanId, body } = event
  const attributes = escaped(content ? event.attributes : withoutContent(event.attributes))
  const own = { ...(name === '' ? {} : { 'event.name': name }), ...(source.url === '' ? {} : { [ATTR_PAGE_URL]: source.url }) }
  const item = {
    timeUnixNano: within64Bits(timeUnixNano),
    ...named(name),
    ...(content && body !== undefined ? { body: toAnyValue(body) } : {}),
    attributes: toKeyValues({ ...own, ...attributes }),
    ...(traceId === undefined ? {} : { traceId: traceIdOf(traceId) }),
    ...(spanId === undefined ? {} : { spanId: spanIdOf(spanId) }),
  }
  return { resource, item }
}

/** Readers of before 2025 know the attribute `event.name` only; callers write both. */
function named(name: string): { readonly eventName?: string } {
  return name === '' ? {} : { eventName: name }
}

function within64Bits(nano: UnixNano): UnixNano {
  const value = BigInt(nano)
  return String(value > LAST_NANO ? LAST_NANO : value)
}
