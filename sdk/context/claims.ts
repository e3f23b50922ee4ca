/**
 * Clients that trace themselves: which of their open spans a wire request belongs to, so that one call has one span. Decided by time and
 * by the provider's and the model's name, never by content (such spans carry none by default); where several fit, by none of them.
 *
 * Exact evidence is the turn. `@anthropic-ai/sdk` (1.12, `fetchWithTimeout`) records each attempt on its span, `http.request.method` for
 * the first and `http.request.resend_count` for every later one, and calls `fetch` with no `await` between. The attributes alone could
 * not tell that turn from a later one: a client that kept the native `fetch` leaves an attempt recorded that we never see, and the next
 * request with that model would be taken for it. So `setAttribute` of that one span object is observed until it ends.
 */
import type { Attributes, SpanContext } from '@opentelemetry/api'
import { SpanKind } from '@opentelemetry/api'
import { ATTR_GEN_AI_OPERATION_NAME, ATTR_GEN_AI_PROVIDER_NAME, ATTR_GEN_AI_REQUEST_MODEL } from '../semconv.ts'

/** What is read of a span: the SDK's spans of the 2.x and the 3.x line have all of it. */
export interface ClaimableSpan {
  readonly kind: SpanKind
  readonly attributes: Attributes
  readonly instrumentationScope: { readonly name: string }
  readonly ended: boolean
  spanContext(): SpanContext
}

export interface ClaimRequest {
  /** `gen_ai.provider.name` by the request's host and wire. */
  readonly provider: string
  readonly model?: string
  readonly url: URL
  readonly method: string
}

export interface Claims<S extends ClaimableSpan> {
  /** From `SpanProcessor.onStart`, for every span; those that cannot claim are not kept. The answer: whether it is one that can. */
  onStart(span: S): boolean
  /** From `SpanProcessor.onEnd`. */
  onEnd(span: ClaimableSpan): void
  /** Whether {@link Claims.claim} could find one, whatever the request. */
  mayClaim(active?: S): boolean
  /**
   * The open span whose wire request this is. To be asked synchronously in the `fetch` call, once per request.
   * @param active the span that is active in that call
   */
  claim(request: ClaimRequest, active?: S): S | undefined
  /** The attempt that `span` claimed failed (no response, or a status of 400 and more): its client may send another. */
  attemptFailed(span: ClaimableSpan): void
  /** Open spans, and how many of them were forgotten for {@link MAX_OPEN_SPANS}. */
  counts(): { readonly open: number; readonly forgotten: number }
}

/** Open spans watched at once; beyond it the oldest is forgotten, so that spans that never end cannot fill the memory. */
export const MAX_OPEN_SPANS = 1_000

/** The name of our own tracer. */
export const OWN_SCOPE = '@genai-devtools/web'

const OPERATIONS: readonly unknown[] = ['chat', 'generate_content', 'text_completion', 'embeddings']

/** Set right before each attempt, and at no other time. */
const ATTEMPT_KEYS: readonly string[] = ['http.request.method', 'http.request.resend_count']

/** Scopes that record attempts, known before the first: without a recorded attempt such a span has no request under way. */
const ATTEMPT_SCOPES: readonly string[] = ['com.anthropic.sdk.']

interface OpenSpan<S> {
  readonly span: S
  /** The client records its attempts. */
  recordsAttempts: boolean
  /** A request is to be expected: an attempt is recorded whose request has not come, or (unrecorded) none has come since the last failure. */
  expects: boolean
  readonly release: () => void
}

export function createClaims<S extends ClaimableSpan>(ownScope: string = OWN_SCOPE): Claims<S> {
  const open = new Map<string, OpenSpan<S>>()
  /** Claimed for being active: another request under the same span is another call. */
  const answered = new WeakSet<object>()
  let forgotten = 0
  /** The span that recorded an attempt in the turn that is running. */
  const inTurn = new InTurn<OpenSpan<S>>()

  function forget(id: string): void {
    const entry = open.get(id)
    if (!entry) return
    open.delete(id)
    inTurn.forget(entry)
    entry.release()
  }

  function onStart(span: S): boolean {
    if (!isForeignInference(span, ownScope)) return false
    const recordsAttempts = ATTEMPT_SCOPES.some((prefix) => span.instrumentationScope.name.startsWith(prefix))
    const release = observeAttributes(span, (key) => {
      if (!ATTEMPT_KEYS.includes(key)) return
      entry.recordsAttempts = true
      entry.expects = true
      inTurn.put(entry)
    })
    const entry: OpenSpan<S> = { span, recordsAttempts, expects: !recordsAttempts, release }
    const [oldest] = open.keys()
    if (open.size >= MAX_OPEN_SPANS && oldest !== undefined) {
      forget(oldest)
      forgotten++
    }
    open.set(span.spanContext().spanId, entry)
    return true
  }

  /**
   * A client that sends its request under its own span: Mistral's (2.7, `TracingHTTPClient`), whose spans say only after their start that they are
   * model calls, and are of no kind.
   */
  function claimActive(request: ClaimRequest, active: S | undefined): S | undefined {
    if (!active || open.has(active.spanContext().spanId) || answered.has(active) || !mayBeOf(active, request, ownScope)) return undefined
    answered.add(active)
    return active
  }

  function claim(request: ClaimRequest, active?: S): S | undefined {
    const own = active && open.get(active.spanContext().spanId)
    const entry =
      exactMatch(inTurn.value, request) ??
      (own?.expects === true ? exactMatch(own, request) : undefined) ??
      onlyMatch(open.values(), request)
    if (!entry) return claimActive(request, active)
    entry.expects = false
    inTurn.forget(entry)
    return entry.span
  }

  function attemptFailed(span: ClaimableSpan): void {
    answered.delete(span)
    const entry = open.get(span.spanContext().spanId)
    if (entry && !entry.recordsAttempts) entry.expects = true
  }

  return {
    onStart,
    onEnd: (span) => forget(span.spanContext().spanId),
    mayClaim: (active) => open.size > 0 || (active !== undefined && isForeignOperation(active, ownScope)),
    claim,
    attemptFailed,
    counts: () => ({ open: open.size, forgotten }),
  }
}

