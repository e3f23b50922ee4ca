/** Model calls without a browser: what capture would tell is told by the test, and the spans are read back. */
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-web'
import type { BodyObserver, Exchange, ExchangeSink, RequestSnapshot } from '../../../sdk/capture/exchange.ts'
import { LiveSpanProcessor } from '../../../sdk/export/live-processor.ts'
import { getPage } from '../../../sdk/page.ts'
import type { UsagePolicy } from '../../../sdk/usage/usage.ts'
import { wholeSink } from '../../support/whole-sdk.ts'

export const exporter = new InMemorySpanExporter()
export const provider = new BasicTracerProvider({ spanProcessors: [new LiveSpanProcessor(), new SimpleSpanProcessor(exporter)] })
export const page = getPage()
export const counts = { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 }
export const sinkWith = (contentOnSpan: boolean, usage?: UsagePolicy): ExchangeSink =>
  wholeSink({ page, tracer: () => provider.getTracer('@genai-devtools/web'), contentOnSpan, counts, ...(usage && { usage }) })
export const sink = sinkWith(false)
export const sse = new Headers({ 'content-type': 'text/event-stream' })
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export function request(
  body: unknown,
  url = 'https://api.openai.com/v1/chat/completions',
  headers: Record<string, string> = {},
): RequestSnapshot {
  return { method: 'POST', url: new URL(url), header: (name) => headers[name] ?? null, body: JSON.stringify(body), signal: undefined }
}
export const chat = { model: 'gpt-5', stream: true, messages: [{ role: 'user', content: 'hello' }] }
export const event = (content: string, finish: string | null = null): Uint8Array =>
  bytes(
    `data: ${JSON.stringify({ id: 'c1', model: 'gpt-5-2026', choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`,
  )

export function open(
  snapshot = request(chat),
  status = 200,
  headers = sse,
  through = sink,
): { exchange: Exchange; observer: BodyObserver } {
  const exchange = through(snapshot)
  const observer = exchange?.response(status, headers)
  if (exchange === undefined || observer === undefined) throw new Error('not recognised')
  return { exchange, observer }
}
export function only(): ReadableSpan {
  const [span, ...more] = exporter.getFinishedSpans()
  if (span === undefined || more.length > 0) throw new Error(`${more.length + Number(span !== undefined)} spans`)
  return span
}
