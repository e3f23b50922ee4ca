/** Where capture, providers, context and spans meet: a request the page makes becomes an attempt of a model call, or is left alone. */
import { ROOT_CONTEXT } from '@opentelemetry/api'
import type { Span, Tracer } from '@opentelemetry/api'
import { AgentCards } from './agent-cards.ts'
import type { Exchange, RequestSnapshot } from './capture/exchange.ts'
import { claimByTurn, clientOf } from './claim-by-turn.ts'
import type { Endpoints } from './endpoints.ts'
import type { LiveSpans } from './export/live.ts'
import { isReadable, type SpanLike } from './export/span-like.ts'
import { frozen } from './hold/frozen-request.ts'
import { HeldCall } from './hold/held-call.ts'
import { LateCall, type ObservedCall, type Teller } from './hold/late-call.ts'
import { LateOrigin, originNow, type Origin } from './hold/origin.ts'
import { EVENTS, textTeller } from './hold/text-teller.ts'
import * as parts from './late-parts.ts'
import type { McpSink } from './mcp/sink.ts'
import { ATTR_REQUEST_BODY, ATTR_REQUEST_BODY_REASON } from './own-names.ts'
import { LazyShape } from './lazy-shape.ts'
import type { Page } from './page.ts'
import { withCard, type AgentCard } from './provider/agent/a2a-card.ts'
import type { Told } from './provider/probe.ts'
import { providerName } from './provider/read/provider-name.ts'
import type { Dialect, Reading, RequestFacts, RequestShape, Wire } from './provider/read/dialect.ts'
import { readingOf, partOf } from './provider/readings.ts'
import { isStored, recognise, recogniseHeaders } from './provider/recognise.ts'
import { wireOf } from './provider/wires.ts'
import { FIRST_EVENTS } from './recognition/answer-signs.ts'
import { asksMcp, MAX_REQUEST_CHARACTERS, mayBeMcp, mayTellLater, signsOf } from './recognition/request-signs.ts'
import { HttpAttempt, type HttpAttemptOptions } from './span/http-attempt.ts'
import { keepFor } from './unread-call.ts'
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
  readonly live: LiveSpans
  readonly tracer: () => Tracer
  readonly contentOnSpan: boolean
  readonly counts: SinkCounts
  /** The application's own routes whose wire it has named. */
  readonly endpoints?: Endpoints
  /** Whether MCP is looked for, and whether its messages carry the trace context. */
  readonly mcp?: { readonly propagate: boolean } | undefined
  readonly usage?: UsagePolicy
  /** Whether nothing is to become a span any more, even what waits. */
  readonly over?: () => boolean
}

/** `origin`: of the moment of the request, where that is not now. `undefined`: the request is left alone. */
export type Sink = (request: RequestSnapshot, origin?: Origin) => Exchange | undefined

export function createSink(options: SinkOptions): Sink {
  const { page, live, tracer, contentOnSpan, counts, endpoints, mcp } = options
  const cards = new AgentCards()
  let mcpSink: McpSink | undefined
  const sink: Sink = (request, origin) => {
    const endpoint = endpoints?.(request)
    const named = endpoint && wireOf(endpoint.api)
    if (named !== undefined) return callOf(options, request, named, new LazyShape(request, true), { provider: endpoint?.provider, origin })
    if (mcp !== undefined && mayBeMcp(request)) {
      const { module } = parts.mcp
      if (module === undefined) return waitForMcp(options, sink, request, origin)
      mcpSink ??= module.createMcpSink({ page, live, tracer, contentOnSpan, propagate: mcp.propagate })
      const spoken = mcpSink(request, origin)
      if (spoken !== undefined) {
        counts.mcp += spoken.calls
        return spoken.exchange
      }
    }
    if (request.method === 'GET' && signsOf(placeOf(request)).card) return cards.exchange(request.url)
    const shape = new LazyShape(request)
    const wire = recognise(shape)
    if (wire !== undefined) return callOf(options, request, wire, shape, { card: cards.of(request.url), origin })
    return mayTell(request) ? laterOf(options, request, origin) : undefined
  }
  return sink
}

function callOf(
  options: SinkOptions,
  request: RequestSnapshot,
  wire: Wire,
  shape: RequestShape,
  known: { readonly provider?: string | undefined; readonly card?: AgentCard | undefined; readonly origin: Origin | undefined },
): Exchange {
  const { pending } = options.page
  // What waits, and could be read since a moment ago, began before it.
  if (known.origin === undefined && pending.size > 0) pending.release()
  const { began, parent, claimed } = known.origin ?? originNow()
  const read = (reading: Reading): ReadRequest => ({
    facts: withUnread(withCard(reading.readRequest(shape), known.card), request),
    provider: known.provider ?? providerName(request.url, wire),
  })
  options.counts.inferences++
  return begin(options, { wire, request, read, parent, began }, claimed)
}

/** Made once a wire. */
const dialects = new Map<Wire, Dialect>()

function dialectOf(wire: Wire, reading: Reading): Dialect {
  const dialect = dialects.get(wire) ?? { ...wire, ...reading }
  dialects.set(wire, dialect)
  return dialect
}

