/** Calls whose vendor's reading is not there yet. When it comes, and whether, is the test's to say. */
import { SpanKind } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BodyObserver, RequestSnapshot } from '../../sdk/capture/exchange.ts'
import { scrubText } from '../../sdk/content/credentials.ts'
import { LiveSpanProcessor } from '../../sdk/export/live-processor.ts'
import { getPage, readWaiting } from '../../sdk/page.ts'
import type { Vendor, Wire } from '../../sdk/provider/read/dialect.ts'
import { wholeSink } from '../support/whole-sdk.ts'

interface Load {
  readonly vendor: Vendor
  readonly end: () => void
}
const loader = vi.hoisted(() => ({ there: new Set<string>(), loads: [] as Load[] }))
const { there, loads } = loader
vi.mock(import('../../sdk/provider/readings.ts'), async (original) => {
  const readings = await original()
  const running = new Map<string, Promise<void>>()
  return {
    ...readings,
    readingOf: (wire: Wire) => (loader.there.has(wire.vendor) ? readings.readingOf(wire) : undefined),
    loadReading({ vendor }: Wire) {
      const known = running.get(vendor)
      if (known !== undefined) return known
      const load = new Promise<void>((resolve) => {
        loader.loads.push({ vendor, end: () => (running.delete(vendor), resolve()) })
      })
      running.set(vendor, load)
      return load
    },
  }
})

const nothing = { onEnd() {}, forceFlush: () => Promise.resolve(), shutdown: () => Promise.resolve() }
const exporter = new InMemorySpanExporter()
const started: string[] = []
const provider = new BasicTracerProvider({
  spanProcessors: [
    new LiveSpanProcessor(),
    new SimpleSpanProcessor(exporter),
    { ...nothing, onStart: ({ name }) => void started.push(name) },
  ],
})
const page = getPage()
const counts = { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 }
let over = false
const sink = wholeSink({ page, tracer: () => provider.getTracer('@genai-devtools/web'), contentOnSpan: false, counts, over: () => over })

beforeEach(() => {
  over = false
  there.clear()
  loads.length = 0
  started.length = 0
  exporter.reset()
  counts.inferences = 0
})
afterEach(async () => {
  await comes('openai', 'anthropic', 'agent')
  expect(page.pending.size).toBe(0)
})

/** The loads of those vendors end well. */
async function comes(...vendors: readonly Vendor[]): Promise<void> {
  for (const vendor of vendors) there.add(vendor)
  await ends(...vendors)
}

async function ends(...vendors: readonly Vendor[]): Promise<void> {
  for (const { vendor, end } of loads.splice(0)) {
    if (vendors.includes(vendor)) end()
    else loads.push({ vendor, end })
  }
  await new Promise((resolve) => setTimeout(resolve))
}

const openai = 'https://api.openai.com/v1/chat/completions'
const anthropic = 'https://api.anthropic.com/v1/messages'
const json = new Headers({ 'content-type': 'application/json' })
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const names = (): readonly string[] => exporter.getFinishedSpans().map(({ name }) => name)

function request(url: string, body: object, headers: Readonly<Record<string, string>> = {}): RequestSnapshot {
  return {
    method: 'POST',
    url: new URL(url),
    header: (name) => headers[name] ?? null,
    headerNames: () => Object.keys(headers),
    body: JSON.stringify(body),
    signal: undefined,
  }
}

function observe(snapshot: RequestSnapshot, status = 200, headers = json): BodyObserver {
  const observer = sink(snapshot)?.response(status, headers)
  if (observer === undefined) throw new Error('not recognised')
  return observer
}

/** One whole call. */
function ask(url: string, model: string): void {
  const observer = observe(request(url, { model, max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] }))
  const choices = [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }]
  const message = { type: 'message', role: 'assistant', id: 'm', content: [{ type: 'text', text: 'hi' }], stop_reason: 'end_turn' }
  observer.chunk(bytes(JSON.stringify(url === openai ? { id: 'c', model, choices } : { ...message, model })))
  observer.end()
}

