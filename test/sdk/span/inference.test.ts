import { beforeEach, describe, expect, test } from 'vitest'
import { contentOf } from '../../../sdk/content/span-content.ts'
import { UNREAD_ERROR_MS } from '../../../sdk/span/inference.ts'
import { bytes, chat, event, exporter, only, open, page, provider, request, sinkWith, sse, sink } from './attempts.ts'
import { liveOf } from '../../support/live-of.ts'

describe('an answer that does not stream', () => {
  beforeEach(() => exporter.reset())
  const asked = { ...chat, stream: false }
  const json = new Headers({ 'content-type': 'application/json' })
  const answer = { id: 'c1', model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }] }

  test('is taken as one text', () => {
    const { observer } = open(request(asked), 200, json)
    observer.whole?.({ text: JSON.stringify(answer) })
    observer.end()
    expect(only().attributes).toMatchObject({ 'gen_ai.response.id': 'c1', 'genai_devtools.end': 'completed' })
    expect(contentOf(only())?.outputMessages).toMatchObject([{ parts: [{ content: 'hi' }] }])
  })

  test('is taken as the value that the page gets, and nothing of it kept', () => {
    const { observer } = open(request(asked), 200, json)
    const call = { id: 'c', function: { name: 'f', arguments: { deep: [1] } } }
    const value = { ...answer, choices: [{ index: 0, message: { content: null, tool_calls: [call] }, finish_reason: 'tool_calls' }] }
    observer.whole?.({ json: value })
    observer.end()
    call.function.arguments.deep.push(2)
    expect(contentOf(only())?.outputMessages).toMatchObject([{ parts: [{ type: 'tool_call', name: 'f', arguments: { deep: [1] } }] }])
  })

  test('is taken as what it is where it is an event stream nevertheless', () => {
    const { observer } = open(request(asked), 200, json)
    observer.whole?.({ text: new TextDecoder().decode(event('hi', 'stop')) })
    observer.end()
    expect(contentOf(only())?.outputMessages).toMatchObject([{ parts: [{ content: 'hi' }] }])
  })

  test('that is no JSON is malformed', () => {
    const { observer } = open(request(asked), 200, json)
    observer.whole?.('no JSON')
    observer.end()
    expect(only()).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'invalid_json' } })
  })

  test('is read as it comes where it is an error, for what it says, or a stream', () => {
    for (const { observer } of [open(request(asked), 500, json), open(request(chat), 200, json)]) {
      expect(observer.whole).toBeUndefined()
      observer.end()
    }
  })
})

