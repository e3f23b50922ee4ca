/** MCP exchanges played through the sink as capture would: requests in, bytes of answers in, spans out. */
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-web'
import type { BodyObserver, Exchange, RequestSnapshot } from '../../../sdk/capture/exchange.ts'
import { LiveSpanProcessor } from '../../../sdk/export/live-processor.ts'
import { getPage } from '../../../sdk/page.ts'
import { wholeSink } from '../../support/whole-sdk.ts'

export const ENDPOINT = 'https://tools.example/mcp'
export const ACCEPT = 'application/json, text/event-stream'
export const page = getPage()
export const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new LiveSpanProcessor(), new SimpleSpanProcessor(exporter)] })
export const tracer = () => provider.getTracer('@genai-devtools/web')

export interface Played {
  readonly method?: string
  readonly url?: string
  readonly headers?: { readonly [name: string]: string }
  readonly body?: unknown
  readonly signal?: AbortSignal
}

export function newSink({ propagate = false, contentOnSpan = false } = {}) {
  return wholeSink({ page, tracer, contentOnSpan, counts: { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 }, mcp: { propagate } })
}

export function request({ method = 'POST', url = ENDPOINT, headers = { accept: ACCEPT }, body, signal }: Played): RequestSnapshot {
  return {
    method,
    url: new URL(url),
    header: (name) => headers[name] ?? null,
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    signal,
  }
}

export interface Answer {
  readonly status?: number
  readonly headers?: { readonly [name: string]: string }
  readonly chunks?: Iterable<Uint8Array>
}

/** The headers, and all of the body unless nobody looks at it. */
export function answer(exchange: Exchange | undefined, { status = 200, headers = {}, chunks = [] }: Answer): BodyObserver | undefined {
  const observer = exchange?.response(status, new Headers(headers))
  for (const chunk of chunks) observer?.chunk(chunk)
  observer?.end()
  return observer
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const json = (value: unknown): Answer => ({
  headers: { 'content-type': 'application/json' },
  chunks: [bytes(JSON.stringify(value))],
})
export const event = (value: unknown, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: message\ndata: ${JSON.stringify(value)}\n\n`
export const sse = (...events: readonly string[]): Answer => ({
  headers: { 'content-type': 'text/event-stream' },
  chunks: events.map(bytes),
})

export const asked = (id: number | string, method: string, params?: unknown) => ({
  jsonrpc: '2.0',
  id,
  method,
  ...(params === undefined ? {} : { params }),
})
export const result = (id: number | string, value: unknown = {}) => ({ jsonrpc: '2.0', id, result: value })

/** The spans that ended since the last time, in the order of their ends. */
export function finished(): readonly ReadableSpan[] {
  const spans = [...exporter.getFinishedSpans()]
  exporter.reset()
  return spans
}
