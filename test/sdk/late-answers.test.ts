/** Whose answer a body is, by its beginning, however it was asked for and however the page reads it; and whose it is not. */
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-web'
import { beforeEach, describe, expect, test } from 'vitest'
import type { RequestSnapshot } from '../../sdk/capture/exchange.ts'
import { LiveSpanProcessor } from '../../sdk/export/live-processor.ts'
import { LateCall } from '../../sdk/hold/late-call.ts'
import { getPage } from '../../sdk/page.ts'
import { contentOf } from '../../sdk/content/span-content.ts'
import { releaseAll } from '../../sdk/hold/waiting.ts'
import { wholeSink } from '../support/whole-sdk.ts'

const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({ spanProcessors: [new LiveSpanProcessor(), new SimpleSpanProcessor(exporter)] })
const counts = { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 }
const sink = wholeSink({ page: getPage(), tracer: () => provider.getTracer('@genai-devtools/web'), contentOnSpan: false, counts })
const encoder = new TextEncoder()

const asked = (method: string, body?: string, path = '/api/chat'): RequestSnapshot => ({
  method,
  url: new URL(path, 'https://app.example'),
  header: () => null,
  body,
  signal: undefined,
})

/** Ways to ask, none of which tells anything. */
const REQUESTS: readonly (readonly [string, RequestSnapshot])[] = [
  ['a GET', asked('GET')],
  ['a POST of text', asked('POST', 'Where?')],
  ['a POST of a form', asked('POST', 'q=Where%3F')],
  ['a POST that was not read', { ...asked('POST'), unread: 'stream' }],
  ['a PUT of JSON', asked('PUT', '{"q":"Where?"}')],
]

const LONG = 'There it is. '.repeat(3_000)
const chat = {
  id: 'c',
  object: 'chat.completion',
  model: 'owl-1',
  choices: [{ index: 0, message: { role: 'assistant', content: 'There' }, finish_reason: 'stop' }],
}
const { object: _object, ...unnamed } = chat
const chunk = {
  id: 'c',
  object: 'chat.completion.chunk',
  model: 'owl-1',
  choices: [{ index: 0, delta: { content: 'There' }, finish_reason: 'stop' }],
}
const message = {
  model: 'owl-1',
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  content: [{ type: 'text', text: 'There' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 3, output_tokens: 1 },
}
const gemini = {
  candidates: [{ content: { parts: [{ text: 'There' }], role: 'model' }, finishReason: 'STOP' }],
  usageMetadata: { promptTokenCount: 3 },
}
const ollama = {
  model: 'owl-1',
  created_at: '2026-05-24T20:57:43.314639Z',
  message: { role: 'assistant', content: 'There' },
  done: true,
  done_reason: 'stop',
}
const generated = { model: 'owl-1', created_at: '2026-05-24T20:57:43.314639Z', response: 'There', done: true, done_reason: 'stop' }
const cohere = { id: 'c', finish_reason: 'COMPLETE', message: { role: 'assistant', content: [{ type: 'text', text: 'There' }] } }
const responses = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'owl-1',
  output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'There' }] }],
}

/** Of each wire that can tell by one JSON text. */
const ANSWERS: readonly (readonly [string, string, object])[] = [
  ['Chat Completions', 'openai', chat],
  ['Chat Completions, the name last', 'openai', { ...unnamed, object: chat.object }],
  ['Chat Completions without a name', 'openai', unnamed],
  [
    'Completions',
    'openai',
    { id: 'c', object: 'text_completion', model: 'owl-1', choices: [{ index: 0, text: 'There', finish_reason: 'stop' }] },
  ],
  ['Responses', 'openai', responses],
  ['Responses under another id', 'openai', { ...responses, id: 'r1' }],
  ['Embeddings', 'openai', { object: 'list', model: 'owl-1', data: [{ object: 'embedding', index: 0, embedding: [0.1, 0.2] }] }],
  ['Messages', 'anthropic', message],
  ['Messages in another order', 'anthropic', Object.fromEntries(Object.entries(message).toReversed())],
  ['Text Completions', 'anthropic', { type: 'completion', id: 'c', completion: 'There', stop_reason: 'stop_sequence', model: 'owl-1' }],
  ['Gemini', 'gcp.gen_ai', gemini],
  ['Gemini that blocked', 'gcp.gen_ai', { candidates: [{ finishReason: 'SAFETY', index: 0 }], usageMetadata: { promptTokenCount: 3 } }],
  [
    'Interactions',
    'gcp.gen_ai',
    { id: 'i', object: 'interaction', status: 'completed', model: 'owl-1', outputs: [{ type: 'text', text: 'There' }] },
  ],
  ['Conversations', 'mistral_ai', { object: 'conversation.response', conversation_id: 'c', outputs: [], usage: {} }],
  ['Cohere', 'cohere', cohere],
  ['Ollama chat', 'ollama', ollama],
  ['Ollama generate', 'ollama', generated],
]

