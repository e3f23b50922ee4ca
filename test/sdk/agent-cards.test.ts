import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import { beforeEach, describe, expect, test } from 'vitest'
import { AgentCards, MAX_CARD_CHARACTERS, MAX_CARDS } from '../../sdk/agent-cards.ts'
import type { RequestSnapshot } from '../../sdk/capture/exchange.ts'
import { LiveSpanProcessor } from '../../sdk/export/live-processor.ts'
import { getPage } from '../../sdk/page.ts'
import type { JsonValue } from '../../sdk/protocol/records.ts'
import { wholeSink } from '../support/whole-sdk.ts'

const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new LiveSpanProcessor(), new SimpleSpanProcessor(exporter)] })
const page = getPage()
const newSink = () =>
  wholeSink({
    page,
    tracer: () => provider.getTracer('t'),
    contentOnSpan: false,
    counts: { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 },
  })
const json = new Headers({ 'content-type': 'application/json' })
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const CARD = 'https://agents.example/.well-known/agent-card.json'

function request(method: string, url: string, body?: JsonValue): RequestSnapshot {
  return { method, url: new URL(url), header: () => null, body: body === undefined ? undefined : JSON.stringify(body), signal: undefined }
}

function name(sink: ReturnType<typeof newSink>, url: string, method = 'message/send'): string | undefined {
  exporter.reset()
  const params = method === 'message/send' ? { message: { role: 'user', parts: [] } } : { id: 't' }
  const observer = sink(request('POST', url, { jsonrpc: '2.0', id: 1, method, params }))?.response(200, json)
  observer?.chunk(bytes({ jsonrpc: '2.0', id: 1, result: { kind: 'task', id: 't', status: { state: 'completed' } } }))
  observer?.end()
  return exporter.getFinishedSpans()[0]?.name
}

function show(sink: ReturnType<typeof newSink>, card: unknown, url = CARD): void {
  const observer = sink(request('GET', url))?.response(200, json)
  const all = bytes(card)
  observer?.chunk(all.slice(0, 5))
  observer?.chunk(all.slice(5))
  observer?.end()
}

beforeEach(() => exporter.reset())

describe('an agent’s card', () => {
  test.each<[string, JsonValue]>([
    ['up to 0.3', { name: 'Researcher', version: '2', url: 'https://agents.example/a2a/' }],
    [
      'with more addresses',
      {
        name: 'Researcher',
        url: 'https://x.example/',
        additionalInterfaces: [{ url: 'https://agents.example/a2a', transport: 'JSONRPC' }],
      },
    ],
    ['from 1.0 on', { name: 'Researcher', supportedInterfaces: [{ url: 'https://agents.example/a2a', protocolBinding: 'JSONRPC' }] }],
    ['with an address of its own host', { name: 'Researcher', url: '/a2a' }],
  ])('%s names its calls', (_what, card) => {
    const sink = newSink()
    expect(name(sink, 'https://agents.example/a2a')).toBe('invoke_agent')
    show(sink, card)
    expect(name(sink, 'https://agents.example/a2a?x=1')).toBe('invoke_agent Researcher')
    expect(exporter.getFinishedSpans()[0]?.attributes['gen_ai.agent.name']).toBe('Researcher')
    expect(name(sink, 'https://agents.example/other')).toBe('invoke_agent')
    expect(name(sink, 'https://agents.example/a2a', 'tasks/get')).toBe('fetch_response')
  })

  test('is no span', () => {
    show(newSink(), { name: 'Researcher', url: '/a2a' })
    expect(exporter.getFinishedSpans()).toEqual([])
    expect(page.open.size).toBe(0)
  })

  test.each<[string, unknown]>([
    ['that is none', { error: 'x' }],
    ['without an address', { name: 'Researcher' }],
    ['with an address that is none', { name: 'Researcher', url: 'http://' }],
    ['that is too long', { name: 'Researcher', url: '/a2a', description: 'x'.repeat(MAX_CARD_CHARACTERS) }],
  ])('%s names nothing', (_what, card) => {
    const sink = newSink()
    show(sink, card)
    expect(name(sink, 'https://agents.example/a2a')).toBe('invoke_agent')
  })

  test('that was not found is not read', () => {
    expect(newSink()(request('GET', CARD))?.response(404, json)).toBeUndefined()
  })

  test('is forgotten when there are too many', () => {
    const cards = new AgentCards()
    const read = (card: unknown): void => {
      const observer = cards.exchange(new URL(CARD)).response(200, json)
      observer?.chunk(bytes(card))
      observer?.end()
    }
    for (let at = 0; at <= MAX_CARDS; at++) read({ name: `a${at}`, url: `/${at}` })
    expect(cards.of(new URL('https://agents.example/0'))).toBeUndefined()
    expect(cards.of(new URL(`https://agents.example/${MAX_CARDS}`))?.name).toBe(`a${MAX_CARDS}`)
  })
})

test('other GETs are not touched', () => {
  const html = new Headers({ 'content-type': 'text/html' })
  expect(newSink()(request('GET', 'https://agents.example/agent-card.json'))?.response(200, html)).toBeUndefined()
  expect(newSink()(request('POST', CARD))?.response(200, html)).toBeUndefined()
})
