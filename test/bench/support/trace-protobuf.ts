/**
 * Made spans as OTLP/protobuf: field numbers of opentelemetry-proto's `trace.proto`, `common.proto` and `resource.proto`. A document is as many groups as one
 * likes, one after the other.
 */
import { RESOURCE, SCOPE, type MadeSpan } from './made-spans.ts'

/** `TracesData` with one `ResourceSpans`. */
export function protobufGroup(spans: readonly MadeSpan[]): Uint8Array {
  const out = new BackwardWriter(spans.length * SPAN_ROOM + SPAN_ROOM)
  out.message(1, () => {
    out.message(2, () => {
      for (const span of spans.toReversed()) out.message(2, () => writeSpan(out, span))
      out.message(1, () => {
        out.text(2, SCOPE.version)
        out.text(1, SCOPE.name)
      })
    })
    out.message(1, () => writeKeyValues(out, 1, Object.entries(RESOURCE)))
  })
  return out.written()
}

/** No made span takes as many bytes. */
const SPAN_ROOM = 8 * 1024

type Writer = BackwardWriter
type Value = MadeSpan['attributes'][number][1]

function writeSpan(out: Writer, { traceId, spanId, parentSpanId, name, kind, start, end, attributes, status }: MadeSpan): void {
  out.message(15, () => {
    if (status !== 0) out.number(3, status)
  })
  writeKeyValues(out, 9, attributes)
  out.fixed64(8, BigInt(end) * 1_000_000n)
  out.fixed64(7, BigInt(start) * 1_000_000n)
  out.number(6, kind)
  out.text(5, name)
  if (parentSpanId !== undefined) out.text(4, parentSpanId, 'hex')
  out.text(2, spanId, 'hex')
  out.text(1, traceId, 'hex')
}

function writeKeyValues(out: Writer, field: number, pairs: readonly (readonly [string, Value])[]): void {
  for (const [key, value] of pairs.toReversed()) {
    out.message(field, () => {
      out.message(2, () => writeAnyValue(out, value))
      out.text(1, key)
    })
  }
}

function writeAnyValue(out: Writer, value: Value): void {
  if (typeof value === 'string') out.text(1, value)
  else if (typeof value === 'boolean') out.number(2, value ? 1 : 0)
  else if (typeof value === 'number' && Number.isInteger(value)) out.number(3, value)
  else if (typeof value === 'number') out.double(4, value)
  else {
    out.message(5, () => {
      for (const item of value.toReversed()) out.message(1, () => writeAnyValue(out, item))
    })
  }
}

/** From the end to the start: a message's length, which stands before it, is known when it has been written. Fields are given last to first. */
class BackwardWriter {
  readonly #bytes: Buffer
  #start: number

  constructor(room: number) {
    this.#bytes = Buffer.allocUnsafe(room)
    this.#start = room
  }

  written(): Uint8Array {
    return this.#bytes.subarray(this.#start)
  }

  message(field: number, write: () => void): void {
    const end = this.#start
    write()
    this.#varint(end - this.#start)
    this.#varint(field * 8 + 2)
  }

  text(field: number, value: string, encoding: 'utf8' | 'hex' = 'utf8'): void {
    const length = Buffer.byteLength(value, encoding)
    this.#start -= length
    this.#bytes.write(value, this.#start, encoding)
    this.#varint(length)
    this.#varint(field * 8 + 2)
  }

  number(field: number, value: number): void {
    this.#varint(value)
    this.#varint(field * 8)
  }

  fixed64(field: number, value: bigint): void {
    this.#bytes.writeBigUInt64LE(value, (this.#start -= 8))
    this.#varint(field * 8 + 1)
  }

  double(field: number, value: number): void {
    this.#bytes.writeDoubleLE(value, (this.#start -= 8))
    this.#varint(field * 8 + 1)
  }

  #varint(value: number): void {
    let length = 1
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++
    this.#start -= length
    let rest = value
    for (let at = 0; at < length; at++, rest = Math.floor(rest / 128))
      this.#bytes[this.#start + at] = (rest % 128) + (at + 1 < length ? 128 : 0)
  }
}
