/** Spans → OTLP's protobuf, in pieces: https://github.com/open-telemetry/opentelemetry-proto (v1.x). The numbers are those of its fields. */
import type { DrawnSpan } from './drawn-file.ts'

type KeyValue = DrawnSpan['attributes'][number]

/** Bytes of one message. */
export class ProtoWriter {
  #bytes = new Uint8Array(1_024)
  #length = 0

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  varint(value: number | bigint): this {
    let rest = BigInt.asUintN(64, BigInt(value))
    while (rest > 0x7fn) {
      this.raw(Uint8Array.of(Number(rest & 0x7fn) | 0x80))
      rest >>= 7n
    }
    return this.raw(Uint8Array.of(Number(rest)))
  }

  field(number: number, value: Uint8Array | string): this {
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
    return this.varint(BigInt(number) * 8n + 2n)
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
    if (this.#length + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length + bytes.length, this.#bytes.length * 2))
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    return this
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
