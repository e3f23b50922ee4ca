/** Trace context into MCP messages: `params._meta` carries it by the names of W3C Trace Context, without a prefix (SEP-414). */
import { TraceFlags } from '@opentelemetry/api'
import type { SpanContext } from '@opentelemetry/api'
import { parseJson } from '../parser/json.ts'
import type { JsonValue } from '../protocol/records.ts'
import type { McpAsked } from './messages.ts'
import { isList, object, string, type JsonObject } from '../provider/read/json.ts'

/**
 * The body with the trace context of each message in it: `contexts` run parallel to the body's messages. `undefined` where nothing is to be sent instead of
 * the page's own text: no message takes one, or the text is not what `JSON.stringify` writes, so that writing it anew could change more than this.
 */
export function withTraceContext(text: string, contexts: readonly (SpanContext | undefined)[]): string | undefined {
  const body = parseJson(text)
  if (body === undefined || JSON.stringify(body) !== text) return undefined
  const changed = isList(body) ? body.map((message, at) => inject(message, contexts[at])) : inject(body, contexts[0])
  const written = JSON.stringify(changed)
  return written === text ? undefined : written
}

function inject(value: JsonValue, context: SpanContext | undefined): JsonValue {
  const message = object(value)
  const { params = {} } = message ?? {}
  const given = object(params)
  const meta = given?.['_meta'] ?? {}
  const known = object(meta)
  if (message === undefined || context === undefined || given === undefined || known === undefined) return value
  // The application propagates itself: its word counts.
  if (known['traceparent'] !== undefined) return value
  return { ...message, params: { ...given, _meta: { ...known, ...carrier(context) } } }
}

function carrier({ traceId, spanId, traceFlags, traceState }: SpanContext): JsonObject {
  const state = traceState?.serialize() ?? ''
  const flags = (traceFlags & 0xff).toString(16).padStart(2, '0')
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, ...(state === '' ? {} : { tracestate: state }) }
}

/**
 * The trace context that the other side gave with a message. One that is not sampled is none: a server that does not sample must not hide what happens in
 * the page.
 */
export function givenContext({ params }: McpAsked): SpanContext | undefined {
  const parent = string(object(params['_meta'])?.['traceparent'])
  const [, traceId, spanId, flags] = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-|$)/.exec(parent ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId) || (Number.parseInt(flags, 16) & TraceFlags.SAMPLED) === 0) return undefined
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true }
}
