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
  id,
  isObject,
  json,
  MAX_ATTRIBUTE,
  MAX_ITEMS,
  MAX_TEXT,
  name,
  nano,
  oneOf,
  own,
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
    const seq = whole(own(value, 'seq'))
    return seq === 0 ? undefined : entry(seq, value)
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

function entry(seq: number, value: unknown): AcceptedEntry | undefined {
  const spanSent = own(value, 'span')
  if (spanSent !== undefined) {
    const span = accept(spanRecord(spanSent))
    return span && { seq, span }
  }
  const deltaSent = own(value, 'delta')
  if (deltaSent !== undefined) {
    const read = accept(delta(deltaSent))
    return read && { seq, delta: read }
  }
  const eventSent = own(value, 'event')
  if (eventSent !== undefined) {
    const event = accept(eventRecord(eventSent))
    return event && { seq, event }
  }
  const resource = accept(resourceEntry(value))
  return resource && { seq, ...resource }
}

function spanRecord(value: unknown): SpanRecord | undefined {
  const traceId = id(own(value, 'traceId'))
  const spanId = id(own(value, 'spanId'))
  const start = nano(own(value, 'startTimeUnixNano'))
  if (traceId === undefined || spanId === undefined || start === undefined) return undefined
  const record: Rebuilt<SpanRecord> = {
    traceId,
    spanId,
    name: wellFormed(name(own(value, 'name'))),
    kind: oneOf(SpanKinds, own(value, 'kind')) ?? SpanKind.unspecified,
    startTimeUnixNano: start,
    status: status(own(value, 'status')),
    attributes: attributes(own(value, 'attributes')),
    events: sound(own(value, 'events'), spanEvent),
    links: sound(own(value, 'links'), spanLink),
    resource: id(own(value, 'resource')) ?? '',
    state: own(value, 'state') === 'running' ? 'running' : 'ended',
  }
  const parent = id(own(value, 'parentSpanId'))
  if (parent !== undefined) record.parentSpanId = parent
  const end = nano(own(value, 'endTimeUnixNano'))
  if (end !== undefined) record.endTimeUnixNano = end
  const source = oneOf(ParentSources, own(value, 'parentSource'))
  if (source !== undefined) record.parentSource = source
  const place = codePlace(own(value, 'place'))
  if (place !== undefined) record.place = place
  const content = readContent(own(value, 'content'))
  if (content !== undefined) record.content = content
  const timings = chunks(own(value, 'chunks'))
  if (timings !== undefined) record.chunks = timings
  const first = positive(own(value, 'firstChunkOffset'))
  if (first !== undefined) record.firstChunkOffset = first
  if (own(value, 'probablyOver') === true) record.probablyOver = true
  return record
}

function codePlace(value: unknown): CodePlace | undefined {
  const file = own(value, 'file')
  if (typeof file !== 'string' || file === '') return undefined
  return { file: name(file), line: whole(own(value, 'line')), column: whole(own(value, 'column')) }
}

function delta(value: unknown): Delta | undefined {
  const spanId = id(own(value, 'spanId'))
  const at = nano(own(value, 'at'))
  const part = oneOf(DeltaParts, own(value, 'part'))
  if (spanId === undefined || at === undefined || part === undefined) return undefined
  const choice = whole(own(value, 'choice'))
  const index = whole(own(value, 'index'))
  return { spanId, at, choice, part, index, text: cut(own(value, 'text'), MAX_TEXT), bytes: whole(own(value, 'bytes')) }
}

function eventRecord(value: unknown): EventRecord | undefined {
  const time = nano(own(value, 'timeUnixNano'))
  if (time === undefined) return undefined
  const event: Rebuilt<EventRecord> = {
    name: wellFormed(name(own(value, 'name'))),
    timeUnixNano: time,
    attributes: attributes(own(value, 'attributes')),
    resource: id(own(value, 'resource')) ?? '',
  }
  const traceId = id(own(value, 'traceId'))
  if (traceId !== undefined) event.traceId = traceId
  const spanId = id(own(value, 'spanId'))
  if (spanId !== undefined) event.spanId = spanId
  const body = own(value, 'body')
  if (body !== undefined) event.body = json(body)
  return event
}

function resourceEntry(value: unknown): ResourceEntry | undefined {
  const resource = id(own(value, 'resource'))
  if (resource === undefined) return undefined
  const sent = own(value, 'scope')
  const scope: Rebuilt<ResourceEntry['scope']> = { name: name(own(sent, 'name')) }
  const version = own(sent, 'version')
  if (typeof version === 'string') scope.version = name(version)
  return { resource, attributes: attributes(own(value, 'attributes')), scope }
}

function spanEvent(value: unknown): SpanEvent | undefined {
  const time = nano(own(value, 'timeUnixNano'))
  return time === undefined
    ? undefined
    : { name: wellFormed(name(own(value, 'name'))), timeUnixNano: time, attributes: attributes(own(value, 'attributes')) }
}

function spanLink(value: unknown): SpanLink | undefined {
  const traceId = id(own(value, 'traceId'))
  const spanId = id(own(value, 'spanId'))
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId, attributes: attributes(own(value, 'attributes')) }
}

function status(value: unknown): SpanRecord['status'] {
  const read: Rebuilt<SpanRecord['status']> = { code: oneOf(StatusCodes, own(value, 'code')) ?? StatusCode.unset }
  const message = own(value, 'message')
  if (typeof message === 'string') read.message = cut(wellFormed(message), MAX_ATTRIBUTE)
  return read
}

/** Two lists in step: where one has an unsound value, the other's goes with it. */
function chunks(value: unknown): ChunkTimings | undefined {
  if (!isObject(value)) return undefined
  const offsetsSent = own(value, 'offsets')
  const sizesSent = own(value, 'sizes')
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
  const dropped = whole(own(value, 'dropped'))
  if (offsets.length === 0 && dropped === 0) return undefined
  return dropped === 0 ? { offsets, sizes } : { offsets, sizes, dropped }
}

const SpanKinds = Object.values(SpanKind)
const StatusCodes = Object.values(StatusCode)
const ParentSources: readonly ParentSource[] = ['explicit', 'framework', 'zone', 'stack', 'lineage']
const DeltaParts: readonly Delta['part'][] = ['text', 'reasoning', 'tool_arguments']
