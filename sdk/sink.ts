/** Where capture, providers, context and spans meet: a request the page makes becomes an attempt of a model call, or is left alone. */
import { ROOT_CONTEXT } from '@opentelemetry/api'
import type { Span, Tracer } from '@opentelemetry/api'
import { AgentCards } from './agent-cards.ts'
import type { Exchange, RequestSnapshot } from './capture/exchange.ts'
import { setNativeTimeout } from './capture/native-timers.ts'
import { claimByTurn, clientOf } from './claim-by-turn.ts'
import type { Endpoints } from './endpoints.ts'
import type { LiveSpans } from './export/live.ts'
import { isReadable, type SpanLike } from './export/span-like.ts'
import { frozen } from './hold/frozen-request.ts'
import { HeldCall, type Opening } from './hold/held-call.ts'
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
import type { Dialect, Reading, RequestFacts, RequestShape, Wire } from './provider/read/dialect.ts'
import { loadReading, readingOf } from './provider/readings.ts'
import { isStored, recognise, recogniseHeaders } from './provider/recognise.ts'
import { wireOf } from './provider/wires.ts'
import { RETRY_MS } from './reader-slot.ts'
import { FIRST_EVENTS } from './recognition/answer-signs.ts'
import { hasTellingKey, MAX_REQUEST_CHARACTERS, mayTellLater, signsOf } from './recognition/request-signs.ts'
import type { InferenceOptions } from './span/attempt-span.ts'
import { InferenceAttempt } from './span/inference.ts'
import { UnreadCall } from './unread-call.ts'
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
  const mcpSink = mcp && createMcpSink({ page, live, tracer, contentOnSpan, propagate: mcp.propagate })
  return (request, origin) => {
    const endpoint = endpoints?.(request)
    const named = endpoint && wireOf(endpoint.api)
    if (named !== undefined) return callOf(options, request, named, new LazyShape(request, true), { provider: endpoint?.provider, origin })
    const spoken = mcpSink?.(request, origin)
    if (spoken !== undefined) {
      counts.mcp += spoken.calls
      return spoken.exchange
    }
    if (request.method === 'GET' && signsOf(placeOf(request)).card) return cards.exchange(request.url)
    const shape = new LazyShape(request)
    const wire = recognise(shape)
    if (wire !== undefined) return callOf(options, request, wire, shape, { card: cards.of(request.url), origin })
    return mayTell(request) ? laterOf(options, request, origin) : undefined
  }
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
  const opening: Opening = {
    get ready() {
      return readingOf(wire) !== undefined
    },
    open() {
      counts.unread--
      page.pending.delete(call)
      return options.over?.() === true ? undefined : begin(options, { ...recognised, request }, owner)
    },
    wanted() {
      page.pending.add(call, false)
      loadUntilThere(page, wire)
    },
    givenUp() {
      counts.unread--
      counts.inferences--
    },
    parked: () => page.pending.delete(call),
  }
  const call = new UnreadCall({ shelf: page.shelf, request, opening, eventTypes: wire.lastEvents ?? [], defers: false })
  counts.unread++
  page.pending.add(call, false)
  loadUntilThere(page, wire)
  return call
}

/** By vendor: how often in a row the load has failed, and whether the next one is waited for. */
const failures = new Map<string, number>()
const retrying = new Set<string>()

/** Loaded now, and again where that fails, as the second half itself is; after the last time with the next call. */
function loadUntilThere(page: Page, wire: Wire): void {
  const { vendor } = wire
  const load = loadReading(wire)
  page.pending.releaseAfter(load)
  if (retrying.has(vendor)) return
  retrying.add(vendor)
  void load.then(() => {
    const failed = failures.get(vendor) ?? 0
    const wait = readingOf(wire) === undefined ? RETRY_MS[failed] : undefined
    failures.set(vendor, wait === undefined ? 0 : failed + 1)
    if (wait === undefined) retrying.delete(vendor)
    else setNativeTimeout(() => loadAgain(page, wire), wait)
  })
}

function loadAgain(page: Page, wire: Wire): void {
  retrying.delete(wire.vendor)
  if (readingOf(wire) === undefined) loadUntilThere(page, wire)
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
  options.page.lastAttempts.set(claimed, attempt)
  return attempt
}

const teller: Teller<Told> = {
  headers(header) {
    const wire = recogniseHeaders(header)
    return wire && { wire, streams: true }
  },
  probe: createProbe,
  whole: tellWhole,
}

/** The parent is found while the page's call is on the stack; what the request says is read when the answer has told whose it is. */
function laterOf(options: SinkOptions, request: RequestSnapshot, origin: Origin = new LateOrigin()): LateCall<Told> {
  return new LateCall(teller, FIRST_EVENTS, ({ wire, streams }) => {
    const { began, parent } = origin
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

interface Recognised extends Pick<InferenceOptions, 'request' | 'parent' | 'began'> {
  readonly wire: Wire
  readonly read: (reading: Reading) => ReadRequest
}

type Call = Pick<InferenceOptions, 'dialect' | 'request' | 'parent' | 'began'> & { readonly read: () => ReadRequest }

/** A call that gets a span of our own. What may change the page's body has to be read before it is sent. */
function ownCall(options: SinkOptions, call: Call): ObservedCall {
  const { shelf } = options.page
  if (shelf.audience.readWithin === 0 || options.usage?.inject === true) return open(options, call)
  const { dialect, request } = call
  return new HeldCall({
    shelf,
    request,
    eventTypes: dialect.lastEvents ?? [],
    defers: true,
    opening: { ready: true, open: () => open(options, call) },
  })
}

function open({ page, live, tracer, contentOnSpan, counts, usage }: SinkOptions, call: Call, claimed?: Span): InferenceAttempt {
  const { dialect, request, began, parent, read } = call
  const attempt = new InferenceAttempt({
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
