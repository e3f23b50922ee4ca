/** Where capture, providers, context and spans meet: a request the page makes becomes an attempt of a model call, or is none of our business. */
import { ROOT_CONTEXT } from '@opentelemetry/api'
import type { Tracer } from '@opentelemetry/api'
import type { Exchange, ExchangeSink, RequestSnapshot } from './capture/exchange.ts'
import { isRedacting } from './content/redact.ts'
import { isReadable } from './export/record.ts'
import { findParent } from './context/parent.ts'
import { createMcpSink } from './mcp/sink.ts'
import type { Page } from './page.ts'
import { recognise } from './provider/dialects.ts'
import { providerName } from './provider/provider-name.ts'
import { parseJson } from './parser/json.ts'
import type { JsonValue } from './protocol.ts'
import type { RequestShape } from './provider/provider.ts'
import { explicitParent } from './span/explicit.ts'
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
  /** Whether MCP is looked for, and whether its messages carry the trace context. */
  readonly mcp?: { readonly propagate: boolean } | undefined
}

export function createSink({ page, tracer, contentOnSpan, counts, mcp }: SinkOptions): ExchangeSink {
  const mcpSink = mcp && createMcpSink({ page, tracer, contentOnSpan, propagate: mcp.propagate })
  return (request: RequestSnapshot): Exchange | undefined => {
    // A redactor's own call is none of the page's; one that asks a model would be redacted by asking the model.
    if (isRedacting()) return undefined
    counts.requests++
    const spoken = mcpSink?.(request)
    if (spoken !== undefined) {
      counts.mcp += spoken.calls
      return spoken.exchange
    }
    const shape = shapeOf(request)
    const dialect = recognise(shape)
    if (dialect === undefined) return undefined
    counts.inferences++
    const facts = dialect.readRequest(shape)
    const provider = providerName(request.url, dialect)
    const claimed = page.claims.claim({
      provider,
      ...(facts.model === undefined ? {} : { model: facts.model }),
      url: request.url,
      method: request.method,
    })
    const attempt = new InferenceAttempt({
      tracer: tracer(),
      live: page.live,
      dialect,
      provider,
      facts,
      request,
      claimed,
      parent: claimed === undefined ? findParent(explicitParent()) : undefined,
      root: ROOT_CONTEXT,
      contentOnSpan,
      onSettled(settled, failed) {
        page.open.delete(settled)
        if (failed && isReadable(settled.span)) page.claims.attemptFailed(settled.span)
      },
    })
    page.open.add(attempt)
    if (claimed !== undefined) page.lastAttempts.set(claimed, attempt)
    return attempt
  }
}

/** The longest body that is looked into: beyond it the page would notice the parsing. */
const MAX_REQUEST_CHARACTERS = 50_000_000

/** Keys that one of every wire's requests has: an application's own JSON without any of them is not parsed. */
const TELLING_KEY = /"(?:messages|contents|prompt|inputs?)"\s*:/

/** The body is parsed when somebody asks for it: most of a page's requests are told apart by less. */
function shapeOf(request: RequestSnapshot): RequestShape {
  const { method, url, body } = request
  if (method !== 'POST' || body === undefined || body.length > MAX_REQUEST_CHARACTERS || !TELLING_KEY.test(body)) return { method, url }
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
