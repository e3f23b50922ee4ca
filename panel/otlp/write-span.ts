/**
 * A span record → OTLP. What OTLP has no field for is an attribute (own-attributes.ts). A running span needs an end too, or backends refuse it or draw
 * it from 1970 on: it gets the moment at which it was last heard of, and `genai_devtools.state` says so. Ids that a page forged are replaced by proper
 * ones, the same for the same: one bad id makes a Collector refuse the whole document.
 */
import type { SpanRecord, UnixNano } from '../../sdk/protocol/records.ts'
import { toKeyValues } from './any-value.ts'
import { withoutContent } from './content.ts'
import { soundSpanId, soundTraceId } from './ids.ts'
import { writeNano } from './nano.ts'
import type { OtlpSpan } from './otlp-json.ts'
import { escaped, ownAttributes } from './own-attributes.ts'

export interface WrittenSpan {
  readonly record: SpanRecord
  /** URL of its page; empty where nobody says. */
  readonly url: string
  /** For a record without an end. */
  readonly lastHeardOf: UnixNano
}

/** @param content whether attributes that carry words of users, models or tools stay. Those beside the span are a log record's: `writeContent`. */
export function writeSpan({ record, url, lastHeardOf }: WrittenSpan, content: boolean): OtlpSpan {
  const gated = <T>(attributes: { readonly [name: string]: T }): { readonly [name: string]: T } =>
    content ? attributes : withoutContent(attributes)
  const { message } = record.status
  return {
    traceId: soundTraceId(record.traceId),
    spanId: soundSpanId(record.spanId),
    ...(record.parentSpanId === undefined ? {} : { parentSpanId: soundSpanId(record.parentSpanId) }),
    name: record.name,
    kind: record.kind,
    startTimeUnixNano: writeNano(record.startTimeUnixNano),
    endTimeUnixNano: writeNano(record.endTimeUnixNano ?? lastHeardOf),
    attributes: toKeyValues({ ...escaped(gated(record.attributes)), ...ownAttributes(record, url) }),
    events: record.events.map(({ name, timeUnixNano, attributes }) => ({
      name,
      timeUnixNano: writeNano(timeUnixNano),
      attributes: toKeyValues(gated(attributes)),
    })),
    links: record.links.map(({ traceId, spanId, attributes }) => ({
      traceId: soundTraceId(traceId),
      spanId: soundSpanId(spanId),
      attributes: toKeyValues(gated(attributes)),
    })),
    status: { code: record.status.code, ...(message === undefined ? {} : { message }) },
  }
}
