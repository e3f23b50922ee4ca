/** Spans → OTLP's protobuf, in pieces: https://github.com/open-telemetry/opentelemetry-proto (v1.x). The numbers are those of its fields. */
import type { DrawnSpan } from './drawn-file.ts'

type KeyValue = DrawnSpan['attributes'][number]

const encoder = new TextEncoder()

/** Bytes of one message. */
export class ProtoWriter {
  #bytes = new Uint8Array(128)
  #length = 0

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  varint(value: number | bigint): this {
    this.#room(10)
    if (typeof value === 'number' && value >= 0) {
      let rest = value
      for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.#bytes[this.#length++] = (rest % 128) | 0x80
      this.#bytes[this.#length++] = rest
      return this
    }
    let rest = BigInt.asUintN(64, BigInt(value))
    for (; rest > 0x7fn; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80
    this.#bytes[this.#length++] = Number(rest)
    return this
  }

  field(number: number, value: Uint8Array | string): this {
    const bytes = typeof value === 'string' ? encoder.encode(value) : value
    return this.varint(number * 8 + 2)
      .varint(bytes.length)
      .raw(bytes)
  }

  number(number: number, value: number | bigint): this {
    return this.varint(number * 8).varint(value)
  }

  fixed64(number: number, value: bigint): this {
    return this.varint(number * 8 + 1).raw(new Uint8Array(BigUint64Array.of(value).buffer))
  }

  double(number: number, value: number): this {
    return this.varint(number * 8 + 1).raw(new Uint8Array(Float64Array.of(value).buffer))
  }

  raw(bytes: Uint8Array): this {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    return this
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#length + more, this.#bytes.length * 2))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

interface Described {
  readonly attributes: readonly KeyValue[]
}

/** All of them under one resource and one scope, whose lengths stand before them: the spans are drawn twice. */
export function* writeTraces(
  spans: () => Iterable<DrawnSpan>,
  resource: Described,
  scope: { readonly name: string; readonly version: string },
  piece: number,
): Generator<Uint8Array<ArrayBuffer>> {
  const head = new ProtoWriter().field(1, new ProtoWriter().field(1, scope.name).field(2, scope.version).bytes).bytes
  let size = head.length
  for (const span of spans()) size += new ProtoWriter().field(2, writeSpan(span)).bytes.length
  const described = new ProtoWriter().field(1, writeAttributes(new ProtoWriter(), 1, resource.attributes).bytes)
  const scopeSpans = described.varint(2 * 8 + 2).varint(size).bytes
  let bytes = new ProtoWriter()
    .varint(1 * 8 + 2)
    .varint(scopeSpans.length + size)
    .raw(scopeSpans)
    .raw(head)
  let written = 0
  for (const span of spans()) {
    const item = writeSpan(span)
    bytes.field(2, item)
    written += item.length
    if (written < piece) continue
    yield bytes.bytes
    bytes = new ProtoWriter()
    written = 0
  }
  yield bytes.bytes
}

function writeSpan(span: DrawnSpan): Uint8Array {
  const writer = new ProtoWriter().field(1, fromHex(span.traceId)).field(2, fromHex(span.spanId))
  if (span.parentSpanId !== '') writer.field(4, fromHex(span.parentSpanId))
  writer.field(5, span.name).number(6, span.kind).fixed64(7, BigInt(span.startTimeUnixNano)).fixed64(8, BigInt(span.endTimeUnixNano))
  writeAttributes(writer, 9, span.attributes)
  for (const { timeUnixNano, name, attributes } of span.events) {
    writer.field(11, writeAttributes(new ProtoWriter().fixed64(1, BigInt(timeUnixNano)).field(2, name), 3, attributes).bytes)
  }
  const status = new ProtoWriter()
  if (span.status.message !== undefined) status.field(2, span.status.message)
  if (span.status.code !== 0) status.number(3, span.status.code)
  return writer.field(15, status.bytes).bytes
}

function writeAttributes(writer: ProtoWriter, field: number, attributes: readonly KeyValue[]): ProtoWriter {
  for (const { key, value } of attributes) writer.field(field, new ProtoWriter().field(1, key).field(2, writeAny(value)).bytes)
  return writer
}

function writeAny({ stringValue, boolValue, intValue, doubleValue, arrayValue }: KeyValue['value']): Uint8Array {
  const writer = new ProtoWriter()
  if (stringValue !== undefined) writer.field(1, stringValue)
  if (boolValue !== undefined) writer.number(2, boolValue ? 1 : 0)
  if (intValue !== undefined) writer.number(3, BigInt(intValue))
  if (doubleValue !== undefined) writer.double(4, doubleValue)
  if (arrayValue !== undefined) {
    const values = new ProtoWriter()
    for (const item of arrayValue.values) values.field(1, writeAny(item))
    writer.field(5, values.bytes)
  }
  return writer.bytes
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16))
}

type Json = { readonly [key: string]: unknown }
type Fields = Record<string, unknown>

/** A document, or what drawing made of one → protobuf, and the document again without what protobuf has no form for. */
export function writeDocument(document: Json): { readonly bytes: Uint8Array; readonly document: Fields } {
  const groups = (name: string, scopes: string, items: string, write: (item: unknown) => Written): readonly Written[] =>
    objects(document[name]).map((group) => {
      const resource = group['resource'] === undefined ? undefined : attributesOf((group['resource'] as Json)['attributes'], 1)
      const scoped = objects(group[scopes]).map((each) => {
        const { name: scope = '', version = '' } = (each['scope'] ?? {}) as { readonly name?: string; readonly version?: string }
        const written = objects(each[items]).map(write)
        const writer = new ProtoWriter().field(1, new ProtoWriter().field(1, scope).field(2, version).bytes)
        for (const { bytes } of written) writer.field(2, bytes)
        return { bytes: writer.bytes, json: { scope: { name: scope, version }, [items]: written.map(({ json }) => json) } }
      })
      const writer = new ProtoWriter()
      if (resource !== undefined) writer.field(1, resource.bytes)
      for (const { bytes } of scoped) writer.field(2, bytes)
      return { bytes: writer.bytes, json: { resource: { attributes: resource?.json ?? [] }, [scopes]: scoped.map(({ json }) => json) } }
    })
  const spans = groups('resourceSpans', 'scopeSpans', 'spans', (item) => itemOf(item, SPAN_FIELDS))
  const logs = groups('resourceLogs', 'scopeLogs', 'logRecords', (item) => itemOf(item, LOG_FIELDS))
  const writer = new ProtoWriter()
  for (const { bytes } of [...spans, ...logs]) writer.field(1, bytes)
  return { bytes: writer.bytes, document: { resourceSpans: spans.map(({ json }) => json), resourceLogs: logs.map(({ json }) => json) } }
}

interface Written {
  readonly bytes: Uint8Array
  readonly json: unknown
}

/** Writes a value as the field of a number and gives it back as it was written; undefined where it has no such form. */
type WriteField = (writer: ProtoWriter, field: number, value: unknown) => unknown

const LONGEST = 2n ** 64n

const id: WriteField = (writer, field, value) => {
  if (typeof value !== 'string' || !/^(?:[0-9a-f]{2})+$/i.test(value)) return undefined
  writer.field(field, fromHex(value))
  return value.toLowerCase()
}
const text: WriteField = (writer, field, value) => {
  if (typeof value !== 'string') return undefined
  const bytes = new TextEncoder().encode(value)
  writer.field(field, bytes)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}
const time: WriteField = (writer, field, value) => {
  if (typeof value !== 'string' || !/^\d{1,20}$/.test(value) || BigInt(value) >= LONGEST) return undefined
  writer.fixed64(field, BigInt(value))
  return String(BigInt(value))
}
const number: WriteField = (writer, field, value) => {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 1e9) return undefined
  writer.number(field, value)
  return value
}
const attributes: WriteField = (writer, field, value) => {
  const { bytes, json } = attributesOf(value, field)
  writer.raw(bytes)
  return json
}
const body: WriteField = (writer, field, value) => {
  if (value === undefined) return undefined
  const { bytes, json } = anyOf(value)
  writer.field(field, bytes)
  return json
}
const listOf =
  (fields: { readonly [name: string]: readonly [number, WriteField] }): WriteField =>
  (writer, field, value) =>
    objects(value).map((item) => {
      const { bytes, json } = itemOf(item, fields)
      writer.field(field, bytes)
      return json
    })
