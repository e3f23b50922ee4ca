/**
 * Records, rebuilt from what a page sent; `undefined` where one makes no sense. None of the readers throws. What they give is `Accepted`: whoever
 * asks for that gets what was checked, and checks it no second time.
 */
import type { Accepted, AcceptedEntry } from './accepted.ts'
import { wellFormed } from './cutting.ts'
import {
  attempt,
  attributes,
  cut,
  type Fields,
  fieldsOf,
  id,
  isObject,
  json,
  MAX_ATTRIBUTE,
  MAX_ITEMS,
  MAX_TEXT,
  name,
  nano,
  oneOf,
  positive,
  type Rebuilt,
  sound,
  whole,
} from './fields.ts'
import { readContent } from './read-content.ts'
import {
  type ChunkTimings,
  type CodePlace,
  type Delta,
  type EventRecord,
  type ParentSource,
  type ResourceEntry,
  type SpanEvent,
  SpanKind,
  type SpanLink,
  type SpanRecord,
  StatusCode,
} from './records.ts'

export function readEntry(value: unknown): AcceptedEntry | undefined {
  return attempt(() => {
    const sent = fieldsOf(value)
    const seq = whole(sent['seq'])
    return seq === 0 ? undefined : entry(seq, sent)
  })
}

export function readSpanRecord(value: unknown): Accepted<SpanRecord> | undefined {
  return attempt(() => accept(spanRecord(value)))
}

export function readDelta(value: unknown): Accepted<Delta> | undefined {
  return attempt(() => accept(delta(value)))
}

export function readEventRecord(value: unknown): Accepted<EventRecord> | undefined {
  return attempt(() => accept(eventRecord(value)))
}

export function readResourceEntry(value: unknown): Accepted<ResourceEntry> | undefined {
  return attempt(() => accept(resourceEntry(value)))
}

/** The one place that says so: of what was rebuilt a moment ago. */
function accept<T>(rebuilt: T | undefined): Accepted<T> | undefined {
  return rebuilt as Accepted<T> | undefined
}

function entry(seq: number, sent: Fields): AcceptedEntry | undefined {
  const spanSent = sent['span']
  if (spanSent !== undefined) {
    const span = accept(spanRecord(spanSent))
    return span && { seq, span }
  }
  const deltaSent = sent['delta']
  if (deltaSent !== undefined) {
    const read = accept(delta(deltaSent))
    return read && { seq, delta: read }
  }
  const eventSent = sent['event']
  if (eventSent !== undefined) {
    const event = accept(eventRecord(eventSent))
    return event && { seq, event }
  }
  const resource = accept(resourceEntry(sent))
  return resource && { seq, ...resource }
}

function spanRecord(value: unknown): SpanRecord | undefined {
  const sent = fieldsOf(value)
  const traceId = id(sent['traceId'])
  const spanId = id(sent['spanId'])
  const start = nano(sent['startTimeUnixNano'])
  if (traceId === undefined || spanId === undefined || start === undefined) return undefined
  const record: Rebuilt<SpanRecord> = {
    traceId,
    spanId,
    name: wellFormed(name(sent['name'])),
    kind: oneOf(SpanKinds, sent['kind']) ?? SpanKind.unspecified,
    startTimeUnixNano: start,
    status: status(sent['status']),
    attributes: attributes(sent['attributes']),
    events: sound(sent['events'], spanEvent),
    links: sound(sent['links'], spanLink),
    resource: id(sent['resource']) ?? '',
    state: sent['state'] === 'running' ? 'running' : 'ended',
  }
  const parent = id(sent['parentSpanId'])
  if (parent !== undefined) record.parentSpanId = parent
  const end = nano(sent['endTimeUnixNano'])
  if (end !== undefined) record.endTimeUnixNano = end
  const source = oneOf(ParentSources, sent['parentSource'])
  if (source !== undefined) record.parentSource = source
  const place = codePlace(sent['place'])
  if (place !== undefined) record.place = place
  const content = readContent(sent['content'])
  if (content !== undefined) record.content = content
  const timings = chunks(sent['chunks'])
  if (timings !== undefined) record.chunks = timings
  const first = positive(sent['firstChunkOffset'])
  if (first !== undefined) record.firstChunkOffset = first
  if (sent['probablyOver'] === true) record.probablyOver = true
  return record
}

