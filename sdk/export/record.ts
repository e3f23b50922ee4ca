/** OpenTelemetry's readable span → the record that crosses to the extension. Pure but for the side tables of content. */
import type { Attributes as OtelAttributes, HrTime } from '@opentelemetry/api'
import { SpanKind, StatusCode } from '../protocol/records.ts'
import type { Attributes, AttributeValue, ResourceEntry, SpanRecord, UnixNano } from '../protocol/records.ts'
import { ATTR_GEN_AI_PROMPT_VARIABLE } from '../semconv.ts'
import { scrubText, scrubUrl } from '../content/credentials.ts'
import { carriesContent, CONTENT_ATTRIBUTES } from '../content/names.ts'
import { contentOf, wholeOf } from '../content/span-content.ts'
import { WholePayloads } from '../content/whole.ts'
import type { RecordExtras, RecordMaker } from './record-maker.ts'
import { scrubAttribute } from './scrub-attributes.ts'
import { lateFactsOf } from './late-facts.ts'
import type { SpanLike } from './span-like.ts'

/** Makes a page's records, with the content beside its spans. */
export function createRecordMaker(): RecordMaker & { readonly whole: WholePayloads } {
  const whole = new WholePayloads()
  return {
    whole,
    span(span, extras) {
      const rest = extras.content ? wholeOf(span) : undefined
      if (rest !== undefined) whole.keep(span.spanContext().spanId, rest)
      return toRecord(span, extras)
    },
    resource: toResource,
  }
}

export function toRecord(span: SpanLike, extras: RecordExtras): SpanRecord {
  const { traceId, spanId } = span.spanContext()
  const told = withLate(span)
  const parent = span.parentSpanContext?.spanId
  const content = extras.content ? contentOf(span) : undefined
  const { chunks, firstChunkOffset, parentSource, place, words } = extras
  return {
    traceId,
    spanId,
    ...(parent === undefined ? {} : { parentSpanId: parent }),
    name: scrubText(told.name),
    kind: kindOf(span.kind),
    startTimeUnixNano: toUnixNano(span.startTime),
    ...(extras.state === 'ended' ? { endTimeUnixNano: toUnixNano(span.endTime) } : {}),
    status: statusOf(told.status),
    attributes: withoutContent(told.attributes, words),
    events: span.events.map(({ name, time, attributes = {} }) => ({
      name: scrubText(name),
      timeUnixNano: toUnixNano(time),
      attributes: withoutContent(attributes, words),
    })),
    links: span.links.map(({ context, attributes = {} }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      attributes: plain(attributes),
    })),
    resource: extras.resource,
    state: extras.state,
    ...(parentSource === undefined ? {} : { parentSource }),
    ...(place === undefined ? {} : { place: { ...place, file: scrubUrl(place.file) } }),
    ...(content === undefined ? {} : { content }),
    ...(chunks === undefined ? {} : { chunks }),
    ...(firstChunkOffset === undefined ? {} : { firstChunkOffset }),
    ...(extras.probablyOver === true ? { probablyOver: true } : {}),
  }
}

export function toResource(span: SpanLike, id: string): ResourceEntry {
  const { name, version } = span.instrumentationScope
  return {
    resource: id,
    attributes: plain(span.resource.attributes),
    scope: { name: scrubText(name), ...(version === undefined ? {} : { version: scrubText(version) }) },
  }
}

export function toUnixNano([seconds, nanoseconds]: HrTime): UnixNano {
  return String(BigInt(seconds) * 1_000_000_000n + BigInt(Math.round(nanoseconds)))
}

/** OTLP's enumeration starts with UNSPECIFIED, so that the API's INTERNAL = 0 is its 1. */
function kindOf(kind: number): SpanKind {
  const kinds: readonly SpanKind[] = [SpanKind.internal, SpanKind.server, SpanKind.client, SpanKind.producer, SpanKind.consumer]
  return kinds[kind] ?? SpanKind.unspecified
}

function statusOf({ code, message }: SpanLike['status']): SpanRecord['status'] {
  if (code === StatusCode.error) return message === undefined || message === '' ? { code } : { code, message: scrubText(message) }
  return { code: code === StatusCode.ok ? StatusCode.ok : StatusCode.unset }
}

const contentNames: ReadonlySet<string> = new Set(Object.values(CONTENT_ATTRIBUTES))
const promptVariable = ATTR_GEN_AI_PROMPT_VARIABLE('')
const isContent = (name: string): boolean => contentNames.has(name) || name.startsWith(promptVariable)

/** With what was learnt when it had ended. */
function withLate(span: SpanLike): Pick<SpanLike, 'name' | 'status' | 'attributes'> {
  const late = lateFactsOf(span)
  if (late === undefined) return span
  const attributes = { ...late.missing, ...span.attributes, ...late.known }
  return { name: late.name, status: late.status ?? span.status, attributes }
}

/** Content travels beside the span; on it as well it would cross twice and slip past the panel's gate. */
function withoutContent(attributes: OtelAttributes, words: boolean): Attributes {
  const passes = (name: string): boolean => !isContent(name) && (words || !carriesContent(name))
  return plain(Object.fromEntries(Object.entries(attributes).filter(([name]) => passes(name))))
}

/** OpenTelemetry allows holes (null) in array attributes; the record does not. */
function plain(attributes: OtelAttributes): Attributes {
  const result: Record<string, AttributeValue> = {}
  for (const [name, given] of Object.entries(attributes)) {
    const value = scrubAttribute(name, given)
    if (Array.isArray(value)) result[name] = value.filter((item) => item !== null && item !== undefined)
    else if (value !== undefined) result[name] = value
  }
  return result
}
