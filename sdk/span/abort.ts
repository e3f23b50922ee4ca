/**
 * Whether a call failed or was stopped. Reads as little of a thrown value as it can: it belongs to the page.
 *
 * One rule for calls, agents, tools and MCP. What the page stopped itself (`AbortController.abort()`, with its default reason or with whatever the page
 * gave it) is `aborted` and no error: nothing failed, so there is no `error.type`, and the status stays unset. A time limit (`AbortSignal.timeout()`, a
 * `TimeoutError`) is an error like any other: nobody wanted it.
 */
import { hasAborted } from '../moment.ts'

/** Reasons that the page gave to `abort()`: an agent throws what its call rejected with, and knows no signal. */
const given = new WeakSet<object>()

/** The page's own doing. `signal`: that of the request, where there is one. */
export function isAbort(reason: unknown, signal?: AbortSignal | null): boolean {
  if (timeoutOf(signal) !== undefined || nameOf(reason) === 'TimeoutError') return false
  const isObject = typeof reason === 'object' && reason !== null
  if (hasAborted(signal) && signal.reason === reason) {
    if (isObject) given.add(reason)
    return true
  }
  return nameOf(reason) === 'AbortError' || (isObject && (given.has(reason) || isClientsAbort(reason)))
}

/** What a time limit has aborted the signal with, `AbortSignal.timeout()` mostly; `undefined` where none has. */
export function timeoutOf(signal: AbortSignal | null | undefined): object | undefined {
  const reason: unknown = hasAborted(signal) ? signal.reason : undefined
  return typeof reason === 'object' && reason !== null && nameOf(reason) === 'TimeoutError' ? reason : undefined
}

/** The clients of OpenAI and Anthropic put an error of their own (`APIUserAbortError`) in the place of the platform's; a bundler takes its name away. */
function isClientsAbort(reason: object): boolean {
  try {
    return classNameOf(reason).endsWith('AbortError') || (isErrorLike(reason) && reason.message === 'Request was aborted.')
  } catch {
    return false
  }
}

export function classNameOf(error: object): string {
  const name: unknown = typeof error.constructor === 'function' ? error.constructor.name : undefined
  return typeof name === 'string' ? name : ''
}

/** DOMException is no Error in every realm, and other realms' errors are no Error of ours. */
export function isErrorLike(value: unknown): value is { name: string; message: unknown } {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string' && 'message' in value
}

function nameOf(reason: unknown): string | undefined {
  try {
    return isErrorLike(reason) ? reason.name : undefined
  } catch {
    return undefined
  }
}