/** `claimed`: see {@link Origin.claimed}. */
function begin(options: SinkOptions, recognised: Recognised, claimed: Span | null | undefined): ObservedCall {
  const { wire, read, ...rest } = recognised
  const reading = readingOf(wire)
  if (reading === undefined) return waitForReading(options, recognised, claimed)
  const call: Call = { ...rest, dialect: dialectOf(wire, reading), read: () => read(reading) }
  if (claimed) return openClaimed(options, call, claimed)
  const client = clientOf(rest.parent)
  // Which of the clients' spans a request belongs to is told in the page's own turn.
  return claimed === undefined && options.page.claims.mayClaim(client) ? claimOf(options, call, client) : ownCall(options, call)
}

/** Kept as it comes until what reads its wire is there. */
function waitForReading(options: SinkOptions, recognised: Recognised, claimed: Span | null | undefined): ObservedCall {
  const { page, counts } = options
  const { wire, parent } = recognised
  const request = frozen(recognised.request)
  const owner = claimed === undefined ? claimByTurn(page, request, parent) : claimed
  return keepFor(partOf(wire), options, {
    request,
    eventTypes: wire.lastEvents ?? [],
    open: () => begin(options, { ...recognised, request }, owner),
    givenUp: () => void counts.inferences--,
  })
}

/** Kept until what reads MCP is there, which tells whether it is MCP's at all. */
function waitForMcp(options: SinkOptions, sink: Sink, asked: RequestSnapshot, { began, parent }: Origin = originNow()): ObservedCall {
  const request = frozen(asked)
  return keepFor(parts.mcp, options, {
    request,
    // An EventSource sends none of its messages.
    eventTypes: [],
    opensFirst: asksMcp(request),
    inPieces: true,
    open: () => sink(request, { began, parent, claimed: null }),
  })
}

/** By what the request asks for. */
function claimOf(options: SinkOptions, call: Call, client: (Span & SpanLike) | undefined): ObservedCall {
  const { page } = options
  const known = call.read()
  const { facts, provider } = known
  const { url, method } = call.request
  const claimed = page.claims.claim({ provider, ...(facts.model !== undefined && { model: facts.model }), url, method }, client)
  const readCall: Call = { ...call, read: () => known }
  return claimed === undefined ? ownCall(options, readCall) : openClaimed(options, readCall, claimed)
}

function openClaimed(options: SinkOptions, call: Call, claimed: Span): ObservedCall {
  const attempt = open(options, call, claimed)
  options.page.lastAttempts.set(claimed, attempt.inference)
  return attempt
}

/** `true`: it may be somebody's, and what tells whose is still to be loaded. */
function tellerOf(): Teller<Told | true> {
  const { createProbe, tellWhole } = parts.probe.module ?? { createProbe: textTeller.probe, tellWhole: textTeller.whole }
  return {
    headers(header) {
      const wire = recogniseHeaders(header)
      return wire && { wire, streams: true }
    },
    probe: createProbe,
    whole: tellWhole,
  }
}

/** The parent is found while the page's call is on the stack; what the request says is read when the answer has told whose it is. */
function laterOf(options: SinkOptions, request: RequestSnapshot, origin: Origin = new LateOrigin()): LateCall<Told | true> {
  return new LateCall(tellerOf(), parts.probe.module === undefined ? EVENTS : FIRST_EVENTS, (told) => {
    const { began, parent } = origin
    if (told === true) {
      const known = frozen(request)
      const again = (): Exchange => laterOf(options, known, { began, parent })
      return keepFor(parts.probe, options, { request: known, eventTypes: EVENTS, open: again })
    }
    const { wire, streams } = told
    const read = (reading: Reading): ReadRequest => ({
      facts: { ...withUnread(reading.readRequest(new LazyShape(request, true)), request), stream: streams },
      provider: providerName(request.url, wire),
    })
    options.counts.inferences++
    return begin(options, { wire, request, read, parent, began }, null)
  })
}

interface ReadRequest {
  readonly facts: RequestFacts
  readonly provider: string
}

interface Recognised extends Pick<HttpAttemptOptions, 'request' | 'parent' | 'began'> {
  readonly wire: Wire
  readonly read: (reading: Reading) => ReadRequest
}

type Call = Pick<HttpAttemptOptions, 'dialect' | 'request' | 'parent' | 'began'> & { readonly read: () => ReadRequest }

/** A call that gets a span of our own. What may change the page's body has to be read before it is sent. */
function ownCall(options: SinkOptions, call: Call): ObservedCall {
  const { shelf } = options.page
  if (shelf.audience.readWithin === 0 || options.usage?.inject !== undefined) return open(options, call)
  const { dialect, request } = call
  return new HeldCall({
    shelf,
    request,
    eventTypes: dialect.lastEvents ?? [],
    defers: true,
    opening: { ready: true, open: () => open(options, call) },
  })
}

function open({ page, live, tracer, contentOnSpan, counts, usage }: SinkOptions, call: Call, claimed?: Span): HttpAttempt {
  const { dialect, request, began, parent, read } = call
  const attempt = new HttpAttempt({
    ...read(),
    dialect,
    request,
    began,
    claimed,
    parent: claimed === undefined ? parent : undefined,
    tracer: tracer(),
    live,
    root: ROOT_CONTEXT,
    contentOnSpan,
    usage,
    onLate: () => void counts.late++,
    isLast: (inference) => claimed === undefined || page.lastAttempts.get(claimed) === inference,
    onSettled(settled, failed) {
      page.open.delete(settled)
      if (failed && isReadable(settled.span)) page.claims.attemptFailed(settled.span)
    },
  })
  page.open.add(attempt.inference)
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
