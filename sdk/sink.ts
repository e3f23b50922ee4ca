/** Where capture, providers, context and spans meet: a request the page makes becomes an attempt of a model call, or is none of our business. */
import { ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { Span, Tracer } from '@opentelemetry/api'
import { AgentCards } from './agent-cards.ts'
import { BlobCall, refusalOf, withText } from './blob-call.ts'
import type { Exchange, ExchangeSink, RequestSnapshot } from './capture/exchange.ts'
import { isRedacting } from './content/redact.ts'
import { isReadable, type SpanLike } from './export/record.ts'
import { findParent, findParentLater, type Parent } from './context/parent.ts'
import type { Endpoints } from './endpoints.ts'
import { LateExchange, type ObservedCall } from './late.ts'
import { createMcpSink } from './mcp/sink.ts'
import type { Page } from './page.ts'
import { isCardPath, withCard, type AgentCard } from './provider/agent/a2a-card.ts'
import { ATTR_REQUEST_BODY, ATTR_REQUEST_BODY_REASON } from './own-names.ts'
import { isStored, recognise } from './provider/recognise.ts'
import { providerName } from './provider/read/provider-name.ts'
import { parseJson } from './parser/json.ts'
import type { JsonValue } from './protocol/records.ts'
import type { Dialect, RequestFacts, RequestShape } from './provider/read/dialect.ts'
import { explicitParent } from './span/explicit.ts'
import type { UsagePolicy } from './usage/usage.ts'
import type { InferenceOptions } from './span/attempt-span.ts'
import { HeldCall } from './span/held-call.ts'
import { InferenceAttempt } from './span/inference.ts'
import { LateMoment, thisMoment, type Moment } from './span/moment.ts'

/** Counts for `status()`: silent failure must not look like nothing to see. */
export interface SinkCounts {
  requests: number
  inferences: number
  /** Requests and notifications to MCP servers. */
  mcp: number
}

export interface SinkOptions {
  readonly page: Page
  readonly tracer: () => Tracer
  readonly contentOnSpan: boolean
  readonly counts: SinkCounts
  /** The application's own routes whose wire it has named. */
  readonly endpoints?: Endpoints
  /** Whether MCP is looked for, and whether its messages carry the trace context. */
  readonly mcp?: { readonly propagate: boolean } | undefined
  readonly usage?: UsagePolicy
}

export function createSink(options: SinkOptions): ExchangeSink {
  const { page, tracer, contentOnSpan, counts, endpoints, mcp } = options
  const cards = new AgentCards()
  const mcpSink = mcp && createMcpSink({ page, tracer, contentOnSpan, propagate: mcp.propagate })
  const look = (request: RequestSnapshot, origin?: Origin): Exchange | undefined => {
    const endpoint = endpoints?.(request)
    if (endpoint !== undefined)
      return callOf(options, request, endpoint.dialect, new LazyShape(request, true), { provider: endpoint.provider, origin })
    const spoken = mcpSink?.(request)
    if (spoken !== undefined) {
      counts.mcp += spoken.calls
      return spoken.exchange
    }
    if (request.method === 'GET' && factsOf(request.place ?? request.url).isCard) return cards.exchange(request.url)
    const shape = new LazyShape(request)
    const dialect = recognise(shape)
    if (dialect !== undefined) return callOf(options, request, dialect, shape, { card: cards.of(request.url), origin })
    return mayTellLater(request) ? laterOf(options, request, origin) : undefined
  }
  return (request) => {
    // A redactor's own call is none of the page's; one that asks a model would be redacted by asking the model.
    if (isRedacting()) return undefined
    counts.requests++
    const { blob } = request
    if (blob === undefined) return look(request)
    const refusal = refusalOf(blob)
    if (refusal !== undefined) return look(withText(request, undefined, refusal))
    const origin = originNow()
    const call = new BlobCall(
      request,
      blob,
      (read) => look(read, origin),
      () => page.open.delete(call),
    )
    page.open.add(call)
    return call
  }
}

/** Where a call comes from: known only while the page's call is on the stack. */
interface Origin {
  readonly began: Moment
  readonly parent: Parent | undefined
}

const originNow = (): Origin => ({ began: thisMoment(), parent: findParent(explicitParent()) })

/** Most answers turn out to be nobody's. */
class LateOrigin implements Origin {
  readonly began: Moment = new LateMoment()
  readonly #parent = findParentLater(explicitParent())

  get parent(): Parent | undefined {
    return this.#parent()
  }
}

function callOf(
  options: SinkOptions,
  request: RequestSnapshot,
  dialect: Dialect,
  shape: RequestShape,
  known: { readonly provider?: string | undefined; readonly card?: AgentCard | undefined; readonly origin: Origin | undefined },
): Exchange {
  const { claims } = options.page
  const { began, parent } = known.origin ?? originNow()
  const read = (): ReadRequest => ({
    facts: withUnread(withCard(dialect.readRequest(shape), known.card), request),
    provider: known.provider ?? providerName(request.url, dialect),
  })
  options.counts.inferences++
  const active = parent && trace.getSpan(parent.context)
  const client = active && isReadable(active) ? active : undefined
  const call: Call = { dialect, request, read, parent, began }
  return claims.mayClaim(client) ? claimOf(options, call, client) : ownCall(options, call)
}

/** Which of the clients' spans a request belongs to is told in the page's own turn, and by what it asks for. */
function claimOf(options: SinkOptions, call: Call, client: (Span & SpanLike) | undefined): Exchange {
  const { page } = options
  const known = call.read()
  const { facts, provider } = known
  const { url, method } = call.request
  const claimed = page.claims.claim({ provider, ...(facts.model !== undefined && { model: facts.model }), url, method }, client)
  const readCall: Call = { ...call, read: () => known }
  if (claimed === undefined) return ownCall(options, readCall)
  const attempt = open(options, readCall, claimed)
  page.lastAttempts.set(claimed, attempt)
  return attempt
}

/** The parent is found while the page's call is on the stack; what the request says is read when the answer has told whose it is. */
function laterOf(options: SinkOptions, request: RequestSnapshot, origin: Origin = new LateOrigin()): LateExchange {
  return new LateExchange(({ dialect, streams }) => {
    const { began, parent } = origin
    const read = (): ReadRequest => ({
      facts: { ...withUnread(dialect.readRequest(new LazyShape(request, true)), request), stream: streams },
      provider: providerName(request.url, dialect),
    })
    options.counts.inferences++
    return ownCall(options, { dialect, request, read, parent, began })
  })
}

interface ReadRequest {
  readonly facts: RequestFacts
  readonly provider: string
}

type Call = Pick<InferenceOptions, 'dialect' | 'request' | 'parent' | 'began'> & { readonly read: () => ReadRequest }

/** A call that gets a span of our own. What may change the page's body has to be read before it is sent. */
function ownCall(options: SinkOptions, call: Call): ObservedCall {
  const { live } = options.page
  if (live.readWithin === 0 || options.usage?.inject === true) return open(options, call)
  const { dialect, request } = call
  return new HeldCall({ live, request, eventTypes: dialect.lastEvents ?? [], start: () => open(options, call) })
}

function open({ page, tracer, contentOnSpan, usage }: SinkOptions, call: Call, claimed?: Span): InferenceAttempt {
  const { dialect, request, began, parent, read } = call
  const attempt = new InferenceAttempt({
    ...read(),
    dialect,
    request,
    began,
    claimed,
    parent: claimed === undefined ? parent : undefined,
    tracer: tracer(),
    live: page.live,
    root: ROOT_CONTEXT,
    contentOnSpan,
    usage,
    onSettled(settled, failed) {
      page.open.delete(settled)
      if (failed && isReadable(settled.span)) page.claims.attemptFailed(settled.span)
    },
  })
  page.open.add(attempt)
  return attempt
}

interface PlaceFacts {
  readonly isCard: boolean
  readonly isStored: boolean
  readonly isWeb: boolean
}

/** A page asks the same few addresses over and over, and capture gives one URL for one address: to ask it for its parts takes longer than all else. */
const places = new WeakMap<URL, PlaceFacts>()

function factsOf(url: URL): PlaceFacts {
  let facts = places.get(url)
  if (facts === undefined) {
    facts = { isCard: isCardPath(url), isStored: isStored(url), isWeb: /^https?:$/.test(url.protocol) }
    places.set(url, facts)
  }
  return facts
}

const MAY_ASK: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH'])

/** Whose answer may be a model's: a resumed stream comes by GET, a proxy asks in its own way. JSON-RPC says itself what it is. */
function mayTellLater(request: RequestSnapshot): boolean {
  if (!MAY_ASK.has(request.method)) return false
  const { isWeb, isStored: stored } = factsOf(request.place ?? request.url)
  if (!isWeb || stored) return false
  return request.method !== 'POST' || request.body?.includes('"jsonrpc"') !== true
}

/** The longest body that is looked into: beyond it the page would notice the parsing. */
const MAX_REQUEST_CHARACTERS = 50_000_000

/** A request whose body is not known asked for more than its facts say. */
function withUnread(facts: RequestFacts, { body, unread }: RequestSnapshot): RequestFacts {
  const reason = unread ?? (body !== undefined && body.length > MAX_REQUEST_CHARACTERS ? 'too_large' : undefined)
  if (reason === undefined) return facts
  const attributes = { ...facts.attributes, [ATTR_REQUEST_BODY]: 'not_read', [ATTR_REQUEST_BODY_REASON]: reason }
  return { ...facts, attributes }
}

/** Keys that one of every wire's requests has: an application's own JSON without any of them is not parsed. */
const TELLING_KEY = /"(?:messages|contents|prompt|inputs?|jsonrpc|assistant_id)"\s*:/

/** The body is parsed when somebody asks for it: most of a page's requests are told apart by less. */
class LazyShape implements RequestShape {
  readonly method: string
  readonly place: URL | undefined
  readonly #request: RequestSnapshot
  readonly #known: boolean
  #parsed: { readonly value: JsonValue | undefined } | undefined

  /** `known`: it is for us, whatever it holds. */
  constructor(request: RequestSnapshot, known = false) {
    this.method = request.method
    this.place = request.place
    this.#request = request
    this.#known = known
  }

  get url(): URL {
    return this.#request.url
  }

  get body(): JsonValue | undefined {
    this.#parsed ??= { value: this.#read() }
    return this.#parsed.value
  }

  #read(): JsonValue | undefined {
    const { body: text } = this.#request
    if (text === undefined || text.length > MAX_REQUEST_CHARACTERS) return undefined
    return this.#known || (this.method === 'POST' && TELLING_KEY.test(text)) ? parseJson(text) : undefined
  }
}
