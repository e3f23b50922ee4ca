/**
 * What went wrong → `error.type` and a message. Reads as little of a thrown value as it can: it belongs to the page.
 *
 * One rule for calls, agents, tools and MCP. What the page stopped itself (`AbortController.abort()`, with its default reason or with whatever the page
 * gave it) is `aborted` and no error: nothing failed, so there is no `error.type`, and the status stays unset. A time limit (`AbortSignal.timeout()`, a
 * `TimeoutError`) is an error like any other: nobody wanted it.
 */

import { credentialsOf, scrubText } from '../content/credentials.ts'
import { wellFormed } from '../protocol/cutting.ts'

export interface Failure {
  /** Low cardinality: an error's class name, a provider's code, an HTTP status. */
  readonly type: string
  readonly message: string
}

/** Without credentials: some providers repeat the key that they refuse, and errors of the page name addresses. */
export function withoutCredentials({ type, message }: Failure, request?: Parameters<typeof credentialsOf>[0]): Failure {
  const known = request === undefined ? [] : credentialsOf(request)
  return { type: boundedType(type) ?? OTHER, message: scrubText(wellFormed(message), known) }
}

/** The conventions' fallback. */
const OTHER = '_OTHER'
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

function classNameOf(error: object): string {
  const name: unknown = typeof error.constructor === 'function' ? error.constructor.name : undefined
  return typeof name === 'string' ? name : ''
}

/** DOMException is no Error in every realm, and other realms' errors are no Error of ours. */
function isErrorLike(value: unknown): value is { name: string; message: unknown } {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string' && 'message' in value
}

/** Reasons that the page gave to `abort()`: an agent throws what its call rejected with, and knows no signal. */
const given = new WeakSet<object>()

/** The page's own doing. `signal`: that of the request, where there is one. */
export function isAbort(reason: unknown, signal?: AbortSignal | null): boolean {
  if (timeoutOf(signal) !== undefined || nameOf(reason) === 'TimeoutError') return false
  const isObject = typeof reason === 'object' && reason !== null
  if (signal?.aborted === true && signal.reason === reason) {
    if (isObject) given.add(reason)
    return true
  }
  return nameOf(reason) === 'AbortError' || (isObject && (given.has(reason) || isClientsAbort(reason)))
}

/** The clients of OpenAI and Anthropic put an error of their own (`APIUserAbortError`) in the place of the platform's; a bundler takes its name away. */
function isClientsAbort(reason: object): boolean {
  try {
    return classNameOf(reason).endsWith('AbortError') || (isErrorLike(reason) && reason.message === 'Request was aborted.')
  } catch {
    return false
  }
}

function nameOf(reason: unknown): string | undefined {
  try {
    return isErrorLike(reason) ? reason.name : undefined
  } catch {
    return undefined
  }
}

/** What a time limit has aborted the signal with, `AbortSignal.timeout()` mostly; `undefined` where none has. */
export function timeoutOf(signal: AbortSignal | null | undefined): object | undefined {
  const reason: unknown = signal?.aborted === true ? signal.reason : undefined
  return typeof reason === 'object' && reason !== null && nameOf(reason) === 'TimeoutError' ? reason : undefined
}
