/** What a function of the page's threw → OpenTelemetry's `exception` event. */
import type { HrTime, Span } from '@opentelemetry/api'
import { guard } from '../capture/guard.ts'
import { scrubText } from '../content/credentials.ts'
import { emitted, present } from '../otel-attributes.ts'
import { headOf, wellFormed } from '../protocol/cutting.ts'
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '../semconv.ts'
import type { Failure } from './ending.ts'
import { OTHER } from './failure.ts'
import { stackOf } from './thrown-stack.ts'

/** OpenTelemetry's specification asks for this name. */
const EVENT_EXCEPTION = 'exception'
/** Characters of a stack that a span keeps; what goes beyond is counted at its end. Ten frames, V8's default, have about a thousand. */
export const MAX_STACK = 16_384

/** `failure`: what the span says of `thrown`, without credentials. The specification asks for a type or a message. */
export function writeException(span: Span, thrown: unknown, { type, message }: Failure, at: HrTime | undefined): void {
  if (type === OTHER && message === '') return
  // Within the page's own call, which goes on whatever comes of it; so does the span's end.
  guard(() => {
    const stack = stackOf(thrown)
    const attributes = present({
      [ATTR_EXCEPTION_TYPE]: type === OTHER ? undefined : type,
      [ATTR_EXCEPTION_MESSAGE]: message === '' ? undefined : message,
      // The message stands in it, and addresses with what their queries have.
      [ATTR_EXCEPTION_STACKTRACE]: stack === undefined ? undefined : bounded(scrubText(wellFormed(stack))),
    })
    span.addEvent(EVENT_EXCEPTION, emitted(attributes), at)
  })
}

function bounded(stack: string): string {
  if (stack.length <= MAX_STACK) return stack
  const head = headOf(stack, MAX_STACK)
  return `${head}… [${stack.length - head.length} more characters]`
}
