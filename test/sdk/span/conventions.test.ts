/** What the conventions ask of our spans beyond the names: who is named where, what a failed span says, what a stream is. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, context as contextApi, trace } from '@opentelemetry/api'
import type { Attributes, Span } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-web'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RequestSnapshot } from '../../../sdk/capture/exchange.ts'
import { StackContextManager } from '../../../sdk/context/stack.ts'
import { withExplicitParent } from '../../../sdk/context/explicit.ts'
import { createManualFunctions, type AgentAttributes } from '../../../sdk/span/manual.ts'
import { bytes, chat, event, exporter, only, open, page, provider, request, sink, sse } from './attempts.ts'
import { words } from '../../support/whole-sdk.ts'

const { invokeAgent, executeTool } = createManualFunctions(() => ({
  tracer: provider.getTracer('@genai-devtools/web'),
  shelf: page.shelf,
  contentOnSpan: false,
  words,
}))
const unread = (snapshot: RequestSnapshot): RequestSnapshot => ({ ...snapshot, body: undefined })
const typed = (type: string): Headers => new Headers({ 'content-type': type })
const named = (name: string): ReadableSpan => {
  const span = exporter.getFinishedSpans().find((one) => one.name === name)
  if (span === undefined) throw new Error(`no span ${name}`)
  return span
}

beforeAll(() => void contextApi.setGlobalContextManager(new StackContextManager().enable()))
afterAll(() => contextApi.disable())
beforeEach(() => exporter.reset())

describe('an answer that streams to a request that could not be read', () => {
  const text = (...lines: readonly string[]) => bytes(lines.join('\n'))
  test.each<[string, string, string, Uint8Array]>([
    ['OpenAI chat', 'https://api.openai.com/v1/chat/completions', 'text/event-stream', event('hi', 'stop')],
    ['with a charset', 'https://api.groq.com/openai/v1/chat/completions', 'text/event-stream; charset=utf-8', event('hi', 'stop')],
    [
      'Anthropic',
      'https://api.anthropic.com/v1/messages',
      'text/event-stream',
      text('event: message_start', 'data: {"type":"message_start","message":{"id":"m","model":"c"}}', '', ''),
    ],
    ['Ollama', 'http://localhost:11434/api/chat', 'application/x-ndjson', text('{"model":"l","message":{"content":"hi"},"done":true}', '')],
  ])('says so, and when its first chunk came: %s', (_name, url, type, chunk) => {
    const { observer } = open(unread(request({}, url)), 200, typed(type))
    observer.chunk(chunk)
    observer.end()
    const { attributes } = only()
    expect(attributes['gen_ai.request.stream']).toBe(true)
    expect(attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThanOrEqual(0)
  })

  test.each<[string, unknown, string]>([
    ['no stream', undefined, 'application/json'],
    ['a request that asked for none', { ...chat, stream: false }, 'text/event-stream'],
  ])('is not made of %s', (_name, body, type) => {
    const { observer } = open(body === undefined ? unread(request({})) : request(body), 200, typed(type))
    observer.chunk(bytes('{"id":"c1","choices":[]}'))
    observer.end()
    expect(only().attributes).not.toHaveProperty('gen_ai.request.stream')
    expect(only().attributes).not.toHaveProperty('gen_ai.response.time_to_first_chunk')
  })
})

describe('a client’s own span', () => {
  const client = provider.getTracer('com.anthropic.sdk.typescript', '1.12.0')
  const url = 'https://api.anthropic.com/v1/messages'
  const given = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'anthropic', 'server.address': 'api.anthropic.com' }
  const started = (attributes: Attributes = { ...given, 'gen_ai.request.model': 'claude-x' }) => {
    const span = client.startSpan('anthropic.messages.create', { kind: SpanKind.CLIENT, attributes })
    span.setAttribute('http.request.method', 'POST')
    return span
  }
  const asked = { model: 'claude-x', max_tokens: 10, stream: true, messages: [{ role: 'user', content: 'hello' }] }

  test.each<[string, () => Span, string]>([
    ['the client alone', () => started(), 'chat claude-x'],
    ['the client, late', () => started(given), 'chat claude-late'],
    ['nobody', () => started(given), 'chat'],
    [
      'the client, of another operation',
      () => started({ ...given, 'gen_ai.operation.name': 'text_completion', 'gen_ai.request.model': 'm' }),
      'text_completion m',
    ],
  ])('is named by its model, known to %s', (who, start, name) => {
    const span = start()
    open(unread(request({}, url)))
    if (who.endsWith('late')) span.setAttribute('gen_ai.request.model', 'claude-late')
    span.end()
    expect(only().name).toBe(name)
  })

  const refused: readonly (readonly [string, number, string | undefined, string, string])[] = [
    ['with words', 429, '{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}', 'rate_limit_error', 'slow down'],
    ['with no words', 500, '', '500', ''],
    ['unread', 401, undefined, '401', ''],
    [
      'with a key in its words',
      401,
      '{"error":{"type":"authentication_error","message":"bad sk-ant-abcdefghijklmnopqrst"}}',
      'authentication_error',
      'bad …',
    ],
  ]
  test.each(refused)('has the status ERROR where its call is refused %s', (_name, status, body, type, message) => {
    const span = started()
    const { observer } = open(request(asked, url), status, typed('application/json'))
    if (body !== undefined) {
      observer.chunk(bytes(body))
      observer.end()
    }
    span.end()
    expect(only().attributes).toMatchObject({ 'error.type': type, 'genai_devtools.http.status_code': status })
    expect(only().status.code).toBe(SpanStatusCode.ERROR)
    if (message !== 'bad …') expect(only().status.message).toBe(message)
    expect(only().status.message).not.toContain('abcdefghijklmnopqrst')
  })

  test('keeps its own words of a failure', () => {
    const span = started()
    open(request(asked, url), 429, typed('application/json'))
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'RateLimitError' })
    span.end()
    expect(only().status).toEqual({ code: SpanStatusCode.ERROR, message: 'RateLimitError' })
  })

  test('that its client called good before the body broke off has failed nevertheless', () => {
    const span = started()
    const { observer } = open(request(asked, url))
    span.setStatus({ code: SpanStatusCode.OK })
    observer.error(new TypeError('network error'))
    span.end()
    expect(only().status).toEqual({ code: SpanStatusCode.ERROR, message: 'network error' })
    expect(only().attributes['error.type']).toBe('TypeError')
  })
})

describe('the HTTP status', () => {
  test.each<[string, number, string | undefined]>([
    ['a refusal', 429, '{"error":{"message":"slow","code":"rate_limit_exceeded"}}'],
    ['a refusal that nobody reads', 503, undefined],
    ['an error inside a stream', 200, 'data: {"error":{"message":"overloaded","type":"server_error"}}\n\n'],
  ])('stands on the span of %s', (_name, status, body) => {
    const { observer } = open(request(chat), status, status === 200 ? sse : typed('application/json'))
    if (body !== undefined) observer.chunk(bytes(body))
    if (body === undefined) observer.unread?.()
    else observer.end()
    expect(only().attributes['genai_devtools.http.status_code']).toBe(status)
    expect(only().status.code).toBe(SpanStatusCode.ERROR)
  })

  test.each<[string, number, string | undefined]>([
    ['20', 429, '20'],
    ['Fri, 27 Nov 2026 12:00:00 GMT', 503, 'Fri, 27 Nov 2026 12:00:00 GMT'],
    ['sk-ant-"words" of a server', 429, undefined],
    ['1'.repeat(41), 429, undefined],
    ['20', 200, undefined],
  ])('has the answer’s retry-after beside it: %s, %i', (header, status, said) => {
    const { observer } = open(request(chat), status, new Headers({ 'content-type': 'application/json', 'retry-after': header }))
    observer.error(new TypeError('network error'))
    expect(only().attributes['genai_devtools.http.retry_after']).toBe(said)
    expect(only().attributes['genai_devtools.http.status_code']).toBe(status)
  })

  test('is not made up where no answer came, and not told of what went well', () => {
    sink(request(chat))?.failed(new TypeError('Failed to fetch'))
    const { observer } = open(request(chat))
    observer.chunk(event('hi', 'stop'))
    observer.end()
    for (const { attributes } of exporter.getFinishedSpans()) expect(Object.keys(attributes).join()).not.toMatch(/status_code/)
  })
})

describe('a tool’s agent', () => {
  test.each<[string, (tool: () => void) => void, string | undefined]>([
    ['the one around it', (tool) => invokeAgent({ agentName: 'a' }, tool), 'a'],
    ['the innermost', (tool) => invokeAgent({ agentName: 'a' }, () => invokeAgent({ agentName: 'b' }, tool)), 'b'],
    ['the one around the tool around it', (tool) => invokeAgent({ agentName: 'a' }, () => executeTool({ toolName: 'outer' }, tool)), 'a'],
    ['a remote one', (tool) => invokeAgent({ agentName: 'a', providerName: 'openai' }, tool), 'a'],
    ['none: the innermost has no name', (tool) => invokeAgent({ agentName: 'a' }, () => invokeAgent({}, tool)), undefined],
    ['none: no agent', (tool) => tool(), undefined],
    ['another library’s', (tool) => inForeignAgent({ 'gen_ai.agent.name': 'theirs' }, tool), 'theirs'],
    ['another library’s without a name', (tool) => invokeAgent({ agentName: 'a' }, () => inForeignAgent({}, tool)), undefined],
  ])('is %s', (_name, around, agent) => {
    around(() => executeTool({ toolName: 't' }, () => 1))
    expect(named('execute_tool t').attributes['gen_ai.agent.name']).toBe(agent)
  })

  test('is the one that is named with it', () => {
    invokeAgent({ agentName: 'a' }, () => executeTool({ toolName: 't', agentName: 'mine' }, () => 1))
    expect(named('execute_tool t').attributes['gen_ai.agent.name']).toBe('mine')
  })

  test('is not that of a model call: the conventions have none there', () => {
    invokeAgent({ agentName: 'a', conversationId: 'c' }, (scope) => withExplicitParent(scope.context, () => open().observer.end()))
    expect(named('chat gpt-5').attributes).toMatchObject({ 'gen_ai.conversation.id': 'c' })
    expect(named('chat gpt-5').attributes).not.toHaveProperty('gen_ai.agent.name')
  })

  function inForeignAgent(attributes: Attributes, run: () => void): void {
    const span = provider
      .getTracer('another')
      .startSpan('invoke_agent', { attributes: { 'gen_ai.operation.name': 'invoke_agent', ...attributes } }, contextApi.active())
    contextApi.with(trace.setSpan(contextApi.active() ?? ROOT_CONTEXT, span), run)
    span.end()
  }
})

describe('an agent’s id and version', () => {
  const agent: AgentAttributes = { agentName: 'a', agentId: 'asst_1', agentVersion: '2' }

  test('are the conventions’ where it is behind a service', () => {
    invokeAgent({ ...agent, providerName: 'openai' }, () => 1)
    expect(only()).toMatchObject({ kind: SpanKind.CLIENT, attributes: { 'gen_ai.agent.id': 'asst_1', 'gen_ai.agent.version': '2' } })
  })

  test('are our own where it is in the page: the conventions have none there', () => {
    invokeAgent(agent, () => 1)
    expect(only()).toMatchObject({
      kind: SpanKind.INTERNAL,
      attributes: { 'genai_devtools.agent.id': 'asst_1', 'genai_devtools.agent.version': '2' },
    })
    expect(Object.keys(only().attributes).filter((name) => /^gen_ai\.agent\.(id|version)$/.test(name))).toEqual([])
  })
})

test('the conversation stands on turns of it alone', () => {
  const asked: readonly (readonly [string, unknown, string])[] = [
    ['chat gpt-5', chat, 'https://api.openai.com/v1/chat/completions'],
    ['embeddings e', { model: 'e', input: 'x' }, 'https://api.openai.com/v1/embeddings'],
  ]
  invokeAgent({ agentName: 'a', conversationId: 'c' }, ({ context }) => {
    for (const [, body, url] of asked) withExplicitParent(context, () => open(request(body, url)).observer.end())
  })
  expect(asked.map(([name]) => named(name).attributes['gen_ai.conversation.id'])).toEqual(['c', undefined])
})
