/** How spans end: those of model calls, agents, tools and MCP alike. What a thrown value means: abort.ts, failure.ts. */
import { SpanStatusCode } from '@opentelemetry/api'
import type { HrTime, Span } from '@opentelemetry/api'
import { writeAttributes } from '../otel-attributes.ts'
import { ATTR_END, type SpanEnd } from '../own-names.ts'
import type { Attributes } from '../protocol/records.ts'
import { ATTR_ERROR_TYPE } from '../semconv.ts'

/** What went wrong. */
export interface Failure {
  /** Low cardinality: an error's class name, a provider's code, an HTTP status. */
  readonly type: string
  readonly message: string
}

/** How a span ended, or what it failed of. */
export type Ending = Exclude<SpanEnd, 'error'> | Failure

/** What a span says of its end. By the conventions one that failed has `error.type` and the status ERROR, never one without the other. */
export function endingAttributes(ending: Ending): Attributes {
  return typeof ending === 'string' ? { [ATTR_END]: ending } : { [ATTR_END]: 'error', [ATTR_ERROR_TYPE]: ending.type }
}

/** Ends a span of our own, and calls `close`, which shows it as ended. `at`: now, where it is left out. */
export function endSpan(span: Span, close: () => void, ending: Ending, at: HrTime | undefined): void {
  writeAttributes(span, endingAttributes(ending))
  if (typeof ending !== 'string') span.setStatus({ code: SpanStatusCode.ERROR, message: ending.message })
  span.end(at)
  close()
}
