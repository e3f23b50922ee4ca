/** Spans → bytes, by the protocol. JSON is there at once, so that a page that goes away can still send; protobuf is loaded where it is asked for. */
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import type { IExportTraceServiceResponse, ISerializer } from '@opentelemetry/otlp-transformer'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-web'
import { DOUBLES } from '../double-names.ts'
import type { KnownOtlp } from '../otlp-options.ts'

export type TraceSerializer = ISerializer<ReadableSpan[], IExportTraceServiceResponse>

export const CONTENT_TYPES = { 'http/json': 'application/json', 'http/protobuf': 'application/x-protobuf' } as const

export function serializerOf(protocol: KnownOtlp['protocol']): TraceSerializer | Promise<TraceSerializer> {
  return protocol === 'http/json' ? jsonSerializer : import('./otlp-protobuf.ts').then(({ serializer }) => serializer)
}

const jsonSerializer: TraceSerializer = {
  serializeRequest(spans) {
    const bytes = JsonTraceSerializer.serializeRequest(spans)
    return bytes && withDoubles(bytes)
  },
  deserializeResponse: (bytes) => JsonTraceSerializer.deserializeResponse(bytes),
}

/** An attribute whose number OpenTelemetry took for an integer. Within a text quotes are escaped: none can look like this. */
const INTEGER = /"key":"([\w.]+)","value":\{"intValue":(-?\d+)\}/g

/** OpenTelemetry's JSON writes each whole number as an integer, whatever the attribute's type. */
function withDoubles(bytes: Uint8Array): Uint8Array {
  const json = new TextDecoder().decode(bytes)
  const mended = json.replace(INTEGER, (whole, key: string, value: string) =>
    DOUBLES.has(key) ? `"key":"${key}","value":{"doubleValue":${value}}` : whole,
  )
  return mended === json ? bytes : new TextEncoder().encode(mended)
}
