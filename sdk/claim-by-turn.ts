/** Which of the clients' spans a request belongs to, where nobody has read yet what it asks for. */
import { trace } from '@opentelemetry/api'
import type { Span } from '@opentelemetry/api'
import type { RequestSnapshot } from './capture/exchange.ts'
import type { Parent } from './context/parent.ts'
import { isReadable, type SpanLike } from './export/span-like.ts'
import type { Page } from './page.ts'

/** The span in whose context the request was made, where it is one that a client may have opened for it. */
export function clientOf(parent: Parent | undefined): (Span & SpanLike) | undefined {
  const active = parent && trace.getSpan(parent.context)
  return active && isReadable(active) ? active : undefined
}

/** By the turn alone, which has to be the page's own. `null`: to none. */
export function claimByTurn(
  { claims }: Pick<Page, 'claims'>,
  { url, method }: Pick<RequestSnapshot, 'url' | 'method'>,
  parent: Parent | undefined,
): (Span & SpanLike) | null {
  const client = clientOf(parent)
  return (claims.mayClaim(client) ? claims.claim({ provider: '', url, method }, client) : undefined) ?? null
}
