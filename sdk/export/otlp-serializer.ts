/** Spans → bytes, by the protocol. JSON is there at once, so that a page that goes away can still send; protobuf is loaded where it is asked for. */
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import type { IExportTraceServiceResponse, ISerializer } from '@opentelemetry/otlp-transformer'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-web'
import type { KnownOtlp } from '../otlp-options.ts'

export type TraceSerializer = ISerializer<ReadableSpan[], IExportTraceServiceResponse>

export const CONTENT_TYPES = { 'http/json': 'application/json', 'http/protobuf': 'application/x-protobuf' } as const

export function serializerOf(protocol: KnownOtlp['protocol']): TraceSerializer | Promise<TraceSerializer> {
  return protocol === 'http/json' ? JsonTraceSerializer : import('./otlp-protobuf.ts').then(({ serializer }) => serializer)
}
