/** What went wrong → `error.type` and a message. Reads as little of a thrown value as it can: it belongs to the page. */

import { credentialsOf, scrubText } from '../content/credentials.ts'
import { wellFormed } from '../protocol.ts'

export interface Failure {
  /** Low cardinality: an error's class name, a provider's code, an HTTP status. */
  readonly type: string
  readonly message: string
}

/** Without credentials: some providers repeat the key that they refuse, and errors of the page name addresses. */
export function withoutCredentials({ type, message }: Failure, request?: Parameters<typeof credentialsOf>[0]): Failure {
  return { type, message: scrubText(wellFormed(message), request === undefined ? [] : credentialsOf(request)) }
}

/** The conventions' fallback. */
const OTHER = '_OTHER'

export function failureOf(reason: unknown): Failure {
  try {
    if (reason instanceof Error || isErrorLike(reason)) return { type: reason.name || OTHER, message: String(reason.message) }
    return { type: OTHER, message: typeof reason === 'string' ? reason : '' }
  } catch {
    return { type: OTHER, message: '' }
  }
}

/** DOMException is no Error in every realm, and other realms' errors are no Error of ours. */
function isErrorLike(value: unknown): value is { name: string; message: unknown } {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string' && 'message' in value
}

/** The page's own doing: `AbortController.abort()`, with its default reason or whatever the page gave it. */
export function isAbort(reason: unknown, signal: AbortSignal | null | undefined): boolean {
  if (signal?.aborted === true && signal.reason === reason) return true
  return failureOf(reason).type === 'AbortError'
}
