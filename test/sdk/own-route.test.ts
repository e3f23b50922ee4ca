/** An application's own route, over a real connection: what the page reads, and what is seen of it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { captureFetch } from '../../sdk/capture/fetch.ts'
import { readEndpoints } from '../../sdk/endpoints.ts'
import { LiveSpanProcessor } from '../../sdk/export/live-processor.ts'
import type { Endpoint } from '../../sdk/options.ts'
import { getPage } from '../../sdk/page.ts'
import { wholeSink } from '../support/whole-sdk.ts'
import { useLoopback } from '../support/loopback.ts'

const PIECES: { readonly [path: string]: readonly [contentType: string, pieces: readonly string[]] } = {
  '/ui': [
    'text/event-stream',
    [
      'data: {"type":"start","mess',
      'ageId":"m"}\n\ndata: {"type":"text-delta","id":"0","delta":"Grü',
      'ße"}\n\ndata: {"type":"finish","finishReason":"stop"}\n\ndata: [DONE]\n\n',
    ],
  ],
  '/ticks': ['text/event-stream', ['data: {"tick":1}\n\n', 'data: {"tick":2}\n\n']],
  '/rows': ['application/json', ['{"rows":', '[]}']],
  '/anthropic': [
    'text/event-stream',
    [
      'event: message_start\ndata: {"type":"message_start","message":{"id":"msg","model":"owl-1","usage":{"input_tokens":3,"output_tokens":1}}}\n\n',
      'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n',
    ],
  ],
}

let undo = (): void => undefined
const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new LiveSpanProcessor(), new SimpleSpanProcessor(exporter)] })
const page = getPage()

const server = useLoopback((request, response) => {
  const [contentType, pieces] = PIECES[request.url ?? ''] ?? ['application/json', ['{"error":"gone"}']]
  response.writeHead(request.url === '/gone' ? 500 : 200, { 'content-type': contentType })
  void (async () => {
    for (const piece of pieces) {
      response.write(piece)
      await sleep(5)
    }
    response.end()
  })()
})

beforeEach(() => exporter.reset())
afterEach(() => undo())
function watch(endpoints: readonly Endpoint[] = []): void {
  const counts = { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 }
  const tracer = () => provider.getTracer('@genai-devtools/web')
  undo = captureFetch(wholeSink({ page, tracer, contentOnSpan: false, counts, endpoints: readEndpoints(endpoints) }))
}

async function ask(path: string): Promise<string> {
  const response = await fetch(server.origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"question":"Hi"}',
  })
  return response.text()
}

test.each(Object.keys(PIECES))('what the page reads of %s is what it read before', async (path) => {
  const before = await ask(path)
  watch()
  expect(await ask(path)).toBe(before)
})

test('an answer that tells is a span, and no other leaves a trace', async () => {
  watch()
  await Promise.all(Object.keys(PIECES).map(ask))
  const spans = exporter.getFinishedSpans()
  expect(spans.map(({ name }) => name).toSorted()).toEqual(['chat', 'invoke_agent'])
  expect(spans.find(({ name }) => name === 'invoke_agent')?.attributes).toMatchObject({
    'gen_ai.response.id': 'm',
    'genai_devtools.end': 'completed',
  })
  expect(page.open.size).toBe(0)
})

test('a body that nobody reads is not waited for', async () => {
  watch()
  await fetch(`${server.origin}/ticks`, { method: 'POST', body: '{}' })
  expect(page.open.size).toBe(0)
})

test('an endpoint says which wire, and who provides it', async () => {
  watch([{ match: '/anthropic', api: 'anthropic-messages', provider: 'aviary' }])
  await ask('/anthropic')
  const [span] = exporter.getFinishedSpans()
  expect(span?.name).toBe('chat')
  expect(span?.attributes).toMatchObject({
    'gen_ai.provider.name': 'aviary',
    'gen_ai.response.model': 'owl-1',
    'gen_ai.response.finish_reasons': ['end_turn'],
    'gen_ai.usage.input_tokens': 3,
    'gen_ai.usage.output_tokens': 7,
  })
})

test('an error of an endpoint is seen', async () => {
  watch([{ match: '/gone', api: 'ai-sdk-ui' }])
  await ask('/gone')
  expect(exporter.getFinishedSpans()[0]).toMatchObject({
    name: 'invoke_agent',
    attributes: { 'error.type': '500', 'genai_devtools.end': 'error' },
  })
})