describe('an attempt of a model call', () => {
  beforeEach(() => exporter.reset())

  test('is one CLIENT span by the conventions', () => {
    const { observer } = open()
    observer.chunk(event('hi'))
    observer.chunk(event('', 'stop'))
    observer.chunk(bytes('data: {"id":"c1","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2}}\n\ndata: [DONE]\n\n'))
    observer.end()
    const span = only()
    expect(span).toMatchObject({ name: 'chat gpt-5', kind: 2, status: { code: 0 } })
    expect(span.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.request.stream': true,
      'gen_ai.response.model': 'gpt-5-2026',
      'gen_ai.response.id': 'c1',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 7,
      'gen_ai.usage.output_tokens': 2,
      'server.address': 'api.openai.com',
      'server.port': 443,
      'genai_devtools.end': 'completed',
    })
    expect(span.attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThanOrEqual(0)
    expect(Object.keys(span.attributes).filter((name) => /messages|instructions/.test(name))).toEqual([])
    expect(contentOf(span)).toMatchObject({
      inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'hello' }] }],
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'hi' }], finish_reason: 'stop' }],
    })
  })

  test('with content on the span carries it as JSON attributes', () => {
    const { observer } = open(request(chat), 200, sse, sinkWith(true))
    observer.chunk(event('hi', 'stop'))
    observer.end()
    expect(JSON.parse(String(only().attributes['gen_ai.input.messages']))).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'hello' }] },
    ])
  })

  test.each([
    ['a cancel by the page', 'cancelled', (at: ReturnType<typeof open>) => at.observer.cancel(undefined)],
    ['an abort by the page', 'aborted', (at: ReturnType<typeof open>) => at.observer.error(new DOMException('stop', 'AbortError'))],
    ['a body that ends too early', 'incomplete', (at: ReturnType<typeof open>) => at.observer.end()],
  ])('%s is no error, and its missing finish reason says error', (_what, end, act) => {
    const at = open()
    at.observer.chunk(event('hi'))
    act(at)
    expect(only()).toMatchObject({
      status: { code: 0 },
      attributes: { 'genai_devtools.end': end, 'gen_ai.response.finish_reasons': ['error'] },
    })
  })

  test('a cancel after the terminal event is the end', () => {
    const { observer } = open()
    observer.chunk(event('hi', 'stop'))
    observer.chunk(bytes('data: [DONE]\n\n'))
    observer.cancel(undefined)
    expect(only().attributes['genai_devtools.end']).toBe('completed')
  })

  test('an abort with the page’s own reason is an abort', () => {
    const controller = new AbortController()
    const { observer } = open({ ...request(chat), signal: controller.signal })
    controller.abort('enough')
    observer.error('enough')
    expect(only().attributes['genai_devtools.end']).toBe('aborted')
  })

  test.each(['error', 'cancel'] as const)('a time limit is an error, told by %s', (how) => {
    const timeout = new DOMException('The operation timed out.', 'TimeoutError')
    const { observer } = open({ ...request(chat), signal: AbortSignal.abort(timeout) })
    observer.chunk(event('hi'))
    if (how === 'error') observer.error(timeout)
    else observer.cancel(undefined)
    expect(only()).toMatchObject({
      status: { code: 2, message: 'The operation timed out.' },
      attributes: { 'genai_devtools.end': 'error', 'error.type': 'TimeoutError' },
    })
  })

  test('a time limit that comes after the answer changes nothing', () => {
    const { observer } = open({ ...request(chat), signal: AbortSignal.abort(new DOMException('x', 'TimeoutError')) })
    observer.chunk(event('hi', 'stop'))
    observer.chunk(bytes('data: [DONE]\n\n'))
    observer.cancel(undefined)
    expect(only().attributes['genai_devtools.end']).toBe('completed')
  })

  test('a cancel of what the signal has aborted is an abort', () => {
    const controller = new AbortController()
    const { observer } = open({ ...request(chat), signal: controller.signal })
    observer.chunk(event('hi'))
    controller.abort()
    observer.cancel(undefined)
    expect(only().attributes['genai_devtools.end']).toBe('aborted')
  })

  test.each([
    [
      'no response',
      (at: { exchange: { failed(reason: unknown): void } }) => at.exchange.failed(new TypeError('Failed to fetch')),
      'TypeError',
      'Failed to fetch',
    ],
    [
      'a connection that breaks',
      (at: ReturnType<typeof open>) => at.observer.error(new TypeError('network error')),
      'TypeError',
      'network error',
    ],
  ])('%s is an error of the class that the page sees', (_what, act, type, message) => {
    act(open())
    expect(only()).toMatchObject({ status: { code: 2, message }, attributes: { 'error.type': type, 'genai_devtools.end': 'error' } })
  })

  test('an HTTP error has the provider’s code, or the status where it has none', () => {
    const json = new Headers({ 'content-type': 'application/json' })
    const limited = open(request(chat), 429, json)
    limited.observer.chunk(bytes('{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}'))
    limited.observer.end()
    const broken = open(request(chat), 503, new Headers())
    broken.observer.chunk(bytes('upstream'))
    broken.observer.end()
    const [first, second] = exporter.getFinishedSpans()
    expect(first).toMatchObject({ status: { code: 2, message: 'slow down' }, attributes: { 'error.type': 'rate_limit_exceeded' } })
    expect(second).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': '503' } })
  })

  test('an HTTP error whose body nobody reads is waited for less long, and ends with its status', () => {
    const { observer } = open(request(chat), 500, new Headers())
    expect(observer.unreadAfter).toBe(UNREAD_ERROR_MS)
    observer.unread?.()
    expect(only()).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': '500', 'genai_devtools.end': 'error' } })
  })

  test('an answer that nobody reads says so, and is no error', () => {
    const { observer } = open()
    expect(observer.unreadAfter).toBeUndefined()
    observer.chunk(event('hi'))
    observer.unread?.()
    expect(only()).toMatchObject({ status: { code: 0 }, attributes: { 'genai_devtools.end': 'unread', 'gen_ai.response.id': 'c1' } })
    expect(contentOf(only())?.outputMessages?.[0]?.parts).toEqual([{ type: 'text', content: 'hi' }])
  })

  test('a retry is numbered and linked to the attempt before', () => {
    const first = open(request(chat, undefined, { 'x-stainless-retry-count': '0' }), 429, new Headers())
    first.observer.end()
    const second = open(request(chat, undefined, { 'x-stainless-retry-count': '1' }))
    second.observer.chunk(event('hi', 'stop'))
    second.observer.end()
    const [before, after] = exporter.getFinishedSpans()
    expect(before?.attributes).not.toHaveProperty('genai_devtools.retry.attempt')
    expect(after?.attributes['genai_devtools.retry.attempt']).toBe(1)
    expect(after?.links.map(({ context }) => context.spanId)).toEqual([before?.spanContext().spanId])
  })

  test('what nobody will tell the end of is abandoned, once', () => {
    const { observer } = open()
    observer.chunk(event('hi'))
    for (const attempt of page.open) attempt.abandon('page_hidden')
    observer.end()
    expect(only().attributes['genai_devtools.end']).toBe('page_hidden')
    expect(page.open.size).toBe(0)
  })

  test('a refused attempt whose body nobody read stays refused when the page ends', () => {
    open(request(chat), 429)
    for (const attempt of page.open) attempt.abandon('page_hidden')
    expect(only().attributes).toMatchObject({ 'genai_devtools.end': 'error', 'error.type': '429' })
  })

  test('a request of no known wire is left alone', () => {
    const others = [
      request({ query: 'x' }, 'https://example.com/graphql'),
      request(chat, 'https://api.anthropic.com/v1/messages/count_tokens'),
      { ...request(chat), method: 'GET', body: undefined, url: new URL('https://example.com/') },
      { ...request({}), url: new URL('https://example.com/x'), body: '{"messages": not json' },
    ]
    const json = new Headers({ 'content-type': 'application/json' })
    for (const other of others) {
      const observer = sink(other)?.response(200, json)
      // The answer is looked at, and is none either.
      observer?.whole?.({ json: { data: [] } })
      observer?.end()
    }
    expect(page.open.size).toBe(0)
    expect(exporter.getFinishedSpans()).toEqual([])
  })

  test('no header’s value is in a record', () => {
    const { observer } = open(
      request(chat, 'https://api.openai.com/v1/chat/completions?key=planted-secret', {
        authorization: 'Bearer planted-secret',
        'x-api-key': 'planted-secret',
      }),
    )
    observer.chunk(event('hi', 'stop'))
    observer.end()
    expect(JSON.stringify(liveOf(page).ring.read(0, 10_000))).not.toContain('planted-secret')
    expect(JSON.stringify(only().attributes)).not.toContain('planted-secret')
  })
})

