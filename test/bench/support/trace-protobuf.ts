/** Made spans as OTLP/protobuf: field numbers of opentelemetry-proto's `trace.proto`, `common.proto` and `resource.proto`. A document is as many groups as one likes, one after the other. */
import { RESOURCE, SCOPE, type MadeSpan } from './made-spans.ts'

/** `TracesData` with one `ResourceSpans`. */
export function protobufGroup(spans: readonly MadeSpan[]): Uint8Array {
  const resource = Object.entries(RESOURCE).map(([key, value]) => bytes(1, keyValue(key, value)))
  const scope = [bytes(1, text(SCOPE.name)), bytes(2, text(SCOPE.version))]
  const scopeSpans = [bytes(1, join(scope)), ...spans.map((span) => bytes(2, spanMessage(span)))]
  return bytes(1, join([bytes(1, join(resource)), bytes(2, join(scopeSpans))]))
}

function spanMessage({ traceId, spanId, parentSpanId, name, kind, start, end, attributes, status }: MadeSpan): Uint8Array {
  return join([
    bytes(1, Buffer.from(traceId, 'hex')),
    bytes(2, Buffer.from(spanId, 'hex')),
    ...(parentSpanId === undefined ? [] : [bytes(4, Buffer.from(parentSpanId, 'hex'))]),
    bytes(5, text(name)),
    number(6, kind),
    fixed64(7, start),
    fixed64(8, end),
    ...attributes.map(([key, value]) => bytes(9, keyValue(key, value))),
    bytes(15, status === 0 ? new Uint8Array() : number(3, status)),
  ])
}

function keyValue(key: string, value: string | number | boolean | readonly string[]): Uint8Array {
  return join([bytes(1, text(key)), bytes(2, anyValue(value))])
}

function anyValue(value: string | number | boolean | readonly string[]): Uint8Array {
  if (typeof value === 'string') return bytes(1, text(value))
  if (typeof value === 'boolean') return number(2, value ? 1 : 0)
  if (typeof value === 'number') return Number.isInteger(value) ? number(3, value) : double(4, value)
  return bytes(5, join(value.map((item) => bytes(1, anyValue(item)))))
}

const text = (value: string): Uint8Array => Buffer.from(value)
const join = (pieces: readonly Uint8Array[]): Uint8Array => Buffer.concat(pieces)

/** Wire type 2. */
const bytes = (field: number, value: Uint8Array): Uint8Array => join([varint(field * 8 + 2), varint(value.length), value])
/** Wire type 0. */
const number = (field: number, value: number): Uint8Array => join([varint(field * 8), varint(value)])

function varint(value: number): Uint8Array {
  const out: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128)
  out.push(rest)
  return Uint8Array.from(out)
}

/** Wire type 1: nanoseconds of these milliseconds. */
function fixed64(field: number, milliseconds: number): Uint8Array {
  const value = Buffer.alloc(8)
  value.writeBigUInt64LE(BigInt(milliseconds) * 1_000_000n)
  return join([varint(field * 8 + 1), value])
}

function double(field: number, value: number): Uint8Array {
  const out = Buffer.alloc(8)
  out.writeDoubleLE(value)
  return join([varint(field * 8 + 1), out])
}
