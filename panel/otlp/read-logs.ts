/** OTLP log records → events, and the content that belongs to spans. */
import { own } from '../../sdk/protocol/fields.ts'
import { ATTR_LIVE, ATTR_PAGE_URL, ATTR_SAVED, ATTR_TRUNCATED, ATTR_TRUNCATED_MESSAGES, EVENT_CONTENT } from '../../sdk/own-names.ts'
import type { Accepted } from '../../sdk/protocol/accepted.ts'
import type { EventRecord } from '../../sdk/protocol/records.ts'
import { readEventRecord } from '../../sdk/protocol/read-records.ts'
import { EVENT_GEN_AI_CLIENT_INFERENCE_OPERATION_DETAILS } from '../../sdk/semconv.ts'
import { CONTENT_ATTRIBUTES } from '../../sdk/content/names.ts'
import { liftContent } from './content.ts'
import { fromAnyValue, fromAttributes } from './any-value.ts'
import { readId } from './ids.ts'
import { unescaped } from './own-attributes.ts'
import { readNano } from './nano.ts'
import { flat, scopedItems } from './scoped.ts'
import type { Fields, Place, Scoped, Skip } from './scoped.ts'

export interface ReadLog {
  /** Absent for a record that only carried a saved span's content. */
  readonly event: Accepted<EventRecord> | undefined
  readonly place: Place
  readonly url: string
  readonly traceId: string | undefined
  readonly spanId: string | undefined
  /** Fields of a `SpanContent`. */
  readonly content: { readonly [field: string]: unknown }
  /** Text that had streamed in, as a list of `{ choice, part, index, text }`. */
  readonly live: readonly unknown[]
}

/** What is counted of records that have one: an event record has no field for it. */
export const SEVERITIES = 'severities of log records'

const NAMES = { groups: 'resourceLogs', scopes: 'scopeLogs', items: 'logRecords' }

/** `spans`: keys of the spans in the file; an event gives its content away only to one that is there. */
export function readLogs(root: unknown, spans: ReadonlySet<string>, skip: Skip): readonly ReadLog[] {
  return scopedItems(root, NAMES, skip).flatMap((scoped) => readLog(scoped, spans, skip))
}

export function spanKey(traceId: string | undefined, spanId: string | undefined): string {
  return `${traceId ?? ''} ${spanId ?? ''}`
}

export function readLog({ place, item: log, nth }: Scoped, spans: ReadonlySet<string>, skip: Skip): readonly ReadLog[] {
  const all = fromAttributes(own(log, 'attributes'))
  const ids = { traceId: readId(own(log, 'traceId'), 32), spanId: readId(own(log, 'spanId'), 16) }
  const url = typeof all[ATTR_PAGE_URL] === 'string' ? all[ATTR_PAGE_URL] : ''
  const hasSpan = spans.has(spanKey(ids.traceId, ids.spanId))
  if (all[ATTR_SAVED] === true) {
    if (!hasSpan) skip('contents of spans that are not in the file')
    const live = all[ATTR_LIVE]
    return [{ event: undefined, place, url, ...ids, content: savedContent(all), live: Array.isArray(live) ? live : [] }]
  }
  const name = nameOf(log, all)
  const { attributes, content } =
    hasSpan && isContentEvent(name) ? liftContent(unescaped(all)) : { attributes: unescaped(all), content: {} }
  const event = readEventRecord({
    ...ids,
    name,
    timeUnixNano: timeOf(log),
    attributes: flat(withoutName(attributes, name)),
    ...bodyOf(log),
    resource: '',
  })
  if (event === undefined) {
    skip('log records without a time', 1, () => `log record ${nth}`)
    return []
  }
  const severity = own(log, 'severityNumber')
  if (typeof severity === 'number' && severity > 0 && !isContentEvent(name)) skip(SEVERITIES)
  return [{ event, place, url, ...ids, content, live: [] }]
}

/** Taken as it stands, since what is text in a saved event was text: only attributes of spans hold JSON in text. */
function savedContent(attributes: Fields): { readonly [field: string]: unknown } {
  const present = Object.entries(CONTENT_ATTRIBUTES).filter(([, name]) => Object.hasOwn(attributes, name))
  const { [ATTR_TRUNCATED]: truncated, [ATTR_TRUNCATED_MESSAGES]: messages } = attributes
  return {
    ...Object.fromEntries(present.map(([key, name]) => [key, attributes[name]])),
    ...(truncated === undefined ? {} : { truncatedCharacters: truncated }),
    ...(messages === undefined ? {} : { truncatedMessages: messages }),
  }
}

export function isContentEvent(name: string): boolean {
  return name === EVENT_GEN_AI_CLIENT_INFERENCE_OPERATION_DETAILS || name === EVENT_CONTENT
}

function nameOf(log: unknown, attributes: Fields): string {
  const name = own(log, 'eventName') || attributes['event.name']
  return typeof name === 'string' ? name : ''
}

function withoutName(attributes: { readonly [name: string]: unknown }, name: string): { readonly [name: string]: unknown } {
  return Object.fromEntries(Object.entries(attributes).filter(([key, value]) => key !== 'event.name' || value !== name))
}

function timeOf(log: unknown): string | undefined {
  const time = readNano(own(log, 'timeUnixNano'))
  return time === undefined || /^0+$/.test(time) ? readNano(own(log, 'observedTimeUnixNano')) : time
}

/** A record without a body differs from one whose body is null only for those who ask. */
function bodyOf(log: unknown): { readonly body?: unknown } {
  const body = own(log, 'body')
  return body === undefined || body === null ? {} : { body: fromAnyValue(body) }
}
