/** Where capture, providers, context and spans meet: a request the page makes becomes an attempt of a model call, or is left alone. */
import { ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { Span, Tracer } from '@opentelemetry/api'
import { AgentCards } from './agent-cards.ts'
import type { Exchange, RequestSnapshot } from './capture/exchange.ts'
import type { Endpoints } from './endpoints.ts'
import { isReadable, type SpanLike } from './export/span-like.ts'
import { HeldCall } from './hold/held-call.ts'
import { LateCall, type ObservedCall, type Teller } from './hold/late-call.ts'
import { LateOrigin, originNow, type Origin } from './hold/origin.ts'
import { createMcpSink } from './mcp/sink.ts'
import { ATTR_REQUEST_BODY, ATTR_REQUEST_BODY_REASON } from './own-names.ts'
import type { Page } from './page.ts'
import { parseJson } from './parser/json.ts'
import type { JsonValue } from './protocol/records.ts'
import { withCard, type AgentCard } from './provider/agent/a2a-card.ts'
import { createProbe, tellWhole, type Told } from './provider/probe.ts'
import { providerName } from './provider/read/provider-name.ts'
import type { Dialect, RequestFacts, RequestShape } from './provider/read/dialect.ts'
import { isStored, recognise, recogniseHeaders } from './provider/recognise.ts'
import { dialectOf } from './provider/wires.ts'
import { FIRST_EVENTS } from './recognition/answer-signs.ts'
import { hasTellingKey, MAX_REQUEST_CHARACTERS, mayTellLater, signsOf } from './recognition/request-signs.ts'
import type { InferenceOptions } from './span/attempt-span.ts'
import { InferenceAttempt } from './span/inference.ts'
import type { UsagePolicy } from './usage/usage.ts'

/** Counts for `status()`: silent failure must not look like nothing to see. */
export interface SinkCounts {
  requests: number
  inferences: number
  /** Requests and notifications to MCP servers. */
  mcp: number
  /** Calls that are kept as they came, and that nobody has read. */
  unread: number
  /** Clients' own spans that had ended before what the wire says was known: the panel has it, exporters do not. */
  late: number
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

/** `origin`: of the moment of the request, where that is not now. `undefined`: the request is left alone. */
export type Sink = (request: RequestSnapshot, origin?: Origin) => Exchange | undefined

export function createSink(options: SinkOptions): Sink {
  const { page, tracer, contentOnSpan, counts, endpoints, mcp } = options
  const cards = new AgentCards()
  const mcpSink = mcp && createMcpSink({ page, tracer, contentOnSpan, propagate: mcp.propagate })
  return (request, origin) => {
    const endpoint = endpoints?.(request)
    const named = endpoint && dialectOf(endpoint.api)
    if (named !== undefined) return callOf(options, request, named, new LazyShape(request, true), { provider: endpoint?.provider, origin })
    const spoken = mcpSink?.(request, origin)
    if (spoken !== undefined) {
      counts.mcp += spoken.calls
      return spoken.exchange
    }
    if (request.method === 'GET' && signsOf(placeOf(request)).card) return cards.exchange(request.url)
    const shape = new LazyShape(request)
    const dialect = recognise(shape)
    if (dialect !== undefined) return callOf(options, request, dialect, shape, { card: cards.of(request.url), origin })
    return mayTell(request) ? laterOf(options, request, origin) : undefined
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
  const { began, parent, claimed } = known.origin ?? originNow()
  const read = (): ReadRequest => ({
    facts: withUnread(withCard(dialect.readRequest(shape), known.card), request),
    provider: known.provider ?? providerName(request.url, dialect),
  })
  options.counts.inferences++
  const call: Call = { dialect, request, read, parent, began }
  if (claimed) return openClaimed(options, call, claimed)
  const active = parent && trace.getSpan(parent.context)
  const client = active && isReadable(active) ? active : undefined
  // Which of the clients' spans a request belongs to is told in the page's own turn.
  return claimed === undefined && claims.mayClaim(client) ? claimOf(options, call, client) : ownCall(options, call)
}

/** By what the request asks for. */
function claimOf(options: SinkOptions, call: Call, client: (Span & SpanLike) | undefined): Exchange {
  const { page } = options
  const known = call.read()
  const { facts, provider } = known
  const { url, method } = call.request
  const claimed = page.claims.claim({ provider, ...(facts.model !== undefined && { model: facts.model }), url, method }, client)
  const readCall: Call = { ...call, read: () => known }
  return claimed === undefined ? ownCall(options, readCall) : openClaimed(options, readCall, claimed)
}

function openClaimed(options: SinkOptions, call: Call, claimed: Span): Exchange {
  const attempt = open(options, call, claimed)
  options.page.lastAttempts.set(claimed, attempt)
  return attempt
}

const teller: Teller<Told> = {
  headers(header) {
    const dialect = recogniseHeaders(header)
    return dialect && { dialect, streams: true }
  },
  probe: createProbe,
  whole: tellWhole,
}

/** The parent is found while the page's call is on the stack; what the request says is read when the answer has told whose it is. */
function laterOf(options: SinkOptions, request: RequestSnapshot, origin: Origin = new LateOrigin()): LateCall<Told> {
  return new LateCall(teller, FIRST_EVENTS, ({ dialect, streams }) => {
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
  return new HeldCall({
    live,
    request,
    eventTypes: dialect.lastEvents ?? [],
    defers: true,
    opening: { ready: true, open: () => open(options, call) },
  })
}

function open({ page, tracer, contentOnSpan, counts, usage }: SinkOptions, call: Call, claimed?: Span): InferenceAttempt {
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
    onLate: () => void counts.late++,
    onSettled(settled, failed) {
      page.open.delete(settled)
      if (failed && isReadable(settled.span)) page.claims.attemptFailed(settled.span)
    },
  })
  page.open.add(attempt)
  return attempt
}

const placeOf = ({ place, url }: RequestSnapshot): URL => place ?? url

/** By address, as {@link signsOf}. */
const stored = new WeakMap<URL, boolean>()

function mayTell(request: RequestSnapshot): boolean {
  const place = placeOf(request)
  if (!mayTellLater(request, signsOf(place))) return false
  const known = stored.get(place) ?? isStored(place)
  stored.set(place, known)
  return !known
}

/** A request whose body is not known asked for more than its facts say. */
function withUnread(facts: RequestFacts, { body, unread }: RequestSnapshot): RequestFacts {
  const reason = unread ?? (body !== undefined && body.length > MAX_REQUEST_CHARACTERS ? 'too_large' : undefined)
  if (reason === undefined) return facts
  const attributes = { ...facts.attributes, [ATTR_REQUEST_BODY]: 'not_read', [ATTR_REQUEST_BODY_REASON]: reason }
  return { ...facts, attributes }
}

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
    return this.#known || (this.method === 'POST' && hasTellingKey(text)) ? parseJson(text) : undefined
  }
}