const status: WriteField = (writer, field, value) => {
  if (typeof value !== 'object' || value === null) return undefined
  const { bytes, json } = itemOf(value, { message: [2, text], code: [3, number] })
  writer.field(field, bytes)
  return json
}

const SPAN_FIELDS: { readonly [name: string]: readonly [number, WriteField] } = {
  traceId: [1, id],
  spanId: [2, id],
  traceState: [3, text],
  parentSpanId: [4, id],
  name: [5, text],
  kind: [6, number],
  startTimeUnixNano: [7, time],
  endTimeUnixNano: [8, time],
  attributes: [9, attributes],
  droppedAttributesCount: [10, number],
  events: [11, listOf({ timeUnixNano: [1, time], name: [2, text], attributes: [3, attributes] })],
  links: [13, listOf({ traceId: [1, id], spanId: [2, id], attributes: [4, attributes] })],
  status: [15, status],
}
const LOG_FIELDS: { readonly [name: string]: readonly [number, WriteField] } = {
  timeUnixNano: [1, time],
  severityNumber: [2, number],
  body: [5, body],
  attributes: [6, attributes],
  traceId: [9, id],
  spanId: [10, id],
  observedTimeUnixNano: [11, time],
  eventName: [12, text],
}

function itemOf(item: unknown, fields: { readonly [name: string]: readonly [number, WriteField] }): Written {
  const writer = new ProtoWriter()
  const json: Fields = {}
  for (const [name, value] of Object.entries(item as Json)) {
    const [field, write] = (Object.hasOwn(fields, name) ? fields[name] : undefined) ?? []
    const written = field === undefined ? undefined : write?.(writer, field, value)
    if (written !== undefined) json[name] = written
  }
  return { bytes: writer.bytes, json }
}