type Observer = NonNullable<ReturnType<NonNullable<ReturnType<typeof sink>>['response']>>

/** Ways to read, after which the body is over. */
const READINGS: readonly (readonly [string, (observer: Observer, text: string) => void])[] = [
  ['json()', (observer, text) => observer.whole?.({ json: JSON.parse(text) })],
  ['text()', (observer, text) => observer.whole?.({ text })],
  ['its bytes, at once', (observer, text) => void observer.chunk(encoder.encode(text))],
  ['its bytes, one by one', (observer, text) => bytewise(observer, text)],
]

/** A long text in larger pieces: what is told of it is told by its beginning. */
function bytewise(observer: Observer, text: string): void {
  const bytes = encoder.encode(text)
  const size = bytes.length > 3_000 ? 997 : 1
  for (let at = 0; at < bytes.length; at += size) if (observer.chunk(bytes.slice(at, at + size)) === false) return
}

const typed = (contentType: string): Headers => new Headers({ 'content-type': contentType })
const open = (request: RequestSnapshot, contentType: string) => sink(request)?.response(200, typed(contentType))

function spanOf(request: RequestSnapshot, contentType: string, read: (observer: Observer) => void): ReadableSpan | undefined {
  exporter.reset()
  const observer = open(request, contentType)
  if (observer !== undefined) {
    read(observer)
    observer.end()
  }
  releaseAll()
  const [span, ...more] = exporter.getFinishedSpans()
  expect(more).toEqual([])
  return span
}

beforeEach(() => exporter.reset())

describe('an answer in one JSON text', () => {
  for (const [how, read] of READINGS) {
    test.for(ANSWERS)(`%s, by ${how}`, ([, name, answer]) => {
      for (const text of [JSON.stringify(answer), `\n ${JSON.stringify(answer, null, 2)}\n`]) {
        const span = spanOf(asked('GET'), 'application/json; charset=utf-8', (observer) => read(observer, text))
        expect(span?.attributes['gen_ai.provider.name']).toBe(name)
        expect(span?.attributes['gen_ai.request.stream']).toBeUndefined()
        expect(span?.attributes['genai_devtools.end']).toBe('completed')
      }
    })

    test.for<[string, object, boolean]>([
      [
        'Chat Completions',
        { ...chat, choices: [{ index: 0, message: { role: 'assistant', content: LONG }, finish_reason: 'stop' }] },
        true,
      ],
      [
        'Gemini',
        { ...gemini, candidates: [{ content: { parts: [{ text: 'There' }], role: 'model' } }, { content: { parts: [{ text: LONG }] } }] },
        true,
      ],
      ['a row of a table', { id: 7, text: LONG, created_at: '2026-05-24' }, false],
      ['a chat’s message', { id: 'm', role: 'assistant', content: LONG, created_at: '2026-05-24' }, false],
    ])(`%s that is long, by ${how}`, ([, answer, is]) => {
      const text = JSON.stringify(answer)
      const span = spanOf(asked('POST', '{"q":1}'), 'application/json', (observer) => read(observer, text))
      expect(span !== undefined).toBe(is)
    })
  }

  test.for(REQUESTS)('asked for by %s', ([, request]) => {
    const span = spanOf(request, 'application/json', (observer) => observer.whole?.({ json: structuredClone(ollama) }))
    expect(span?.attributes).toMatchObject({ 'gen_ai.provider.name': 'ollama', 'gen_ai.response.model': 'owl-1' })
    expect(span?.attributes['genai_devtools.request.body']).toBe(request.unread === undefined ? undefined : 'not_read')
    expect(contentOf(span ?? fail())).toMatchObject({ outputMessages: [{ parts: [{ content: 'There' }] }] })
  })

  test('says what its request asked, where that was JSON', () => {
    const request = asked('POST', JSON.stringify({ model: 'owl-1', messages: [{ role: 'user', content: 'Where?' }], stream: false }))
    const span = spanOf(request, 'application/json', (observer) => observer.whole?.({ json: structuredClone(ollama) }))
    expect(span?.name).toBe('chat owl-1')
    expect(contentOf(span ?? fail())).toMatchObject({ inputMessages: [{ parts: [{ content: 'Where?' }] }] })
  })
})

function fail(): never {
  throw new Error('no span')
}

