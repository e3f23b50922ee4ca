/**
 * The state that a page has once, whoever asks first: the ring, the clients' open spans, the attempts under way. `register` may come after an application's
 * own provider was made with our processor on it, so none of this can wait for `register`.
 */
import type { Span } from '@opentelemetry/api'
import { createClaims } from './context/claims.ts'
import type { Claims } from './context/claims.ts'
import { createLive } from './export/live.ts'
import type { Live } from './export/live.ts'
import type { SpanLike } from './export/record.ts'
import { OpenTools } from './mcp/open-tools.ts'
import type { ParentSource } from './protocol/records.ts'
import type { InferenceAttempt } from './span/inference.ts'

/** A call under way. */
export interface OpenCall {
  /** Ends it: nobody will tell how it went on. */
  abandon(end: 'page_hidden' | 'shutdown'): void
}

export interface Page {
  readonly live: Live
  readonly claims: Claims<Span & SpanLike>
  readonly tools: OpenTools
  /** Calls that nobody told the end of yet. */
  readonly open: Set<OpenCall>
  /** The last attempt that each client's own span claimed. */
  readonly lastAttempts: WeakMap<object, InferenceAttempt>
  /** How spans that are not ours find their parent: by the context manager that is global. */
  ambientSource: ParentSource
}

let page: Page | undefined

export function getPage(): Page {
  page ??= {
    live: createLive(),
    claims: createClaims(),
    tools: new OpenTools(),
    open: new Set(),
    lastAttempts: new WeakMap(),
    ambientSource: 'zone',
  }
  return page
}
