/**
 * OTLP's messages in protobuf → what `JSON.parse` gives for the same in OTLP/JSON, for the readers of that. Field numbers are those of
 * https://github.com/open-telemetry/opentelemetry-proto (v1.x). A field that is absent is absent here as well.
 */
import { BYTES, FIXED64, ProtoFields, VARINT, digitsOf, doubleOf } from './proto-wire.ts'
import { textOf } from './utf8.ts'

type Fields = Record<string, unknown>
/** Reads one field into the object; those of no interest it leaves. */
type Take = (into: Fields, fields: ProtoFields) => void

/** No producer nests values deeper. */
const MAX_DEPTH = 100

/** @throws RangeError where the bytes are no such message. */
export function spanOf(bytes: Uint8Array, start: number, end: number): Fields {
  return message(bytes, start, end, SPAN)
}

/** @throws RangeError where the bytes are no such message. */
export function logOf(bytes: Uint8Array, start: number, end: number): Fields {
  return message(bytes, start, end, LOG)
}

/** @throws RangeError where the bytes are no such message. */
export function resourceOf(bytes: Uint8Array, start: number, end: number): Fields {
  return message(bytes, start, end, { 1: attribute })
}

/** @throws RangeError where the bytes are no such message. */
export function scopeOf(bytes: Uint8Array, start: number, end: number): Fields {
  return message(bytes, start, end, { 1: text('name'), 2: text('version'), 3: attribute })
}

/** @throws RangeError where the bytes are no such message. */
export function statusOf(bytes: Uint8Array, start: number, end: number): Fields {
  return message(bytes, start, end, { 2: text('message'), 3: number('code') })
}

/** @throws RangeError where the bytes are no such message. */
export function anyOf(bytes: Uint8Array, start: number, end: number, depth = 0): Fields {
  if (depth > MAX_DEPTH) throw new RangeError('a value that is nested too deep')
  // Of the forms of a value the last one holds.
  let any: Fields = {}
  const fields = new ProtoFields(bytes, start, end)
  while (fields.next()) {
    const { field, type, low, high } = fields
    if (type === BYTES && field === 1) any = { stringValue: textIn(fields) }
    else if (type === VARINT && field === 2) any = { boolValue: (low | high) !== 0 }
    else if (type === VARINT && field === 3) any = { intValue: digitsOf(low, high, true) }
    else if (type === FIXED64 && field === 4) any = { doubleValue: doubleOf(low, high) }
    else if (type === BYTES && field === 5) any = { arrayValue: valuesOf(fields, (part) => anyOf(bytes, part.start, part.end, depth + 1)) }
    else if (type === BYTES && field === 6)
      any = { kvlistValue: valuesOf(fields, (part) => pairOf(bytes, part.start, part.end, depth + 1)) }
    else if (type === BYTES && field === 7) any = { bytesValue: base64(bytes.subarray(fields.start, fields.end)) }
  }
  if (fields.isBroken) throw new RangeError('no value')
  return any
}

function valuesOf({ bytes, start, end }: ProtoFields, read: (part: ProtoFields) => Fields): Fields {
  const values: Fields[] = []
  const fields = new ProtoFields(bytes, start, end)
  while (fields.next()) if (fields.field === 1 && fields.type === BYTES) values.push(read(fields))
  if (fields.isBroken) throw new RangeError('no list of values')
  return { values }
}

function pairOf(bytes: Uint8Array, start: number, end: number, depth: number): Fields {
  return message(bytes, start, end, {
    1: text('key'),
    2: (into, part) => {
      if (part.type === BYTES) into['value'] = anyOf(bytes, part.start, part.end, depth)
    },
  })
}

const attribute: Take = (into, { bytes, type, start, end }) => {
  if (type === BYTES) listed(into, 'attributes', pairOf(bytes, start, end, 0))
}

const EVENT = { 1: time('timeUnixNano'), 2: text('name'), 3: attribute }
const LINK = { 1: id('traceId'), 2: id('spanId'), 4: attribute }
const SPAN = {
  1: id('traceId'),
  2: id('spanId'),
  3: text('traceState'),
  4: id('parentSpanId'),
  5: text('name'),
  6: number('kind'),
  7: time('startTimeUnixNano'),
  8: time('endTimeUnixNano'),
  9: attribute,
  10: number('droppedAttributesCount'),
  11: list('events', EVENT),
  12: number('droppedEventsCount'),
  13: list('links', LINK),
  14: number('droppedLinksCount'),
  15: ((into, { bytes, type, start, end }) => {
    if (type === BYTES) into['status'] = { ...(into['status'] as Fields | undefined), ...statusOf(bytes, start, end) }
  }) satisfies Take,
}
const LOG = {
  1: time('timeUnixNano'),
  2: number('severityNumber'),
  5: ((into, { bytes, type, start, end }) => {
    if (type === BYTES) into['body'] = anyOf(bytes, start, end)
  }) satisfies Take,
  6: attribute,
  9: id('traceId'),
  10: id('spanId'),
  11: time('observedTimeUnixNano'),
  12: text('eventName'),
}

function message(bytes: Uint8Array, start: number, end: number, takes: { readonly [field: number]: Take }): Fields {
  const into: Fields = {}
  const fields = new ProtoFields(bytes, start, end)
  while (fields.next()) takes[fields.field]?.(into, fields)
  if (fields.isBroken) throw new RangeError('no protobuf')
  return into
}

function list(name: string, takes: { readonly [field: number]: Take }): Take {
  return (into, { bytes, type, start, end }) => {
    if (type === BYTES) listed(into, name, message(bytes, start, end, takes))
  }
}

function listed(into: Fields, name: string, item: Fields): void {
  const known = into[name]
  if (Array.isArray(known)) known.push(item)
  else into[name] = [item]
}

function text(name: string): Take {
  return (into, fields) => {
    if (fields.type === BYTES) into[name] = textIn(fields)
  }
}

function id(name: string): Take {
  return (into, { bytes, type, start, end }) => {
    if (type === BYTES) into[name] = Array.from(bytes.subarray(start, end), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
}

function time(name: string): Take {
  return (into, { type, low, high }) => {
    if (type === FIXED64) into[name] = digitsOf(low, high, false)
  }
}

function number(name: string): Take {
  return (into, { type, low }) => {
    if (type === VARINT) into[name] = low
  }
}

const textIn = ({ bytes, start, end }: ProtoFields): string => textOf(bytes, start, end)

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