const lines = (...values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('')
const events = (...values: readonly object[]): string => values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join('')
const part = { ...ollama, done: false }

describe('a stream', () => {
  test.for<[string, string, string, string]>([
    ['Ollama’s lines', 'ollama', 'application/x-ndjson', lines(part, part, ollama)],
    ['Ollama’s lines, called JSON', 'ollama', 'application/json', lines(part, part, ollama)],
    ['Ollama’s lines, called text', 'ollama', 'text/plain', lines(part, ollama)],
    ['Ollama’s generated lines', 'ollama', 'application/jsonl', lines({ ...generated, done: false }, generated)],
    ['chunks in lines', 'openai', 'application/x-ndjson', lines(chunk)],
    ['Gemini’s list', 'gcp.gen_ai', 'application/json', JSON.stringify([gemini, gemini])],
    ['Gemini’s events', 'gcp.gen_ai', 'text/event-stream', events(gemini)],
    ['chunks', 'openai', 'text/event-stream', `${events(chunk)}data: [DONE]\n\n`],
    ['chunks, called text', 'openai', 'text/plain; charset=utf-8', `: hi\n\n${events(chunk)}data: [DONE]\n\n`],
    [
      'Azure’s chunks, after what its filters say',
      'openai',
      'text/event-stream',
      events({ choices: [], created: 0, id: '', model: '', object: '', prompt_filter_results: [] }, chunk),
    ],
    ['Completions', 'openai', 'text/event-stream', events({ id: 'c', object: 'text_completion', choices: [{ index: 0, text: 'There' }] })],
    [
      'Responses with long instructions',
      'openai',
      'text/event-stream',
      `event: response.created\n${events({ type: 'response.created', response: { ...responses, instructions: LONG } })}`,
    ],
    [
      'Cohere',
      'cohere',
      'text/event-stream',
      events({ id: 'c', type: 'message-start', delta: { message: { role: 'assistant', content: [] } } }),
    ],
    [
      'Text Completions',
      'anthropic',
      'text/event-stream',
      events({ type: 'completion', completion: ' Hi', stop_reason: null, model: 'owl-1' }),
    ],
    ['Interactions', 'gcp.gen_ai', 'text/event-stream', events({ interaction: { id: 'i', status: 'in_progress', object: 'interaction' } })],
    ['Conversations', 'mistral_ai', 'text/event-stream', events({ type: 'conversation.response.started', conversation_id: 'c' })],
    ['a resumed stream of the AI SDK', 'ai_sdk', 'text/event-stream', events({ type: 'start' }, { type: 'text-start', id: '0' })],
    ['AG-UI', 'ag_ui', 'text/event-stream', events({ type: 'RUN_STARTED', threadId: 't', runId: 'r' })],
    ['the AI SDK’s data stream', 'ai_sdk', 'text/plain', 'f:{"messageId":"m"}\n0:"Hi"\n'],
  ])('%s', ([, name, contentType, text]) => {
    for (const [how, request] of REQUESTS) {
      for (const read of [
        (observer: Observer) => void observer.chunk(encoder.encode(text)),
        (observer: Observer) => bytewise(observer, text),
      ]) {
        const span = spanOf(request, contentType, read)
        expect([how, span?.attributes['gen_ai.provider.name']]).toEqual([how, name])
        expect([how, span?.attributes['gen_ai.request.stream']]).toEqual([how, true])
      }
    }
  })
})

/** What applications of all kinds answer. */
const OTHERS: readonly (readonly [string, string, string])[] = [
  ...(
    [
      ['GraphQL', { data: { candidates: [{ name: 'A' }], message: { role: 'assistant', content: 'x' } } }],
      ['a list', { object: 'list', data: [{ object: 'customer', id: 'c' }], has_more: false }],
      ['models', { object: 'list', data: [{ id: 'owl-1', object: 'model' }] }],
      ['stored answers', { object: 'list', data: [chat] }],
      ['a history', [chat, chat]],
      ['a history of messages', { messages: [message] }],
      ['JSON-RPC', { jsonrpc: '2.0', id: 1, result: '0x1' }],
      ['a place search', { candidates: [{ name: 'Tower', formatted_address: 'Hill 1' }], status: 'OK' }],
      ['an election', { candidates: [{ content: 'promises', party: 'x' }] }],
      ['a talk', { candidates: [{ content: { parts: ['intro', 'end'] } }] }],
      ['a car', { model: 'owl-1', created_at: '2026-05-24T20:57:43Z', message: 'for sale' }],
      ['a survey', { model: 'owl-1', created_at: '2026-05-24T20:57:43Z', response: 'yes' }],
      ['a task', { model: 'm', created_at: 'yesterday', response: 'ok', done: true }],
      ['a chat’s message', { id: 'm', type: 'message', role: 'assistant', content: 'There' }],
      ['a chat’s message with parts', { id: 'm', type: 'message', role: 'assistant', content: [{ type: 'text', text: 'There' }] }],
      ['a user’s message', { ...message, role: 'user' }],
      ['a wrapped message', { id: 'c', message: { role: 'assistant', content: [{ type: 'text', text: 'There' }] } }],
      ['a message that went through', { id: 'c', finish_reason: 'sent', message: { role: 'assistant', content: [] } }],
      ['an envelope', { object: 'response', status: 'ok', id: 'r', data: {} }],
      ['a form’s choices', { choices: [{ label: 'A' }, { label: 'B' }] }],
      ['a quiz', { choices: [{ message: 'A', finish_reason: 'x' }] }],
      ['a completion of words', { type: 'completion', completion: 'tower' }],
      ['a thread’s message', { id: 'msg_1', object: 'thread.message', role: 'assistant', content: [] }],
      ['a deleted answer', { id: 'c', object: 'chat.completion.deleted', deleted: true }],
      ['a count of tokens', { totalTokens: 61, promptTokensDetails: [] }],
      ['vectors of our own', { model: 'm', data: [{ embedding: [1, 2] }] }],
      ['an interaction log', { id: 'i', object: 'interaction' }],
      ['nothing', {}],
      ['an empty list', []],
      ['numbers', [1, 2, 3]],
      ['a deep value', JSON.parse('['.repeat(40) + ']'.repeat(40))],
    ] as const
  ).map(([what, value]) => [what, 'application/json', JSON.stringify(value)] as const),
  ['no JSON', 'application/json', 'oops'],
  ['half a JSON', 'application/json', '{"object":"chat.com'],
  [
    'a log in lines',
    'application/x-ndjson',
    '{"level":"info","message":"chat.completion done","created_at":"2026-05-24T20:57:43Z"}\n{"level":"info"}\n',
  ],
  ['rows in lines', 'application/jsonl', '{"model":"m","created_at":"2026-05-24T20:57:43Z","price":3}\n'],
  ['prices', 'text/event-stream', 'event: tick\ndata: {"symbol":"OWL","price":3.5}\n\n'],
  ['prices without JSON', 'text/event-stream', 'data: OWL 3.5\n\n'],
  ['notes', 'text/event-stream', 'data: {"type":"message","role":"assistant","content":"x"}\n\n'],
  ['a job', 'text/event-stream', 'data: {"object":"response","id":"resp_1"}\n\n'],
  ['MCP', 'text/event-stream', 'event: message\ndata: {"jsonrpc":"2.0","id":1,"result":{}}\n\n'],
  ['a text', 'text/plain', 'Once upon a time there was an owl.\n'],
  ['a log', 'text/plain', '12:01:02 chat.completion\n'],
  ['a table', 'text/plain', 'id: name\n1: owl\n'],
  ['JSON of another kind, called text', 'text/plain', '{"rows":[1]}'],
]

describe('is nobody’s', () => {
  for (const [how, read] of READINGS) {
    test.for(OTHERS)(`%s, by ${how}`, ([, contentType, text]) => {
      const isJson = contentType.endsWith('/json')
      if (how === 'json()' && (!isJson || !/[\]}]$/.test(text))) return
      for (const [, request] of REQUESTS) expect(spanOf(request, contentType, (observer) => read(observer, text))).toBeUndefined()
      expect(counts.inferences).toBe(before)
    })
  }
  let before = 0
  beforeEach(() => {
    before = counts.inferences
  })

  test('and is let go at the first piece that shows it', () => {
    const observer = open(asked('GET'), 'application/json')
    expect(observer?.chunk(encoder.encode(`{"rows":[${'{"id":1,"name":"owl"},'.repeat(200)}`))).toBe(false)
    const ticks = open(asked('GET'), 'text/event-stream')
    expect(ticks?.chunk(encoder.encode('data: {"price":1}\n\n'))).toBe(false)
  })
})

describe('an answer that is an error', () => {
  test.for([400, 404, 500])('%i tells nothing', (status) => {
    expect(sink(asked('POST', '{}'))?.response(status, typed('application/json'))).toBeUndefined()
  })
})

test('a text is looked at before it is made bytes', () => {
  const exchange = sink(asked('GET'))
  exchange?.response(200, typed('application/json'))
  if (!(exchange instanceof LateCall)) throw new Error('the request tells nothing')
  expect(exchange.mayTell('{"rows":[]}')).toBe(false)
  expect(exchange.mayTell('{"object":"chat.completion"')).toBe(true)
})
