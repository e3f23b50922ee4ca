/** What a span says when its call failed: by the conventions `error.type` and the status ERROR, one never without the other. */
import { SpanStatusCode } from '@opentelemetry/api'
import type { Span } from '@opentelemetry/api'
import { ATTR_ERROR_TYPE } from '../semconv.ts'
import type { Failure } from './failure.ts'
import { ATTR_HTTP_STATUS } from '../own-names.ts'

/** `httpStatus`: of the answer, 0 where none came. */
export function failSpan(span: Span, { type, message }: Failure, httpStatus: number): void {
  const known = statusOf(span)
  // A client's own span that it calls good stays so: a status of OK is final.
  if (!span.isRecording() || known === SpanStatusCode.OK) return
  span.setAttributes({ [ATTR_ERROR_TYPE]: type, ...(httpStatus === 0 ? {} : { [ATTR_HTTP_STATUS]: httpStatus }) })
  // The words of a client that has told of its failure itself stay.
  if (known !== SpanStatusCode.ERROR) span.setStatus({ code: SpanStatusCode.ERROR, message })
}

function statusOf(span: object): unknown {
  const status: unknown = 'status' in span ? span.status : undefined
  return typeof status === 'object' && status !== null && 'code' in status ? status.code : undefined
}
