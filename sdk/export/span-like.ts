/** What can be read of a span of any tracer. */
import type { Attributes as OtelAttributes, HrTime, SpanContext, SpanKind as OtelSpanKind } from '@opentelemetry/api'

/** What we read of a span: the part of `ReadableSpan` that the 2.x and 3.x lines of the SDK share. */
export interface SpanLike {
  readonly name: string
  /** The API's numbering, which starts at INTERNAL = 0. */
  readonly kind: OtelSpanKind
  readonly spanContext: () => SpanContext
  readonly parentSpanContext?: SpanContext
  readonly startTime: HrTime
  readonly endTime: HrTime
  readonly ended: boolean
  readonly status: { readonly code: number; readonly message?: string }
  readonly attributes: OtelAttributes
  readonly links: readonly { readonly context: SpanContext; readonly attributes?: OtelAttributes }[]
  readonly events: readonly { readonly name: string; readonly time: HrTime; readonly attributes?: OtelAttributes }[]
  readonly resource: { readonly attributes: OtelAttributes }
  readonly instrumentationScope: { readonly name: string; readonly version?: string }
}

/** Whether a span from any tracer can be read: wrapped and foreign spans may have no readable half. */
export function isReadable<T extends object>(span: T): span is T & SpanLike {
  return (
    'startTime' in span &&
    'attributes' in span &&
    'resource' in span &&
    'instrumentationScope' in span &&
    'events' in span &&
    'links' in span
  )
}
