import { context, trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-web'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { RequestSnapshot } from '../../sdk/capture/exchange.ts'
import { LiveSpanProcessor } from '../../sdk/export/live-processor.ts'
import { getPage } from '../../sdk/page.ts'
import { MAX_PROBE_PAYLOADS } from '../../sdk/provider/probe.ts'
import { MAX_PROBE_BYTES } from '../../sdk/recognition/answer-signs.ts'
import { contentOf } from '../../sdk/content/span-content.ts'
import { withExplicitParent } from '../../sdk/context/explicit.ts'
import { splits } from '../wire/chunkings.ts'
import { wholeSink } from '../support/whole-sdk.ts'

const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new LiveSpanProcessor(), new SimpleSpanProcessor(exporter)] })
const page = getPage()
const counts = { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 }
const tracer = () => provider.getTracer('@genai-devtools/web')
const sink = wholeSink({ page, tracer, contentOnSpan: false, counts })
const bytes = (text: string) => new TextEncoder().encode(text)
const chat = { id: 'chat-1', messages: [{ id: 'u', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }], trigger: 'submit-message' }

function request(body: unknown = chat): RequestSnapshot {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { method: 'POST', url: new URL('https://app.example/api/chat'), header: () => null, body: text, signal: undefined }
}

function open(headers: { readonly [name: string]: string }, snapshot = request()) {
  const exchange = sink(snapshot)
  return exchange?.response(200, new Headers(headers))
}

function only(): ReadableSpan {
  const [span, ...more] = exporter.getFinishedSpans()
  if (span === undefined || more.length > 0) throw new Error(`${more.length + Number(span !== undefined)} spans`)
  return span
}

const ui =
  'data: {"type":"start","messageId":"m1"}\n\ndata: {"type":"text-delta","id":"0","delta":"Hi 🐦"}\n\ndata: {"type":"finish","finishReason":"stop"}\n\ndata: [DONE]\n\n'
const sse = { 'content-type': 'text/event-stream' }

beforeEach(() => {
  exporter.reset()
  counts.inferences = 0
})

