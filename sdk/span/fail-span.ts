/** What a span says when its call failed: by the conventions `error.type` and the status ERROR, one never without the other. */
import { SpanStatusCode } from '@opentelemetry/api'
import type { Span } from '@opentelemetry/api'
import { ATTR_ERROR_TYPE } from '../semconv.ts'
import { mutable } from '../otel-attributes.ts'
import type { Attributes } from '../protocol/records.ts'
import type { Failure } from './failure.ts'

/** `about`: what else is told of an answer to a call that failed. */
export function failSpan(span: Span, { type, message }: Failure, about: Attributes): void {
  if (!span.isRecording()) return
  // The words of a client that has told of its failure itself stay.
  if (statusOf(span) !== SpanStatusCode.ERROR) setError(span, message)
  span.setAttributes(mutable(errorAttributes({ type, message }, about)))
}

export function errorAttributes(failure: Failure | undefined, about: Attributes): Attributes {
  return failure === undefined ? {} : { [ATTR_ERROR_TYPE]: failure.type, ...about }
}

/**
 * Mistral's client (2.7) calls its own span OK when the headers come, and OpenTelemetry takes that for final; the body can still break off. Then the
 * status is replaced as the SDK itself would.
 */
function setError(span: Span, message: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message })
  if (statusOf(span) === SpanStatusCode.OK) Reflect.set(span, 'status', { code: SpanStatusCode.ERROR, message })
}

export function statusOf(span: object): unknown {
  const status: unknown = 'status' in span ? span.status : undefined
  return typeof status === 'object' && status !== null && 'code' in status ? status.code : undefined
}
