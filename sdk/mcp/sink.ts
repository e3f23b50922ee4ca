/**
 * MCP over Streamable HTTP: what a page's request says to a server, and what the answer says back. A POST carries messages; a GET opens a stream of
 * the server's own, or goes on with one that broke off; a DELETE ends the session.
 */
import { trace } from '@opentelemetry/api'
import type { SpanContext } from '@opentelemetry/api'
import type { Exchange, RequestSnapshot } from '../capture/exchange.ts'
import { originNow, type Origin } from '../hold/origin.ts'
import { parseJson } from '../parser/json.ts'
import { hasMcpHeader, MAX_REQUEST_CHARACTERS } from '../recognition/request-signs.ts'
import { isList } from '../provider/read/json.ts'
import { cancelled, isMcp, readMessages, type McpAsked, type McpMessage } from './messages.ts'
import type { Place } from './attributes.ts'
import { McpCalls } from './calls.ts'
import { McpGet, McpPost } from './exchange.ts'
import { withTraceContext } from './propagate.ts'
import { openClientCall, type McpSurroundings } from './spans.ts'

export interface McpSinkOptions extends Omit<McpSurroundings, 'calls'> {
  /** Whether the page's messages carry the trace context. */
  readonly propagate: boolean
}

/** `exchange` is absent where a request is MCP's but has no span: a bare reply, the end of a session. */
export type McpSink = (request: RequestSnapshot, origin?: Origin) => { readonly exchange?: Exchange; readonly calls: number } | undefined

export function createMcpSink({ propagate, ...options }: McpSinkOptions): McpSink {
  const around: McpSurroundings = { ...options, calls: new McpCalls() }
  return (request, origin) => {
    if (request.method === 'POST') return post(around, request, propagate, origin)
    if (!hasMcpHeader(request)) return undefined
    if (request.method === 'DELETE') around.calls.end(placeOf(request))
    const opens = request.method === 'GET' && (request.header('accept') ?? '').includes('text/event-stream')
    return opens ? { exchange: get(around, request), calls: 0 } : undefined
  }
}

function post(around: McpSurroundings, request: RequestSnapshot, propagate: boolean, origin: Origin | undefined): ReturnType<McpSink> {
  const { body: text } = request
  if (text === undefined || text.length > MAX_REQUEST_CHARACTERS) return undefined
  const body = parseJson(text)
  const messages = (isList(body) ? body : [body]).map((value) => readMessages(value === undefined ? [] : [value])[0])
  if (!isMcp(messages.filter(isMessage), hintsOf(request))) return undefined

  const place = placeOf(request)
  for (const message of messages) if (message !== undefined) settleBy(around, place, message)
  const parent = messages.some(isAsked) ? (origin ?? originNow()).parent : undefined
  const calls = messages.map((message) => (isAsked(message) ? openClientCall(around, message, place, parent) : undefined))
  const opened = calls.filter((call) => call !== undefined)
  if (opened.length === 0) return { calls: 0 }
  const changed = propagate
    ? withTraceContext(
        text,
        calls.map((call) => call && valid(call.span.spanContext())),
      )
    : undefined
  return { exchange: new McpPost({ around, place, signal: request.signal, calls: opened, body: changed }), calls: opened.length }
}

/** What the page answers ends what the server asked; what it takes back is over. */
function settleBy({ calls }: McpSurroundings, place: Place, message: McpMessage): void {
  if (message.kind === 'reply') {
    if (message.id !== undefined) calls.find('server', place, message.id)?.reply(message)
    return
  }
  const taken = cancelled(message)
  if (taken === undefined) return
  const call = calls.find('client', place, taken.id)
  // The official client takes back what lasts too long, and the reason is all that tells it from a cancel by the user.
  if (/\btime(?:d\s?)?-?out\b/i.test(taken.reason)) call?.settle({ type: 'timeout', message: taken.reason })
  else call?.settle('cancelled')
}

function get(around: McpSurroundings, request: RequestSnapshot): Exchange {
  const place = placeOf(request)
  const after = request.header('last-event-id') ?? undefined
  const calls = after === undefined ? [] : around.calls.after(after, place)
  return new McpGet({ around, place, signal: request.signal, calls, after })
}

function placeOf(request: RequestSnapshot): Place {
  const sessionId = request.header('mcp-session-id')
  const protocolVersion = request.header('mcp-protocol-version')
  return {
    url: request.url,
    request,
    ...(sessionId === null ? {} : { sessionId }),
    ...(protocolVersion === null ? {} : { protocolVersion }),
  }
}

function hintsOf(request: RequestSnapshot): { readonly headers: boolean; readonly accepts: boolean } {
  const accept = request.header('accept') ?? ''
  return {
    headers: hasMcpHeader(request),
    accepts: accept.includes('application/json') && accept.includes('text/event-stream'),
  }
}

function isMessage(message: McpMessage | undefined): message is McpMessage {
  return message !== undefined
}

function isAsked(message: McpMessage | undefined): message is McpAsked {
  return message !== undefined && message.kind !== 'reply'
}

function valid(context: SpanContext): SpanContext | undefined {
  return trace.isSpanContextValid(context) ? context : undefined
}
