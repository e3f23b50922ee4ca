/** The part of OTLP/JSON that a saved trace uses. https://github.com/open-telemetry/opentelemetry-proto (v1.x) */
import type { UnixNano } from '../../sdk/protocol/records.ts'
import type { AnyValue, KeyValue } from './any-value.ts'

export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: UnixNano
  readonly endTimeUnixNano: UnixNano
  readonly attributes: readonly KeyValue[]
  readonly events: readonly { readonly name: string; readonly timeUnixNano: UnixNano; readonly attributes: readonly KeyValue[] }[]
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly attributes: readonly KeyValue[] }[]
  readonly status: { readonly code: number; readonly message?: string }
}

export interface OtlpLogRecord {
  readonly timeUnixNano: UnixNano
  readonly severityNumber?: number
  readonly severityText?: string
  readonly eventName?: string
  readonly body?: AnyValue
  readonly attributes: readonly KeyValue[]
  readonly traceId?: string
  readonly spanId?: string
}

export interface OtlpScope {
  readonly name: string
  readonly version?: string
}

export interface OtlpResource {
  readonly attributes: readonly KeyValue[]
}

export interface OtlpDocument {
  readonly resourceSpans: readonly {
    readonly resource: OtlpResource
    readonly scopeSpans: readonly { readonly scope: OtlpScope; readonly spans: readonly OtlpSpan[] }[]
  }[]
  /** Absent where there is nothing to say: a backend that takes traces only need not skip it. */
  readonly resourceLogs?: readonly {
    readonly resource: OtlpResource
    readonly scopeLogs: readonly { readonly scope: OtlpScope; readonly logRecords: readonly OtlpLogRecord[] }[]
  }[]
}
