/** Event records, and the words beside a span → OTLP log records, joined to their span by trace and span id. */
import { carriesContent, CONTENT_ATTRIBUTES } from '../../sdk/content/names.ts'
import { ATTR_LIVE, ATTR_PAGE_URL, ATTR_SAVED, ATTR_TRUNCATED, ATTR_TRUNCATED_MESSAGES, EVENT_CONTENT } from '../../sdk/own-names.ts'
import type { EventRecord, JsonValue, SpanContent, SpanRecord, TextDelta } from '../../sdk/protocol/records.ts'
import { EVENT_GEN_AI_CLIENT_INFERENCE_OPERATION_DETAILS } from '../../sdk/semconv.ts'
import { toAnyValue, toKeyValues } from './any-value.ts'
import { withoutContent } from './content.ts'
import { soundSpanId, soundTraceId } from './ids.ts'
import { writeNano } from './nano.ts'
import type { OtlpLogRecord } from './otlp-json.ts'
import { escaped } from './own-attributes.ts'
import { toJson } from './plain-json.ts'

/** The conventions give the event of an inference this severity. */
const DEBUG = { severityNumber: 5, severityText: 'DEBUG' } as const

export interface WrittenContent {
  readonly record: SpanRecord
  /** The conventions have an event for a model's call, and none for anything else. */
  readonly isInference: boolean
  /** Text that streamed in and is in no message yet. */
  readonly live: readonly TextDelta[]
}

/** The event with a span's words; undefined for a span that says nothing. */
export function writeContent({ record, isInference, live }: WrittenContent): OtlpLogRecord | undefined {
  const words = { ...contentAttributes(record.content ?? {}), ...liveAttributes(live) }
  if (Object.keys(words).length === 0) return undefined
  const name = isInference ? EVENT_GEN_AI_CLIENT_INFERENCE_OPERATION_DETAILS : EVENT_CONTENT
  return {
    timeUnixNano: writeNano(record.endTimeUnixNano ?? record.startTimeUnixNano),
    ...DEBUG,
    ...named(name),
    attributes: toKeyValues({ 'event.name': name, ...(isInference ? describing(record) : {}), [ATTR_SAVED]: true, ...words }),
    traceId: soundTraceId(record.traceId),
    spanId: soundSpanId(record.spanId),
  }
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

function liveAttributes(live: readonly TextDelta[]): { readonly [name: string]: JsonValue } {
  const texts = live.map(({ choice, part, index, text }) => ({ choice, part, index, text }))
  return texts.length === 0 ? {} : { [ATTR_LIVE]: texts }
}

/**
 * An event that the page recorded.
 *
 * @param url of its page; empty where nobody says.
 * @param content whether its body, and attributes that carry words, stay.
 */
export function writeEvent(
  { name, timeUnixNano, traceId, spanId, body, attributes }: EventRecord,
  url: string,
  content: boolean,
): OtlpLogRecord {
  const own = { ...(name === '' ? {} : { 'event.name': name }), ...(url === '' ? {} : { [ATTR_PAGE_URL]: url }) }
  return {
    timeUnixNano: writeNano(timeUnixNano),
    ...named(name),
    ...(content && body !== undefined ? { body: toAnyValue(body) } : {}),
    attributes: toKeyValues({ ...own, ...escaped(content ? attributes : withoutContent(attributes)) }),
    ...(traceId === undefined ? {} : { traceId: soundTraceId(traceId) }),
    ...(spanId === undefined ? {} : { spanId: soundSpanId(spanId) }),
  }
}

/** Readers of before 2025 know the attribute `event.name` only; callers write both. */
function named(name: string): { readonly eventName?: string } {
  return name === '' ? {} : { eventName: name }
}
