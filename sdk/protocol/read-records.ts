/**
 * Records, rebuilt from what a page sent; `undefined` where one makes no sense. None of the readers throws. What they give is `Accepted`: whoever
 * asks for that gets what was checked, and checks it no second time.
 */
import type { Accepted, AcceptedBody, AcceptedEntry } from './accepted.ts'
import { wellFormed } from './cutting.ts'
import {
  attempt,
  attributes,
  cut,
  id,
  items,
  json,
  MAX_ATTRIBUTE,
  MAX_TEXT,
  name,
  nano,
  oneOf,
  optional,
  own,
  positive,
  whole,
} from './fields.ts'
import { readContent } from './read-content.ts'
import {
  type ChunkTimings,
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
    if (seq === 0) return undefined
    const body = entryBody(value)
    return body && { seq, ...body }
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

function entryBody(value: unknown): AcceptedBody | undefined {
  if (own(value, 'span') !== undefined) return optional('span', accept(spanRecord(own(value, 'span'))))
  if (own(value, 'delta') !== undefined) return optional('delta', accept(delta(own(value, 'delta'))))
  if (own(value, 'event') !== undefined) return optional('event', accept(eventRecord(own(value, 'event'))))
  return accept(resourceEntry(value))
}

function spanRecord(value: unknown): SpanRecord | undefined {
  const traceId = id(own(value, 'traceId'))
  const spanId = id(own(value, 'spanId'))
  const start = nano(own(value, 'startTimeUnixNano'))
  if (traceId === undefined || spanId === undefined || start === undefined) return undefined
  const end = nano(own(value, 'endTimeUnixNano'))
  return {
    traceId,
    spanId,
    ...optional('parentSpanId', id(own(value, 'parentSpanId'))),
    name: wellFormed(name(own(value, 'name'))),
    kind: oneOf(SpanKinds, own(value, 'kind')) ?? SpanKind.unspecified,
    startTimeUnixNano: start,
    ...optional('endTimeUnixNano', end),
    status: status(own(value, 'status')),
    attributes: attributes(own(value, 'attributes')),
    events: items(own(value, 'events')).flatMap((event) => spanEvent(event) ?? []),
    links: items(own(value, 'links')).flatMap((link) => spanLink(link) ?? []),
    resource: id(own(value, 'resource')) ?? '',
    state: own(value, 'state') === 'running' ? 'running' : 'ended',
    ...optional('parentSource', oneOf(ParentSources, own(value, 'parentSource'))),
    ...optional('content', readContent(own(value, 'content'))),
    ...optional('chunks', chunks(own(value, 'chunks'))),
    ...optional('firstChunkOffset', positive(own(value, 'firstChunkOffset'))),
    ...optional('probablyOver', own(value, 'probablyOver') === true ? true : undefined),
  }
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
  const body = own(value, 'body')
  return {
    name: wellFormed(name(own(value, 'name'))),
    timeUnixNano: time,
    ...optional('traceId', id(own(value, 'traceId'))),
    ...optional('spanId', id(own(value, 'spanId'))),
    attributes: attributes(own(value, 'attributes')),
    ...optional('body', body === undefined ? undefined : json(body)),
    resource: id(own(value, 'resource')) ?? '',
  }
}

function resourceEntry(value: unknown): ResourceEntry | undefined {
  const resource = id(own(value, 'resource'))
  if (resource === undefined) return undefined
  const scope = own(value, 'scope')
  const version = own(scope, 'version')
  return {
    resource,
    attributes: attributes(own(value, 'attributes')),
    scope: { name: name(own(scope, 'name')), ...optional('version', typeof version === 'string' ? name(version) : undefined) },
  }
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
  const message = own(value, 'message')
  return {
    code: oneOf(StatusCodes, own(value, 'code')) ?? StatusCode.unset,
    ...optional('message', typeof message === 'string' ? cut(wellFormed(message), MAX_ATTRIBUTE) : undefined),
  }
}

/** Two lists in step: an unsound value would shift one against the other, so the lists end there. */
function chunks(value: unknown): ChunkTimings | undefined {
  const offsets = items(own(value, 'offsets')).map(positive)
  const sizes = items(own(value, 'sizes')).map(positive)
  const dropped = whole(own(value, 'dropped'))
  const length = Math.min(offsets.length, sizes.length)
  const pairs = Array.from({ length }, (_, at) => ({ offset: offsets[at], size: sizes[at] }))
  const sound = pairs.filter(isSoundPair)
  if (sound.length === 0 && dropped === 0) return undefined
  return {
    offsets: sound.map(({ offset }) => offset),
    sizes: sound.map(({ size }) => size),
    ...optional('dropped', dropped === 0 ? undefined : dropped),
  }
}

const isSoundPair = (pair: { offset: number | undefined; size: number | undefined }): pair is { offset: number; size: number } =>
  pair.offset !== undefined && pair.size !== undefined

const SpanKinds = Object.values(SpanKind)
const StatusCodes = Object.values(StatusCode)
const ParentSources: readonly ParentSource[] = ['explicit', 'framework', 'zone', 'stack', 'lineage']
const DeltaParts: readonly Delta['part'][] = ['text', 'reasoning', 'tool_arguments']
