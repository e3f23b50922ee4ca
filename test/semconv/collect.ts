/** The SDK's own way from a call to its span, without a browser: a provider whose spans are kept with what they started with. */
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-web'
import type { ReadableSpan, Span } from '@opentelemetry/sdk-trace-web'
import type { RequestSnapshot } from '../../sdk/capture/exchange.ts'
import { LiveSpanProcessor } from '../../sdk/export/live-processor.ts'
import { getPage } from '../../sdk/page.ts'
import { createManualFunctions } from '../../sdk/span/manual.ts'
import { releaseAll } from '../../sdk/hold/waiting.ts'
import { checked, type CheckedSpan, type Wire } from './span.ts'
import { wholeSink, words } from '../support/whole-sdk.ts'

const starts = new WeakMap<object, ReadableSpan['attributes']>()
const ended: ReadableSpan[] = []
const collector = {
  onStart: (span: Span) => void starts.set(span, { ...span.attributes }),
  onEnd: (span: ReadableSpan) => void ended.push(span),
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
}

export const provider = new BasicTracerProvider({ spanProcessors: [new LiveSpanProcessor(), collector] })
export const page = getPage()
const tracer = () => provider.getTracer('@genai-devtools/web')

/** With everything that may stand on a span. */
export const sink = wholeSink({
  page,
  tracer,
  contentOnSpan: true,
  counts: { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 },
  mcp: { propagate: true },
})
export const manual = createManualFunctions(() => ({ tracer: tracer(), shelf: page.shelf, contentOnSpan: true, words }))

/** The spans that have ended since the last time; what nobody ends is ended as when the page goes. */
export function collected(from: string, wire?: Wire): readonly CheckedSpan[] {
  releaseAll()
  for (const open of page.open) open.abandon('page_hidden')
  const spans = ended.splice(0)
  return checked(spans).map((span, index) => {
    const early = starts.get(spans[index] ?? {})
    return { from, ...span, ...(early && { early }), ...(wire && { wire }) }
  })
}

export interface Asked {
  readonly url: string
  readonly method?: string | undefined
  readonly headers?: { readonly [name: string]: string }
  /** Absent: what the page sends may not be read. */
  readonly body?: string | undefined
  readonly signal?: AbortSignal
}

export function snapshot({ url, method = 'POST', headers = {}, body, signal }: Asked): RequestSnapshot {
  return { url: new URL(url), method, header: (name) => headers[name] ?? null, body, signal }
}

/** Every JSON text of a body, whatever frames it: read anew here, so that the check shares no mistake with the SDK. */
export function jsonTexts(body: Uint8Array): readonly unknown[] {
  const text = new TextDecoder().decode(body)
  const whole = jsonOf(text)
  if (whole !== undefined) return Array.isArray(whole) ? whole : [whole]
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => jsonOf(line.replace(/^data: ?/, '')))
    .filter((value) => typeof value === 'object' && value !== null)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
