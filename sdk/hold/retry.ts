/**
 * Which attempt a request is. The wire cannot know that a client will try again; the official clients number their tries
 * (`X-Stainless-Retry-Count`) and repeat the same body to the same URL.
 */
import type { SpanContext } from '@opentelemetry/api'
import type { RequestSnapshot } from '../capture/exchange.ts'

/** Failed attempts that are remembered, so that a page that fails for ever does not fill its memory. */
const MAX_REMEMBERED = 50

const RETRY_COUNT = 'x-stainless-retry-count'

const failed = new Map<string, SpanContext>()

export interface Retry {
  /** 1 for the first retry. */
  readonly attempt: number
  /** The attempt before, where it is still remembered. */
  readonly previous: SpanContext | undefined
}

/** Whether {@link retryOf} could find a failed attempt; it has to be asked before others fail. */
export function mayBeRetry(request: RequestSnapshot): boolean {
  return failed.size > 0 && Number(request.header(RETRY_COUNT) ?? 0) > 0
}

/** `undefined` for a first attempt. Without the client's own word the same request may just be sent anew, so that is no retry. */
export function retryOf(request: RequestSnapshot): Retry | undefined {
  const attempt = Number(request.header(RETRY_COUNT) ?? 0)
  if (!(attempt > 0)) return undefined
  const key = keyOf(request)
  const previous = failed.get(key)
  failed.delete(key)
  return { attempt, previous }
}

export function rememberFailure(request: RequestSnapshot, span: SpanContext): void {
  const [oldest] = failed.keys()
  if (failed.size >= MAX_REMEMBERED && oldest !== undefined) failed.delete(oldest)
  failed.set(keyOf(request), span)
}

/** FNV-1a over the body: a key of constant size, so that no copy of what the page sent is kept. */
function keyOf(request: RequestSnapshot): string {
  const body = request.body ?? ''
  let hash = 0x811c9dc5
  for (let index = 0; index < body.length; index++) hash = Math.imul(hash ^ body.charCodeAt(index), 0x01000193)
  return `${request.method} ${request.url.origin}${request.url.pathname} ${body.length} ${hash >>> 0}`
}