describe('a call whose reading is on the way', () => {
  test('is counted at once, asks for it at once, and is a span when it is there', async () => {
    ask(openai, 'a')
    expect(counts.inferences).toBe(1)
    expect(loads.map(({ vendor }) => vendor)).toEqual(['openai'])
    expect(names()).toEqual([])
    await comes('openai')
    expect(names()).toEqual(['chat a'])
    expect(counts.inferences).toBe(1)
  })

  test('comes in the order of the calls, whatever has ended first, and waits for no other vendor', async () => {
    const first = sink(request(openai, { model: 'a', messages: [] }))
    ask(anthropic, 'other')
    ask(openai, 'b')
    await comes('openai')
    expect(page.pending.size).toBe(1)
    expect(page.open.size).toBe(1)
    expect(started).toEqual(['chat a', 'chat b'])
    expect(names()).toEqual(['chat b'])
    first?.failed(new TypeError('Failed to fetch'))
    await comes('anthropic')
    expect(names()).toEqual(['chat b', 'chat a', 'chat other'])
  })

  test('comes before a call that the page makes as soon as it could be read', async () => {
    ask(openai, 'a')
    there.add('openai')
    ask(openai, 'b')
    expect(names()).toEqual(['chat a', 'chat b'])
  })

  test('waits on where the load fails, and the next call loads it again', async () => {
    ask(openai, 'a')
    await ends('openai')
    expect([names(), page.pending.size, loads]).toEqual([[], 1, []])
    ask(openai, 'b')
    expect(loads).toHaveLength(1)
    await comes('openai')
    expect(names()).toEqual(['chat a', 'chat b'])
  })

  test('is there after a flush', async () => {
    page.shelf.audience.exported = true
    ask(openai, 'a')
    const flushed = readWaiting()
    await comes('openai')
    await flushed
    expect(names()).toEqual(['chat a'])
    page.shelf.audience.exported = false
  })

  test('is told by its answer', async () => {
    const body = { id: 'chat-1', messages: [{ id: 'u', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }], trigger: 'submit-message' }
    const headers = new Headers({ 'content-type': 'text/event-stream', 'x-vercel-ai-ui-message-stream': 'v1' })
    const observer = observe(request('https://app.example/api/chat', body), 200, headers)
    observer.chunk(bytes('data: {"type":"start","messageId":"m1"}\n\ndata: {"type":"finish","finishReason":"stop"}\n\ndata: [DONE]\n\n'))
    observer.end()
    expect([names(), loads.map(({ vendor }) => vendor)]).toEqual([[], ['agent']])
    await comes('agent')
    const [span] = exporter.getFinishedSpans()
    expect(span?.attributes).toMatchObject({ 'gen_ai.response.id': 'm1', 'gen_ai.conversation.id': 'chat-1' })
  })

  test('belongs to the span that its client recorded the attempt on in that turn', async () => {
    const client = provider.getTracer('com.anthropic.sdk.typescript')
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'anthropic', 'gen_ai.request.model': 'm' }
    const span = client.startSpan('chat m', { kind: SpanKind.CLIENT, attributes })
    span.setAttribute('http.request.method', 'POST')
    ask(anthropic, 'm')
    await comes('anthropic')
    span.end()
    expect(names()).toEqual(['chat m'])
    expect(exporter.getFinishedSpans()[0]?.attributes).toMatchObject({
      'gen_ai.response.id': 'm',
      'gen_ai.response.finish_reasons': ['end_turn'],
    })
  })

  test('has the headers that it had, whatever the page makes of them since', async () => {
    const headers: Record<string, string> = {}
    const failed = sink(request(openai, { model: 'a', messages: [] }, headers))
    failed?.failed(new TypeError('Failed to fetch'))
    const retried: Record<string, string> = { 'x-stainless-retry-count': '1' }
    const again = sink(request(openai, { model: 'a', messages: [] }, retried))
    delete retried['x-stainless-retry-count']
    again?.failed(new TypeError('Failed to fetch'))
    await comes('openai')
    const [first, second] = exporter.getFinishedSpans()
    expect(second?.links.map(({ context }) => context.spanId)).toEqual([first?.spanContext().spanId])
  })

  test('makes known the key that its answer repeats before anything else can say it', async () => {
    const key = 'Pl4ntedKeyOfTheTest'
    const observer = observe(request(openai, { model: 'a', messages: [] }, { 'x-acme': key }), 401)
    observer.chunk(bytes(`{"error":{"message":"refused: ${key.slice(0, 9)}`))
    observer.chunk(bytes(`${key.slice(9)}"}}`))
    expect(scrubText(`Wrong: ${key}`)).toContain(key)
    observer.end()
    expect(scrubText(`Wrong: ${key}`)).not.toContain(key)
    await comes('openai')
    expect(exporter.getFinishedSpans()[0]?.status.message).not.toContain(key)
  })

  test('is no span any more when all is over', async () => {
    ask(openai, 'a')
    over = true
    await comes('openai')
    expect([names(), page.pending.size]).toEqual([[], 0])
  })
})