function attributesOf(value: unknown, field: number): { readonly bytes: Uint8Array; readonly json: readonly Fields[] } {
  const writer = new ProtoWriter()
  const json = objects(value).map((pair) => {
    const inner = new ProtoWriter()
    const key = text(inner, 1, pair['key']) ?? ''
    const any = pair['value'] === undefined ? undefined : anyOf(pair['value'])
    if (any !== undefined) inner.field(2, any.bytes)
    writer.field(field, inner.bytes)
    return { key, ...(any === undefined ? {} : { value: any.json }) }
  })
  return { bytes: writer.bytes, json }
}

function anyOf(value: unknown): { readonly bytes: Uint8Array; readonly json: Fields } {
  const writer = new ProtoWriter()
  const json: Fields = {}
  const done = (): { readonly bytes: Uint8Array; readonly json: Fields } => ({ bytes: writer.bytes, json })
  if (typeof value !== 'object' || value === null) return done()
  const any = value as Json
  const own = (name: string): unknown => (Object.hasOwn(any, name) ? any[name] : undefined)
  const [string, bool, int, double] = [own('stringValue'), own('boolValue'), own('intValue'), own('doubleValue')]
  const [list, map] = [own('arrayValue'), own('kvlistValue')]
  if (typeof string === 'string') json['stringValue'] = text(writer, 1, string)
  else if (typeof bool === 'boolean') {
    writer.number(2, bool ? 1 : 0)
    json['boolValue'] = bool
  } else if (/^-?\d{1,18}$/.test(String(int))) {
    writer.number(3, BigInt(String(int)))
    json['intValue'] = String(BigInt(String(int)))
  } else if (double !== undefined && typeof double !== 'object') {
    writer.double(4, Number(double))
    json['doubleValue'] = Number(double)
  } else if (typeof list === 'object' && list !== null) {
    const values = objects((list as Json)['values']).map(anyOf)
    const inner = new ProtoWriter()
    for (const { bytes } of values) inner.field(1, bytes)
    writer.field(5, inner.bytes)
    json['arrayValue'] = { values: values.map((each) => each.json) }
  } else if (typeof map === 'object' && map !== null) {
    const pairs = attributesOf((map as Json)['values'], 1)
    writer.field(6, pairs.bytes)
    json['kvlistValue'] = { values: pairs.json }
  } else if (typeof own('bytesValue') === 'string') {
    writer.field(7, Uint8Array.of(0, 1, 2))
    json['bytesValue'] = 'AAEC'
  }
  return done()
}

function objects(value: unknown): readonly Json[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : []
  return items.filter((item): item is Json => typeof item === 'object' && item !== null)
}
