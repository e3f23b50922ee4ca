/** What a call was rejected or left with → how it ended; of a failure the `error.type` and a message, without credentials. What is no failure but the page's own doing: abort.ts. */
import { SpanStatusCode } from '@opentelemetry/api'
import type { Span } from '@opentelemetry/api'
import { credentialsOf, scrubText } from '../content/credentials.ts'
import { wellFormed } from '../protocol/cutting.ts'
import { hasAborted } from '../moment.ts'
import { writeAttributes } from '../otel-attributes.ts'
import { ATTR_ERROR_TYPE } from '../semconv.ts'
import { classNameOf, isAbort, isErrorLike, timeoutOf } from './abort.ts'
import type { Ending, Failure } from './ending.ts'

/** Without credentials: some providers repeat the key that they refuse, and errors of the page name addresses. */
export function withoutCredentials({ type, message }: Failure, request?: Parameters<typeof credentialsOf>[0]): Failure {
  const known = request === undefined ? [] : credentialsOf(request)
  return { type: boundedType(type) ?? OTHER, message: scrubText(wellFormed(message), known) }
}

/** The conventions' fallback. */
export const OTHER = '_OTHER'
/** A page writes what it likes into an error's name, and a server into its code: a longer one is a message. */
export const MAX_ERROR_TYPE = 64
/** `RESOURCE_EXHAUSTED`, `rate_limit_exceeded`, `InvalidParameter.DataInspection`; `429`, `-32602`; `Bad Request`. */
const TYPE = /^(?:[\p{L}_$][\p{L}\d_$.:/-]*|-?\d{1,6}|\p{L}+(?: \p{L}+){1,2})$/u
/** What is another one each time: ids, counters, addresses. */
const VARYING = /^.+\d{4}|(?=[a-f\d]{0,12}\d)[a-f\d]{8}|:\/\//i

/** The name, if a dashboard may group by it. */
function boundedType(name: string): string | undefined {
  if (name.length > MAX_ERROR_TYPE || !TYPE.test(name) || scrubText(name) !== name) return undefined
  return VARYING.test(name) && !/^-?\d+$/.test(name) ? undefined : name
}

export const hasFailed = (ending: Ending): ending is Failure => typeof ending !== 'string'

/** Says it on a span that goes on: whoever opened it ends it. */
export function sayFailure(span: Span, { type, message }: Failure): void {
  if (!span.isRecording()) return
  writeAttributes(span, { [ATTR_ERROR_TYPE]: type })
  span.setStatus({ code: SpanStatusCode.ERROR, message })
}

/** How a call ended that was rejected with `reason`. `signal`: the page's own, of its request. */
export function endingOf(reason: unknown, signal?: AbortSignal | null): 'aborted' | Failure {
  return isAbort(reason, signal) ? 'aborted' : failureOf(reason, signal)
}

/** How a call ended whose answer the page cancelled. Some cancel what a time limit or the page's signal has ended, before the body can say so. */
export function cancelOf(signal: AbortSignal | undefined): Ending {
  const timeout = timeoutOf(signal)
  if (timeout !== undefined) return failureOf(timeout)
  return hasAborted(signal) ? 'aborted' : 'cancelled'
}

/** `signal`: the page's own, of the request that failed. */
export function failureOf(reason: unknown, signal?: AbortSignal | null): Failure {
  const cause: unknown = timeoutOf(signal) ?? reason
  try {
    if (cause instanceof Error || isErrorLike(cause)) return { type: typeOf(cause), message: String(cause.message) }
    return { type: OTHER, message: typeof cause === 'string' ? cause : '' }
  } catch {
    return { type: OTHER, message: '' }
  }
}

/** Its name, or its class's where it has none of its own. A bundler's short names say nothing. */
function typeOf(error: { readonly name: string }): string {
  const name = boundedType(error.name)
  if (name !== undefined && name !== 'Error') return name
  const className = classNameOf(error)
  const known = /(?:Error|Exception)$/.test(className) ? boundedType(className) : undefined
  return known ?? name ?? OTHER
}
