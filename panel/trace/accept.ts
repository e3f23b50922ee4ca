/**
 * Rebuilds an entry field by field. A page can forge spans and a file can hold anything, so that every later function may rely on the types
 * of `protocol.ts`. Content attributes move into the content, where a gate can leave them out.
 */
import type {
  Attributes,
  AttributeValue,
  ChunkTimings,
  Delta,
  EventRecord,
  ParentSource,
  ResourceEntry,
  SpanEvent,
  SpanKind,
  SpanLink,
  SpanRecord,
  StatusCode,
} from '../../sdk/protocol.ts'
import { liftContent, readContent } from './content.ts'
import { toJson } from './measure.ts'
import { isUnixNano } from './time.ts'

/** Longer ids are no ids: OTLP's have 32 and 16 characters. */
const MAX_ID = 128

type Fields = ReadonlyMap<string, unknown>

export function fieldsOf(value: unknown): Fields {
  return new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
}

/** Undefined for what has no ids or no start: nothing could be drawn of it. */
export function acceptSpan(value: unknown): SpanRecord | undefined {
  const span = fieldsOf(value)
  const traceId = id(span.get('traceId'))
  const spanId = id(span.get('spanId'))
  const start = span.get('startTimeUnixNano')
  if (traceId === undefined || spanId === undefined || !isUnixNano(start)) return undefined
  const parentSpanId = id(span.get('parentSpanId'))
  const end = span.get('endTimeUnixNano')
  const { attributes, content: lifted } = liftContent(acceptAttributes(span.get('attributes')))
  const sent = readContent(span.get('content'))
  const content = lifted === undefined ? sent : { ...lifted, ...sent }
  const parentSource = acceptParentSource(span.get('parentSource'))
  const chunks = acceptChunks(span.get('chunks'))
  const firstChunk = span.get('firstChunkOffset')
  return {
    traceId,
    spanId,
    ...(parentSpanId === undefined || parentSpanId === spanId ? {} : { parentSpanId }),
    name: string(span.get('name')),
    kind: acceptKind(span.get('kind')),
    startTimeUnixNano: start,
    ...(isUnixNano(end) ? { endTimeUnixNano: end } : {}),
    status: acceptStatus(span.get('status')),
    attributes,
    events: list(span.get('events')).flatMap((event) => acceptSpanEvent(event)),
    links: list(span.get('links')).flatMap((link) => acceptLink(link)),
    resource: string(span.get('resource')),
    state: span.get('state') === 'running' ? 'running' : 'ended',
    ...(parentSource === undefined ? {} : { parentSource }),
    ...(content === undefined ? {} : { content }),
    ...(chunks === undefined ? {} : { chunks }),
    ...(isOffset(firstChunk) ? { firstChunkOffset: firstChunk } : {}),
  }
}

export function acceptDelta(value: unknown): Delta | undefined {
  const delta = fieldsOf(value)
  const spanId = id(delta.get('spanId'))
  const at = delta.get('at')
  const part = delta.get('part')
  if (spanId === undefined || !isUnixNano(at)) return undefined
  if (part !== 'text' && part !== 'reasoning' && part !== 'tool_arguments') return undefined
  const bytes = delta.get('bytes')
  return {
    spanId,
    at,
    choice: wholeNumber(delta.get('choice')),
    part,
    index: wholeNumber(delta.get('index')),
    text: string(delta.get('text')),
    bytes: isOffset(bytes) ? bytes : 0,
  }
}

export function acceptEvent(value: unknown): EventRecord | undefined {
  const event = fieldsOf(value)
  const time = event.get('timeUnixNano')
  if (!isUnixNano(time)) return undefined
  const traceId = id(event.get('traceId'))
  const spanId = id(event.get('spanId'))
  const name = string(event.get('name'))
  const { 'event.name': repeated, ...attributes } = acceptAttributes(event.get('attributes'))
  return {
    name,
    timeUnixNano: time,
    ...(traceId === undefined ? {} : { traceId }),
    ...(spanId === undefined ? {} : { spanId }),
    // Before log records had a field for the name, this attribute held it.
    attributes: repeated === undefined || repeated === name ? attributes : { ...attributes, 'event.name': repeated },
    ...(event.get('body') === undefined ? {} : { body: toJson(event.get('body')) }),
    resource: string(event.get('resource')),
  }
}

export function acceptResource(value: unknown): ResourceEntry | undefined {
  const resource = fieldsOf(value)
  const scope = fieldsOf(resource.get('scope'))
  const version = scope.get('version')
  if (typeof resource.get('resource') !== 'string') return undefined
  return {
    resource: string(resource.get('resource')),
    attributes: acceptAttributes(resource.get('attributes')),
    scope: { name: string(scope.get('name')), ...(typeof version === 'string' && version !== '' ? { version } : {}) },
  }
}

/** Structured values, which no attribute of ours can hold, are kept as their JSON text. */
export function acceptAttributes(value: unknown): Attributes {
  const result = new Map<string, AttributeValue>()
  for (const [name, item] of fieldsOf(value)) {
    if (item === undefined || item === null) continue
    result.set(name, acceptAttribute(item))
  }
  return Object.fromEntries(result)
}

function acceptAttribute(value: unknown): AttributeValue {
  const plain = toJson(value)
  if (typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean') return plain
  if (Array.isArray(plain) && plain.every((item) => isScalar(item))) return plain
  return JSON.stringify(plain)
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function acceptSpanEvent(value: unknown): SpanEvent[] {
  const event = fieldsOf(value)
  const time = event.get('timeUnixNano')
  if (!isUnixNano(time)) return []
  return [{ name: string(event.get('name')), timeUnixNano: time, attributes: acceptAttributes(event.get('attributes')) }]
}

function acceptLink(value: unknown): SpanLink[] {
  const link = fieldsOf(value)
  const traceId = id(link.get('traceId'))
  const spanId = id(link.get('spanId'))
  return traceId === undefined || spanId === undefined ? [] : [{ traceId, spanId, attributes: acceptAttributes(link.get('attributes')) }]
}

function acceptKind(value: unknown): SpanKind {
  return value === 1 || value === 2 || value === 3 || value === 4 || value === 5 ? value : 0
}

function acceptStatus(value: unknown): SpanRecord['status'] {
  const status = fieldsOf(value)
  const message = status.get('message')
  return { code: acceptCode(status.get('code')), ...(typeof message === 'string' && message !== '' ? { message } : {}) }
}

function acceptCode(value: unknown): StatusCode {
  return value === 1 || value === 2 ? value : 0
}

function acceptParentSource(value: unknown): ParentSource | undefined {
  const known: readonly ParentSource[] = ['explicit', 'framework', 'zone', 'stack', 'lineage']
  return known.find((source) => source === value)
}

/** The two lists run in parallel: one longer than the other says nothing beyond the shorter. */
function acceptChunks(value: unknown): ChunkTimings | undefined {
  const chunks = fieldsOf(value)
  const offsets = list(chunks.get('offsets'))
  const sizes = list(chunks.get('sizes'))
  const pairs = offsets.slice(0, sizes.length).map((offset, index) => [offset, sizes[index]])
  const sound = pairs.filter(([offset, size]) => isOffset(offset) && isOffset(size))
  const dropped = chunks.get('dropped')
  if (sound.length === 0 && !(isOffset(dropped) && dropped > 0)) return undefined
  return {
    offsets: sound.map(([offset]) => Number(offset)),
    sizes: sound.map(([, size]) => Number(size)),
    ...(isOffset(dropped) && dropped > 0 ? { dropped } : {}),
  }
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

function wholeNumber(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function id(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= MAX_ID ? value : undefined
}