function codePlace(value: unknown): CodePlace | undefined {
  const sent = fieldsOf(value)
  const file = sent['file']
  if (typeof file !== 'string' || file === '') return undefined
  return { file: name(file), line: whole(sent['line']), column: whole(sent['column']) }
}

function delta(value: unknown): Delta | undefined {
  const sent = fieldsOf(value)
  const spanId = id(sent['spanId'])
  const at = nano(sent['at'])
  const part = oneOf(DeltaParts, sent['part'])
  if (spanId === undefined || at === undefined || part === undefined) return undefined
  const choice = whole(sent['choice'])
  const index = whole(sent['index'])
  return { spanId, at, choice, part, index, text: cut(sent['text'], MAX_TEXT), bytes: whole(sent['bytes']) }
}

function eventRecord(value: unknown): EventRecord | undefined {
  const sent = fieldsOf(value)
  const time = nano(sent['timeUnixNano'])
  if (time === undefined) return undefined
  const event: Rebuilt<EventRecord> = {
    name: wellFormed(name(sent['name'])),
    timeUnixNano: time,
    attributes: attributes(sent['attributes']),
    resource: id(sent['resource']) ?? '',
  }
  const traceId = id(sent['traceId'])
  if (traceId !== undefined) event.traceId = traceId
  const spanId = id(sent['spanId'])
  if (spanId !== undefined) event.spanId = spanId
  const body = sent['body']
  if (body !== undefined) event.body = json(body)
  return event
}

function resourceEntry(value: unknown): ResourceEntry | undefined {
  const sent = fieldsOf(value)
  const resource = id(sent['resource'])
  if (resource === undefined) return undefined
  const scopeSent = fieldsOf(sent['scope'])
  const scope: Rebuilt<ResourceEntry['scope']> = { name: name(scopeSent['name']) }
  const version = scopeSent['version']
  if (typeof version === 'string') scope.version = name(version)
  return { resource, attributes: attributes(sent['attributes']), scope }
}

function spanEvent(value: unknown): SpanEvent | undefined {
  const sent = fieldsOf(value)
  const time = nano(sent['timeUnixNano'])
  return time === undefined
    ? undefined
    : { name: wellFormed(name(sent['name'])), timeUnixNano: time, attributes: attributes(sent['attributes']) }
}

function spanLink(value: unknown): SpanLink | undefined {
  const sent = fieldsOf(value)
  const traceId = id(sent['traceId'])
  const spanId = id(sent['spanId'])
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId, attributes: attributes(sent['attributes']) }
}

function status(value: unknown): SpanRecord['status'] {
  const sent = fieldsOf(value)
  const read: Rebuilt<SpanRecord['status']> = { code: oneOf(StatusCodes, sent['code']) ?? StatusCode.unset }
  const message = sent['message']
  if (typeof message === 'string') read.message = cut(wellFormed(message), MAX_ATTRIBUTE)
  return read
}

/** Two lists in step: where one has an unsound value, the other's goes with it. */
function chunks(value: unknown): ChunkTimings | undefined {
  if (!isObject(value)) return undefined
  const sent = fieldsOf(value)
  const offsetsSent = sent['offsets']
  const sizesSent = sent['sizes']
  const offsets: number[] = []
  const sizes: number[] = []
  if (Array.isArray(offsetsSent) && Array.isArray(sizesSent)) {
    const length = Math.min(offsetsSent.length, sizesSent.length, MAX_ITEMS)
    for (let at = 0; at < length; at++) {
      const offset = positive(offsetsSent[at])
      const size = positive(sizesSent[at])
      if (offset === undefined || size === undefined) continue
      offsets.push(offset)
      sizes.push(size)
    }
  }
  const dropped = whole(sent['dropped'])
  if (offsets.length === 0 && dropped === 0) return undefined
  return dropped === 0 ? { offsets, sizes } : { offsets, sizes, dropped }
}

const SpanKinds = Object.values(SpanKind)
const StatusCodes = Object.values(StatusCode)
const ParentSources: readonly ParentSource[] = ['explicit', 'framework', 'zone', 'stack', 'lineage']
const DeltaParts: readonly Delta['part'][] = ['text', 'reasoning', 'tool_arguments']