describe('a request that only its answer tells of', () => {
  test('is a span by the header, with what the request asked', () => {
    const observer = open({ ...sse, 'x-vercel-ai-ui-message-stream': 'v1' })
    expect(page.open.size).toBe(1)
    observer?.chunk(bytes(ui))
    observer?.end()
    const span = only()
    expect(span).toMatchObject({ name: 'invoke_agent', kind: 2 })
    expect(span.attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.provider.name': 'ai_sdk',
      'gen_ai.conversation.id': 'chat-1',
      'gen_ai.response.id': 'm1',
      'gen_ai.response.finish_reasons': ['stop'],
      'genai_devtools.wire': 'ai-sdk-ui',
      'genai_devtools.end': 'completed',
      'server.address': 'app.example',
    })
    expect(Object.keys(span.attributes).filter((name) => name.startsWith('gen_ai.usage.') || name === 'gen_ai.request.model')).toEqual([])
    expect(contentOf(span)).toMatchObject({
      inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hi 🐦' }], finish_reason: 'stop' }],
    })
    expect(counts.inferences).toBe(1)
  })

  test.each([
    ['the AI SDK’s UI stream', 'ai-sdk-ui', sse, ui],
    [
      'one without a message id',
      'ai-sdk-ui',
      sse,
      'data: {"type":"start"}\n\ndata: {"type":"start-step"}\n\ndata: {"type":"text-start","id":"0"}\n\n',
    ],
    ['one that begins with data of the application', 'ai-sdk-ui', sse, `: hi\n\ndata: {"type":"data-status","data":1}\n\n${ui}`],
    ['one that begins with an error', 'ai-sdk-ui', sse, 'data: {"type":"error","errorText":"no"}\n\n'],
    ['the AI SDK’s data stream', 'ai-sdk-data-stream-v4', { 'content-type': 'text/plain; charset=utf-8' }, 'f:{"messageId":"m"}\n0:"Hi"\n'],
    ['AG-UI', 'ag-ui', sse, 'data: {"type":"RUN_STARTED","threadId":"t","runId":"r"}\n\n'],
    ['AG-UI that fails at once', 'ag-ui', sse, 'data: {"type":"RUN_ERROR","message":"no"}\n\n'],
    ['Chat Completions handed on', undefined, sse, 'data: {"id":"c","object":"chat.completion.chunk","choices":[]}\n\n'],
    ['Responses handed on', undefined, sse, 'event: response.created\ndata: {"type":"response.created","response":{"id":"r"}}\n\n'],
    ['Messages handed on', undefined, sse, 'event: message_start\ndata: {"type":"message_start","message":{"id":"m"}}\n\n'],
    ['LangGraph', 'langgraph', sse, 'event: metadata\ndata: {"run_id":"r","attempt":1}\n\n'],
  ])('is a span by the first bytes, cut anywhere: %s', (_what, wire, headers, body) => {
    for (const chunks of splits(bytes(body))) {
      exporter.reset()
      const observer = open(headers)
      const answers = chunks.filter(({ length }) => length > 0).map((chunk) => observer?.chunk(chunk))
      observer?.end()
      expect(answers).not.toContain(false)
      expect(only().attributes['genai_devtools.wire']).toBe(wire)
    }
  })

  test.each([
    ['a page', { 'content-type': 'text/html' }],
    ['a picture', { 'content-type': 'image/svg+xml' }],
    ['a script', { 'content-type': 'text/javascript' }],
    ['a style', { 'content-type': 'text/css' }],
    ['a font', { 'content-type': 'font/woff2' }],
    ['a film', { 'content-type': 'video/mp4' }],
    ['bytes', { 'content-type': 'application/octet-stream' }],
    ['data of another form', { 'content-type': 'application/geo+json' }],
    ['nothing said', {}],
  ])('is not observed where it is answered by %s', (_what, headers) => {
    expect(open(headers)).toBeUndefined()
    expect(page.open.size).toBe(0)
  })

  test.each([
    ['a comment', ': keep-alive\n\n'],
    ['a named ping', 'event: ping\ndata: {"type":"ping"}\n\n'],
    ['an unnamed ping', 'data: {"type":"ping"}\n\n'],
    ['a heartbeat in words', 'event: heartbeat\ndata: heartbeat\n\n'],
    ['empty data', 'data:\n\ndata: {}\n\n'],
  ])('is known after %s, too', (_what, first) => {
    const observer = open(sse)
    expect(observer?.chunk(bytes(first))).toBeUndefined()
    observer?.chunk(bytes(ui))
    observer?.end()
    expect(only().attributes).toMatchObject({ 'gen_ai.response.id': 'm1', 'genai_devtools.end': 'completed' })
  })

  test('is not observed where it is answered by an error', () => {
    expect(sink(request())?.response(500, new Headers(sse))).toBeUndefined()
  })

  test.each([
    ['events of another kind', sse, 'data: {"type":"price","value":3}\n\n'],
    ['a start of another kind', sse, 'data: {"type":"start","job":7}\n\n'],
    ['text in events', sse, 'data: Hello\n\n'],
    ['named events', sse, 'event: metadata\ndata: {"version":1}\n\n'],
    ['plain text', { 'content-type': 'text/plain' }, 'Hello\n'],
    ['a log', { 'content-type': 'text/plain' }, '0:not JSON\n'],
  ])('is let go where it turns out to be %s', (_what, headers, body) => {
    const observer = open(headers)
    expect(observer?.chunk(bytes(body))).toBe(false)
    expect(page.open.size).toBe(0)
    expect(exporter.getFinishedSpans()).toEqual([])
  })

  test('is let go where it never tells', () => {
    const undecided = bytes('data: {"type":"data-x","data":1}\n\n')
    const events = open(sse)
    const answers = Array.from({ length: MAX_PROBE_PAYLOADS }, () => events?.chunk(undecided))
    expect(answers.indexOf(false)).toBe(MAX_PROBE_PAYLOADS - 1)
    expect(open(sse)?.chunk(bytes(`:${' '.repeat(MAX_PROBE_BYTES)}`))).toBe(false)
  })

  test.each([
    ['ends', (observer: ReturnType<typeof open>) => observer?.end()],
    ['is cancelled', (observer: ReturnType<typeof open>) => observer?.cancel(undefined)],
    ['breaks', (observer: ReturnType<typeof open>) => observer?.error(new TypeError('x'))],
    ['is not read', (observer: ReturnType<typeof open>) => observer?.unread?.()],
  ])('leaves no trace where the body %s before it told', (_what, act) => {
    const observer = open(sse)
    observer?.chunk(bytes('data: {"type"'))
    act(observer)
    expect(exporter.getFinishedSpans()).toEqual([])
    expect(page.open.size).toBe(0)
  })

  test('leaves no trace where there is no answer', () => {
    sink(request())?.failed(new TypeError('Failed to fetch'))
    expect(exporter.getFinishedSpans()).toEqual([])
  })

  test('is told of its cancel once it is known', () => {
    const observer = open(sse)
    observer?.chunk(bytes(ui.slice(0, 60)))
    observer?.cancel(undefined)
    expect(only().attributes['genai_devtools.end']).toBe('cancelled')
  })

  test.each([
    ['a DELETE', { ...request(), method: 'DELETE', body: undefined }],
    ['a HEAD', { ...request(), method: 'HEAD', body: undefined }],
    ['a blob: URL', { ...request(), method: 'GET', url: new URL('blob:https://app.example/7f') }],
    ['a stored answer', { ...request(), method: 'GET', url: new URL('https://app.example/v1/chat/completions/chatcmpl-1') }],
    ['JSON-RPC', request({ jsonrpc: '2.0', id: 1, method: 'eth_call' })],
  ])('%s is not touched', (_what, snapshot) => {
    expect(sink(snapshot)).toBeUndefined()
  })

  test('starts with its request, under the parent of that moment', () => {
    const now = vi.spyOn(performance, 'now')
    try {
      const parent = tracer().startSpan('run')
      now.mockReturnValue(1_000)
      const exchange = withExplicitParent(trace.setSpan(context.active(), parent), () => sink(request()))
      now.mockReturnValue(1_400)
      const observer = exchange?.response(200, new Headers(sse))
      observer?.chunk(bytes('data: '))
      now.mockReturnValue(2_000)
      observer?.chunk(bytes(ui.slice('data: '.length)))
      now.mockReturnValue(2_500)
      observer?.end()
      const span = exporter.getFinishedSpans().find(({ name }) => name === 'invoke_agent')
      if (span === undefined) throw new Error('no span')
      expect(span.parentSpanContext?.spanId).toBe(parent.spanContext().spanId)
      // The wire's own terminator ends it; its first event is whole with the second chunk.
      expect(span.duration).toEqual([1, 0])
      expect(span.attributes['gen_ai.response.time_to_first_chunk']).toBe(1)
    } finally {
      now.mockRestore()
    }
  })

  test('may be a provider’s own answer, handed on', () => {
    const observer = open(sse)
    observer?.chunk(
      bytes(
        'data: {"id":"c","object":"chat.completion.chunk","model":"gpt-5-2026","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
      ),
    )
    observer?.end()
    expect(only()).toMatchObject({
      name: 'chat',
      attributes: {
        'gen_ai.provider.name': 'openai',
        'gen_ai.response.model': 'gpt-5-2026',
        'gen_ai.request.stream': true,
        'gen_ai.response.finish_reasons': ['stop'],
        'server.address': 'app.example',
      },
    })
  })

  test('is named by its answer', () => {
    const observer = open(sse)
    observer?.chunk(
      bytes(
        'event: metadata\ndata: {"run_id":"r"}\n\nevent: messages\ndata: [{"type":"AIMessageChunk","id":"a","content":"x"},{"graph_id":"researcher"}]\n\n',
      ),
    )
    observer?.end()
    expect(only()).toMatchObject({ name: 'invoke_agent researcher', attributes: { 'gen_ai.agent.name': 'researcher' } })
  })
})
