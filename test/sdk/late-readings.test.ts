/** Calls whose vendor's reading is not there yet. When it comes, and whether, is the test's to say. */
import { SpanKind } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { BodyObserver, RequestSnapshot } from '../../sdk/capture/exchange.ts'
import { scrubText } from '../../sdk/content/credentials.ts'
import { LiveSpanProcessor } from '../../sdk/export/live-processor.ts'
import { getPage, readWaiting } from '../../sdk/page.ts'
import { RETRY_MS } from '../../sdk/late-module.ts'
import type * as Readings from '../../sdk/provider/readings.ts'
import type { Api } from '../../sdk/recognition/apis.ts'
import { wholeSink } from '../support/whole-sdk.ts'

type PartOf = (typeof Readings)['partOf']
type ReadingPart = ReturnType<PartOf>

interface Load {
  readonly api: Api
  readonly end: (comes: boolean) => void
}
const loader = vi.hoisted(() => ({ parts: new Map<Api, ReadingPart>(), loads: [] as Load[] }))
const { parts, loads } = loader
vi.mock(import('../../sdk/provider/readings.ts'), async (original) => {
  const readings = await original()
  const { LateModule } = await import('../../sdk/late-module.ts')
  const partOf: PartOf = (wire) => {
    const known = loader.parts.get(wire.api)
    if (known !== undefined) return known
    const part: ReadingPart = new LateModule(
      () =>
        new Promise((resolve, reject) => {
          const { module } = readings.partOf(wire)
          const end = (comes: boolean): void => (comes && module !== undefined ? resolve(module) : reject(new TypeError('offline')))
          loader.loads.push({ api: wire.api, end })
        }),
    )
    loader.parts.set(wire.api, part)
    return part
  }
  return { ...readings, partOf, readingOf: (wire) => partOf(wire).module?.readings[wire.api] }
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
  parts.clear()
  loads.length = 0
  started.length = 0
  exporter.reset()
  counts.inferences = 0
})
afterEach(async () => {
  await comes('openai-chat', 'anthropic-messages', 'ai-sdk-ui')
  expect(page.pending.size).toBe(0)
})

/** The loads of what reads those wires end well. */
const comes = (...apis: readonly Api[]): Promise<void> => endAll(apis, true)
const fails = (...apis: readonly Api[]): Promise<void> => endAll(apis, false)

async function endAll(apis: readonly Api[], well: boolean): Promise<void> {
  for (const load of loads.splice(0)) {
    if (apis.includes(load.api)) load.end(well)
    else loads.push(load)
  }
  await new Promise((resolve) => setImmediate(resolve))
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
    expect(loads.map(({ api }) => api)).toEqual(['openai-chat'])
    expect(names()).toEqual([])
    await comes('openai-chat')
    expect(names()).toEqual(['chat a'])
    expect(counts.inferences).toBe(1)
  })

  test('comes in the order of the calls, whatever has ended first, and waits for no other vendor', async () => {
    const first = sink(request(openai, { model: 'a', messages: [] }))
    ask(anthropic, 'other')
    ask(openai, 'b')
    await comes('openai-chat')
    expect(page.pending.size).toBe(1)
    expect(page.open.size).toBe(1)
    expect(started).toEqual(['chat a', 'chat b'])
    expect(names()).toEqual(['chat b'])
    first?.failed(new TypeError('Failed to fetch'))
    await comes('anthropic-messages')
    expect(names()).toEqual(['chat b', 'chat a', 'chat other'])
  })

  test('waits on where the load fails, which is tried again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    ask(openai, 'a')
    await fails('openai-chat')
    expect([names(), page.pending.size, loads]).toEqual([[], 1, []])
    ask(openai, 'b')
    expect(loads).toEqual([])
    vi.advanceTimersByTime(RETRY_MS[0] ?? 0)
    expect(loads).toHaveLength(1)
    vi.useRealTimers()
    await comes('openai-chat')
    expect(names()).toEqual(['chat a', 'chat b'])
  })

  test('asks for it again with the next call, when all tries have failed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    ask(openai, 'a')
    await fails('openai-chat')
    for (const wait of RETRY_MS) {
      vi.advanceTimersByTime(wait)
      await fails('openai-chat')
    }
    vi.advanceTimersByTime(60_000)
    expect([page.pending.size, loads]).toEqual([1, []])
    ask(openai, 'b')
    expect(loads).toHaveLength(1)
    vi.useRealTimers()
    await comes('openai-chat')
    expect(names()).toEqual(['chat a', 'chat b'])
  })

  test('is there after a flush', async () => {
    page.shelf.audience.exported = true
    ask(openai, 'a')
    const flushed = readWaiting()
    await comes('openai-chat')
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
    expect([names(), loads.map(({ api }) => api)]).toEqual([[], ['ai-sdk-ui']])
    await comes('ai-sdk-ui')
    const [span] = exporter.getFinishedSpans()
    expect(span?.attributes).toMatchObject({ 'gen_ai.response.id': 'm1', 'gen_ai.conversation.id': 'chat-1' })
  })

  test('belongs to the span that its client recorded the attempt on in that turn', async () => {
    const client = provider.getTracer('com.anthropic.sdk.typescript')
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'anthropic', 'gen_ai.request.model': 'm' }
    const span = client.startSpan('chat m', { kind: SpanKind.CLIENT, attributes })
    span.setAttribute('http.request.method', 'POST')
    ask(anthropic, 'm')
    await comes('anthropic-messages')
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
    await comes('openai-chat')
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
    await comes('openai-chat')
    expect(exporter.getFinishedSpans()[0]?.status.message).not.toContain(key)
  })

  test('is no span any more when all is over', async () => {
    ask(openai, 'a')
    over = true
    await comes('openai-chat')
    expect([names(), page.pending.size]).toEqual([[], 0])
  })
})
