/** Where capture, providers, context and spans meet: a request the page makes becomes an attempt of a model call, or is none of our business. */
import { ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { Tracer } from '@opentelemetry/api'
import { AgentCards } from './agent-cards.ts'
import type { Exchange, ExchangeSink, RequestSnapshot } from './capture/exchange.ts'
import { isRedacting } from './content/redact.ts'
import { isReadable } from './export/record.ts'
import { findParent } from './context/parent.ts'
import type { Endpoints } from './endpoints.ts'
import { LateExchange } from './late.ts'
import { createMcpSink } from './mcp/sink.ts'
import type { Page } from './page.ts'
import { isCardPath, withCard, type AgentCard } from './provider/a2a-card.ts'
import { recognise } from './provider/dialects.ts'
import { providerName } from './provider/provider-name.ts'
import { parseJson } from './parser/json.ts'
import type { JsonValue } from './protocol.ts'
import type { Dialect, RequestShape } from './provider/provider.ts'
import { explicitParent } from './span/explicit.ts'
import type { UsagePolicy } from './usage/usage.ts'
import type { InferenceOptions } from './span/attempt-span.ts'
import { InferenceAttempt } from './span/inference.ts'

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
  return (request: RequestSnapshot): Exchange | undefined => {
    // A redactor's own call is none of the page's; one that asks a model would be redacted by asking the model.
    if (isRedacting()) return undefined
    counts.requests++
    const endpoint = endpoints?.(request)
    if (endpoint !== undefined) return callOf(options, request, endpoint.dialect, shapeOf(request, true), { provider: endpoint.provider })
    const spoken = mcpSink?.(request)
    if (spoken !== undefined) {
      counts.mcp += spoken.calls
      return spoken.exchange
    }
    if (request.method === 'GET' && isCardPath(request.url)) return cards.exchange(request.url)
    const shape = shapeOf(request)
    const dialect = recognise(shape)
    if (dialect !== undefined) return callOf(options, request, dialect, shape, { card: cards.of(request.url) })
    return mayTellLater(request) ? laterOf(options, request) : undefined
  }
}

function callOf(
  options: SinkOptions,
  request: RequestSnapshot,
  dialect: Dialect,
  shape: RequestShape,
  known: { readonly provider?: string | undefined; readonly card?: AgentCard | undefined },
): InferenceAttempt {
  const { page } = options
  const facts = withCard(dialect.readRequest(shape), known.card)
  const provider = known.provider ?? providerName(request.url, dialect)
  const found = findParent(explicitParent())
  const active = found && trace.getSpan(found.context)
  const asked = { provider, ...(facts.model !== undefined && { model: facts.model }), url: request.url, method: request.method }
  const claimed = page.claims.claim(asked, active && isReadable(active) ? active : undefined)
  const parent = claimed === undefined ? found : undefined
  const attempt = open(options, { dialect, provider, facts, request, claimed, parent })
  if (claimed !== undefined) page.lastAttempts.set(claimed, attempt)
  return attempt
}

/** The parent is found while the page's call is on the stack; what the request says is read when the answer has told whose it is. */
function laterOf(options: SinkOptions, request: RequestSnapshot): LateExchange {
  const began = performance.now()
  const parent = findParent(explicitParent())
  return new LateExchange((dialect) => {
    // Only streams tell late.
    const facts = { ...dialect.readRequest(shapeOf(request, true)), stream: true }
    return open(options, { dialect, provider: providerName(request.url, dialect), facts, request, claimed: undefined, parent, began })
  })
}

type Call = Pick<InferenceOptions, 'dialect' | 'provider' | 'facts' | 'request' | 'claimed' | 'parent' | 'began'>

function open({ page, tracer, contentOnSpan, counts, usage }: SinkOptions, call: Call): InferenceAttempt {
  counts.inferences++
  const attempt = new InferenceAttempt({
    ...call,
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

/** Agents are asked with JSON, and those that speak JSON-RPC say so in it; looking for a parent costs some 20 µs, which a page's other requests are spared. */
function mayTellLater({ method, body }: RequestSnapshot): boolean {
  return method === 'POST' && body !== undefined && /^\s*\{/.test(body) && !body.includes('"jsonrpc"')
}

/** The longest body that is looked into: beyond it the page would notice the parsing. */
const MAX_REQUEST_CHARACTERS = 50_000_000

/** Keys that one of every wire's requests has: an application's own JSON without any of them is not parsed. */
const TELLING_KEY = /"(?:messages|contents|prompt|inputs?|jsonrpc|assistant_id)"\s*:/

/** The body is parsed when somebody asks for it: most of a page's requests are told apart by less. `known`: it is for us, whatever it holds. */
function shapeOf(request: RequestSnapshot, known = false): RequestShape {
  const { method, url, body } = request
  if (body === undefined || body.length > MAX_REQUEST_CHARACTERS) return { method, url }
  if (!known && (method !== 'POST' || !TELLING_KEY.test(body))) return { method, url }
  let parsed: { readonly value: JsonValue | undefined } | undefined
  return {
    method,
    url,
    get body() {
      parsed ??= { value: parseJson(body) }
      return parsed.value
    },
  }
}