describe('an attempt of a client that traces itself', () => {
  beforeEach(() => exporter.reset())
  const client = provider.getTracer('com.anthropic.sdk.typescript', '1.12.0')
  const message = { model: 'claude-x', max_tokens: 10, stream: true, messages: [{ role: 'user', content: 'hello' }] }
  const url = 'https://api.anthropic.com/v1/messages'
  const started = () =>
    client.startSpan('anthropic.messages.create', {
      kind: 2,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': 'claude-x',
        'server.address': 'api.anthropic.com',
      },
    })
  const start = bytes(
    'event: message_start\ndata: {"type":"message_start","message":{"id":"m1","model":"claude-x-1","usage":{"input_tokens":5,"cache_read_input_tokens":2,"output_tokens":1}}}\n\n',
  )

  test('is told on the client’s own span: one span, the conventions’ name, the wire’s facts', () => {
    const span = started()
    span.setAttribute('http.request.method', 'POST')
    const { observer } = open(request(message, url))
    observer.chunk(start)
    observer.chunk(
      bytes(
        'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n',
      ),
    )
    span.end()
    observer.end()
    expect(only()).toMatchObject({
      name: 'chat claude-x',
      attributes: {
        'genai_devtools.client.span_name': 'anthropic.messages.create',
        'gen_ai.usage.input_tokens': 7,
        'gen_ai.usage.output_tokens': 9,
        'gen_ai.response.finish_reasons': ['end_turn'],
        'genai_devtools.end': 'completed',
      },
    })
  })

  test('keeps what came before an early break, though the client ends its span first', () => {
    const span = started()
    span.setAttribute('http.request.method', 'POST')
    const { observer } = open(request(message, url))
    observer.chunk(start)
    span.end()
    observer.cancel(undefined)
    expect(only().attributes).toMatchObject({
      'gen_ai.response.id': 'm1',
      'gen_ai.response.finish_reasons': ['error'],
      'genai_devtools.end': 'cancelled',
    })
  })

  test('says that the client gave the response away, where it ends its span with nothing read', () => {
    const span = started()
    span.setAttribute('http.request.method', 'POST')
    const { observer } = open(request(message, url))
    span.end()
    observer.chunk(start)
    observer.end()
    expect(only().attributes['genai_devtools.end']).toBe('handed_over')
  })

  test('ends with the page: its client cannot end it any more', () => {
    started().setAttribute('http.request.method', 'POST')
    open(request(message, url)).observer.chunk(start)
    for (const attempt of page.open) attempt.abandon('page_hidden')
    expect(only().attributes).toMatchObject({ 'gen_ai.response.id': 'm1', 'genai_devtools.end': 'page_hidden' })
  })

  test('a failed attempt and its retry are events of one span, which is no failure then', () => {
    const span = started()
    span.setAttribute('http.request.method', 'POST')
    const first = open(request(message, url), 429, new Headers({ 'content-type': 'application/json' }))
    first.observer.chunk(bytes('{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}'))
    first.observer.end()
    span.setAttribute('http.request.resend_count', 1)
    const second = open(request(message, url))
    second.observer.chunk(start)
    second.observer.chunk(
      bytes(
        'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n',
      ),
    )
    second.observer.end()
    span.end()
    const { attributes, events } = only()
    expect(events.map(({ name, attributes: each }) => [name, each?.['genai_devtools.http.status_code'], each?.['error.type']])).toEqual([
      ['genai_devtools.attempt', 429, 'rate_limit_error'],
      ['genai_devtools.attempt', 200, undefined],
    ])
    expect(attributes).not.toHaveProperty('error.type')
    expect(attributes['genai_devtools.end']).toBe('completed')
  })
})