/** Holds what holds for the turn that is running. */
class InTurn<T> {
  value: T | undefined

  put(value: T): void {
    this.value = value
    // The end of the turn. Microtasks queued before this one may still run inside it; they record an attempt of their own or trace nothing.
    queueMicrotask(() => this.forget(value))
  }

  forget(value: T): void {
    if (this.value === value) this.value = undefined
  }
}

function isForeignInference(span: ClaimableSpan, ownScope: string): boolean {
  return span.kind === SpanKind.CLIENT && isForeignOperation(span, ownScope)
}

function isForeignOperation(span: ClaimableSpan, ownScope: string): boolean {
  return span.instrumentationScope.name !== ownScope && OPERATIONS.includes(span.attributes[ATTR_GEN_AI_OPERATION_NAME])
}

/** The provider is not compared: a client may name the platform where the wire names the vendor. A model that differs refutes. */
function exactMatch<S extends ClaimableSpan>(entry: OpenSpan<S> | undefined, request: ClaimRequest): OpenSpan<S> | undefined {
  return entry && !entry.span.ended && sameMethod(entry.span, request) && sameModel(entry.span, request) ? entry : undefined
}

function sameModel(span: ClaimableSpan, request: ClaimRequest): boolean {
  const model = modelOf(span)
  return model === undefined || request.model === undefined || model === request.model
}

/** For clients that record no attempts, and for a page whose own `fetch` wrapper awaits something before the request. */
function onlyMatch<S extends ClaimableSpan>(entries: Iterable<OpenSpan<S>>, request: ClaimRequest): OpenSpan<S> | undefined {
  const fitting = [...entries].filter((entry) => entry.expects && fits(entry.span, request))
  return fitting.length === 1 ? fitting[0] : undefined
}

function mayBeOf(active: ClaimableSpan, request: ClaimRequest, ownScope: string): boolean {
  return isForeignOperation(active, ownScope) && !active.ended && sameModel(active, request)
}

function fits(span: ClaimableSpan, request: ClaimRequest): boolean {
  return (
    !span.ended &&
    request.model !== undefined &&
    modelOf(span) === request.model &&
    span.attributes[ATTR_GEN_AI_PROVIDER_NAME] === request.provider &&
    sameMethod(span, request) &&
    sameServer(span, request.url)
  )
}

function modelOf(span: ClaimableSpan): unknown {
  return span.attributes[ATTR_GEN_AI_REQUEST_MODEL]
}

function sameMethod(span: ClaimableSpan, request: ClaimRequest): boolean {
  const method = span.attributes['http.request.method']
  return typeof method !== 'string' || method.toUpperCase() === request.method.toUpperCase()
}

function sameServer(span: ClaimableSpan, url: URL): boolean {
  const address = span.attributes['server.address']
  return address === undefined || address === url.hostname.replace(/^\[(.*)\]$/, '$1')
}

type Setter = (...args: unknown[]) => unknown

function isSetter(value: unknown): value is Setter {
  return typeof value === 'function'
}

/** Tells `onKey` each attribute that is set on `span` from now on, until the function that this returns is called. */
function observeAttributes(span: object, onKey: (key: string) => void): () => void {
  const restores = [
    observeCalls(span, 'setAttribute', (key) => onKey(String(key))),
    observeCalls(span, 'setAttributes', (attributes) => {
      if (typeof attributes === 'object' && attributes !== null) Object.keys(attributes).forEach(onKey)
    }),
  ]
  return () => restores.forEach((restore) => restore())
}

function observeCalls(target: object, name: string, seen: (argument: unknown) => void): () => void {
  const native: unknown = Reflect.get(target, name)
  if (!isSetter(native)) return () => undefined
  const owned = Reflect.getOwnPropertyDescriptor(target, name)
  const observed = function (this: unknown, ...args: unknown[]): unknown {
    const result: unknown = Reflect.apply(native, this, args)
    seen(args[0])
    return result
  }
  if (!Reflect.defineProperty(target, name, { value: observed, writable: true, configurable: true })) return () => undefined
  return () => {
    // Whoever wrapped it since keeps their wrapper; ours goes on passing through.
    if (Reflect.getOwnPropertyDescriptor(target, name)?.value !== observed) return
    if (owned) Reflect.defineProperty(target, name, owned)
    else Reflect.deleteProperty(target, name)
  }
}
