/**
 * The state that a page has once, whoever asks first: the ring, the clients' open spans, the attempts under way. `register` may come after an application's
 * own provider was made with our processor on it, so none of this can wait for `register`.
 */
import { trace } from '@opentelemetry/api'
import type { Span, Tracer, TracerProvider } from '@opentelemetry/api'
import { createClaims } from './context/claims.ts'
import type { Claims } from './context/claims.ts'
import { Shelf } from './export/shelf.ts'
import type { SpanLike } from './export/span-like.ts'
import { HeldEnds } from './hold/held-ends.ts'
import { PendingCalls } from './hold/pending-calls.ts'
import { LateModule, MAX_WAIT_MS } from './late-module.ts'
import { OpenTools } from './mcp/open-tools.ts'
import type { ParentSource } from './protocol/records.ts'
import type { ReaderModule, ReaderSlot } from './reader-slot.ts'
import { SDK_NAME, SDK_VERSION } from './version.ts'
import type { InferenceSpan } from './span/inference-span.ts'

/** A call under way. */
export interface OpenCall {
  /** Ends it: nobody will tell how it went on. */
  abandon(end: 'page_hidden' | 'shutdown'): void
}

export interface Page {
  /** What is kept for a panel, and who listens. */
  readonly shelf: Shelf
  /** The SDK's second half. */
  readonly reader: ReaderSlot
  /** Calls that wait for it. */
  readonly pending: PendingCalls
  /** Ends of agents' and tools' spans that wait for it. */
  readonly ends: HeldEnds
  readonly claims: Claims<Span & SpanLike>
  readonly tools: OpenTools
  /** Whom clients that trace themselves have named before the second half was there; `undefined`: nobody. */
  readonly providers: Set<string | undefined>
  /** Calls that nobody told the end of yet. */
  readonly open: Set<OpenCall>
  /** The last attempt that each client's own span claimed. */
  readonly lastAttempts: WeakMap<object, InferenceSpan>
  /** Whose tracer makes the spans of this copy. */
  provider: () => TracerProvider
  /** Whether spans that leave the page carry content. */
  contentOnSpan: boolean
  /** How spans that are not ours find their parent: by the context manager that is global. */
  ambientSource: ParentSource
}

let page: Page | undefined

export function getPage(): Page {
  page ??= createPage()
  return page
}

function createPage(): Page {
  const shelf = new Shelf()
  const reader: ReaderSlot = new LateModule<ReaderModule>()
  const pending = new PendingCalls()
  const providers = new Set<string | undefined>()
  const wantIfHeard = (): void => {
    if (shelf.audience.listens) wantReader({ reader, pending })
  }
  const ends = new HeldEnds(
    (content) => reader.module?.words(content),
    wantIfHeard,
    () => reader.loads,
  )
  reader.whenLoaded((module) => module.serve({ shelf, pending, ends, providers }))
  return {
    shelf,
    reader,
    pending,
    providers,
    ends,
    claims: createClaims(),
    tools: new OpenTools(),
    open: new Set(),
    lastAttempts: new WeakMap(),
    provider: () => trace,
    contentOnSpan: false,
    ambientSource: 'zone',
  }
}

export const ownTracer = (): Tracer => getPage().provider().getTracer(SDK_NAME, SDK_VERSION)

/** Something waits to be read: the second half is loaded, and again what it lacks. */
export function wantReader({ reader, pending }: Pick<Page, 'reader' | 'pending'>): void {
  reader.want()
  reader.module?.want(pending)
}

/** Calls and spans that wait for the SDK's second half. */
export function waitingCalls(): number {
  const { pending, ends } = getPage()
  return pending.size + ends.size
}

/** Loads it where something waits that somebody is to have. What cannot be read goes on waiting. */
export async function readWaiting(): Promise<void> {
  const { reader, shelf, pending } = getPage()
  if (!shelf.audience.exported || waitingCalls() === 0) return
  // What a call speaks is told by the SDK's second half, and how that is read is loaded after it.
  if (await reader.loaded()) await pending.settled(MAX_WAIT_MS)
}
