import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { UNREAD_ERROR_MS } from '../../../sdk/span/inference.ts'
import { ELSEWHERE_MS } from '../../../sdk/mcp/call.ts'
import { createMcpSink } from '../../../sdk/mcp/sink.ts'
import { MAX_NOTIFICATION_SPANS } from '../../../sdk/mcp/stream.ts'
import { contentOf } from '../../../sdk/content/span-content.ts'
import { ACCEPT, answer, asked, bytes, event, exporter, finished, json, newSink, page, request, result, sse, tracer } from './support.ts'
import { wholeSink } from '../../support/whole-sdk.ts'
import { liveOf } from '../../support/live-of.ts'

const SESSION = { accept: ACCEPT, 'mcp-session-id': 's-1', 'mcp-protocol-version': '2025-11-25' }
const LISTEN = { ...SESSION, accept: 'text/event-stream' }
const call = (id: number, name = 'search', args: unknown = { q: 'x' }) => asked(id, 'tools/call', { name, arguments: args })
const told = (method: string, params?: unknown) => ({ jsonrpc: '2.0', method, ...(params === undefined ? {} : { params }) })
const failed = (id: number | null | string, code: number, message: string) => ({ jsonrpc: '2.0', id, error: { code, message } })

let sink = newSink()
beforeEach(() => {
  exporter.reset()
  sink = newSink()
})
afterEach(() => {
  for (const open of page.open) open.abandon('shutdown')
  vi.useRealTimers()
})

function only() {
  const [span, ...more] = finished()
  if (span === undefined || more.length > 0) throw new Error(`${more.length + Number(span !== undefined)} spans`)
  return span
}

describe('a request of the page', () => {
  test('is one CLIENT span by the conventions', () => {
    answer(sink(request({ headers: SESSION, body: call(7) })), json(result(7, { content: [{ type: 'text', text: 'found' }] })))
    const span = only()
    expect(span).toMatchObject({ name: 'tools/call search', kind: 2, status: { code: 0 } })
    expect(span.attributes).toEqual({
      'mcp.method.name': 'tools/call',
      'mcp.session.id': 's-1',
      'mcp.protocol.version': '2025-11-25',
      'jsonrpc.request.id': '7',
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'search',
      'network.protocol.name': 'http',
      'server.address': 'tools.example',
      'server.port': 443,
      'genai_devtools.end': 'completed',
    })
    expect(contentOf(span)).toEqual({ toolCallArguments: { q: 'x' }, toolCallResult: { content: [{ type: 'text', text: 'found' }] } })
  })

  test('over plain HTTP is sure to be over TCP', () => {
    answer(sink(request({ url: 'http://127.0.0.1:8080/mcp', headers: SESSION, body: call(1) })), json(result(1)))
    expect(only().attributes).toMatchObject({ 'network.transport': 'tcp', 'server.address': '127.0.0.1', 'server.port': 8080 })
  })

  test.each([
    ['initialize', { protocolVersion: '2025-11-25' }, 'initialize', { 'mcp.protocol.version': '2025-06-18', 'mcp.session.id': 'new' }],
    ['prompts/get', { name: 'review', arguments: { code: 'x' } }, 'prompts/get review', { 'gen_ai.prompt.name': 'review' }],
    ['resources/read', { uri: 'file:///a' }, 'resources/read', { 'mcp.resource.uri': 'file:///a' }],
    [
      'resources/subscribe',
      { uri: 'file:///a?key=secret-key' },
      'resources/subscribe',
      { 'mcp.resource.uri': 'file:///a?key=[credential]' },
    ],
    [
      'completion/complete',
      { ref: { type: 'ref/prompt', name: 'review' } },
      'completion/complete review',
      { 'gen_ai.prompt.name': 'review' },
    ],
    ['completion/complete', { ref: { type: 'ref/resource', uri: 'file:///{path}' } }, 'completion/complete', {}],
    [
      'tools/list',
      { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } },
      'tools/list',
      { 'mcp.protocol.version': '2026-07-28' },
    ],
    ['no/such-method', undefined, 'no/such-method', {}],
  ])('%s %j is named %j', (method, params, name, attributes) => {
    const headers = { 'content-type': 'application/json', 'mcp-session-id': 'new' }
    answer(sink(request({ body: asked('a', method, params) })), { ...json(result('a', { protocolVersion: '2025-06-18' })), headers })
    const span = only()
    expect(span.name).toBe(name)
    expect(span.attributes).toMatchObject({ ...attributes, 'jsonrpc.request.id': 'a' })
    expect(Object.keys(span.attributes)).not.toContain('gen_ai.operation.name')
    expect(Object.keys(span.attributes).includes('mcp.resource.uri')).toBe(method.startsWith('resources/'))
  })

  test('says a version of JSON-RPC that is not 2.0', () => {
    answer(sink(request({ body: { ...call(1), jsonrpc: '3.0' } })), json(result(1)))
    expect(only().attributes['jsonrpc.protocol.version']).toBe('3.0')
  })

  test('has the prompt’s arguments as attributes only with content on the span, and never in a record', () => {
    const get = asked(1, 'prompts/get', { name: 'review', arguments: { code: 'x=1', lines: 3 } })
    answer(sink(request({ body: get })), json(result(1)))
    const bare = only()
    expect(Object.keys(bare.attributes).filter((name) => name.startsWith('gen_ai.prompt.variable'))).toEqual([])
    expect(contentOf(bare)).toEqual({ toolCallArguments: { code: 'x=1', lines: 3 } })
    answer(newSink({ contentOnSpan: true })(request({ body: get })), json(result(1)))
    const span = only()
    expect(span.attributes).toMatchObject({ 'gen_ai.prompt.variable.code': 'x=1', 'gen_ai.prompt.variable.lines': '3' })
    expect(Object.keys(span.attributes)).not.toContain('gen_ai.tool.call.arguments')
    const records = liveOf(page)
      .ring.read(0, 10_000)
      .entries.flatMap((entry) => ('span' in entry ? [entry.span] : []))
    const record = records.findLast(({ spanId }) => spanId === span.spanContext().spanId)
    expect(record?.content).toEqual({ toolCallArguments: { code: 'x=1', lines: 3 } })
    expect(JSON.stringify(record?.attributes)).not.toContain('x=1')
  })

  test('with content on the span carries a tool’s arguments and result as JSON', () => {
    answer(newSink({ contentOnSpan: true })(request({ body: call(1) })), json(result(1, { content: [] })))
    expect(only().attributes).toMatchObject({ 'gen_ai.tool.call.arguments': '{"q":"x"}', 'gen_ai.tool.call.result': '{"content":[]}' })
  })

  test('of a batch has a span each, whatever the order of the replies', () => {
    const exchange = sink(request({ headers: SESSION, body: [call(1, 'a'), told('notifications/roots/list_changed'), call(2, 'b')] }))
    answer(exchange, json([result(2), failed(1, -32_603, 'broken')]))
    expect(finished().map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
      ['notifications/roots/list_changed', undefined],
      ['tools/call b', undefined],
      ['tools/call a', '-32603'],
    ])
  })
})

describe('what fails', () => {
  test('a tool: the call went well, and the words are content', () => {
    answer(sink(request({ body: call(1) })), json(result(1, { isError: true, content: [{ type: 'text', text: 'no such city' }] })))
    expect(only()).toMatchObject({
      status: { code: 2, message: '' },
      attributes: { 'error.type': 'tool_error', 'genai_devtools.end': 'error' },
    })
  })

  test('a JSON-RPC error: its code and message', () => {
    answer(sink(request({ body: call(1) })), sse(event(failed(1, -32_602, 'no such tool'))))
    expect(only()).toMatchObject({
      status: { code: 2, message: 'no such tool' },
      attributes: { 'error.type': '-32602', 'rpc.response.status_code': '-32602' },
    })
  })

  test.each([
    ['null for an id', failed(null, -32_000, 'no session')],
    ['an id of the server’s own making', failed('server-error', -32_000, 'no session')],
  ])('an HTTP status with a JSON-RPC error, %s: the code', (_what, refusal) => {
    answer(sink(request({ body: [call(1), call(2)] })), { ...json(refusal), status: 400 })
    const spans = finished()
    expect(spans).toHaveLength(2)
    for (const span of spans) {
      expect(span.attributes).toMatchObject({ 'error.type': '-32000', 'genai_devtools.http.status_code': 400 })
      expect(span.status.message).toBe('no session')
    }
  })

  test.each([
    ['without a body', []],
    ['with another body', [bytes('<h1>Not found</h1>')]],
    ['with JSON that is no JSON-RPC', [bytes('{"detail":"gone"}')]],
  ])('an HTTP status %s: the status', (_what, chunks) => {
    answer(sink(request({ body: call(1) })), { status: 404, chunks })
    expect(only().attributes).toMatchObject({ 'error.type': '404', 'genai_devtools.end': 'error' })
  })

  test('a status whose body nobody reads: the status, after a while', () => {
    const observer = sink(request({ body: call(1) }))?.response(500, new Headers())
    expect(observer?.unreadAfter).toBe(UNREAD_ERROR_MS)
    observer?.unread?.()
    expect(only().attributes['error.type']).toBe('500')
  })

  test('a notification that the server refuses', () => {
    answer(sink(request({ body: told('notifications/initialized'), headers: SESSION })), { status: 401 })
    expect(only()).toMatchObject({ name: 'notifications/initialized', attributes: { 'error.type': '401' } })
  })

  test('the network', () => {
    sink(request({ body: call(1) }))?.failed(new TypeError('Failed to fetch'))
    expect(only()).toMatchObject({ status: { code: 2, message: 'Failed to fetch' }, attributes: { 'error.type': 'TypeError' } })
  })

  const timeout = new DOMException('The operation timed out.', 'TimeoutError')
  test.each([
    ['before the answer', (exchange: ReturnType<typeof sink>) => exchange?.failed(timeout)],
    ['in the answer', (exchange: ReturnType<typeof sink>) => exchange?.response(200, new Headers())?.error(timeout)],
    ['where the client leaves it first', (exchange: ReturnType<typeof sink>) => exchange?.response(200, new Headers())?.cancel(undefined)],
  ])('a time limit %s', (_when, act) => {
    act(sink({ ...request({ body: call(1) }), signal: AbortSignal.abort(timeout) }))
    expect(only()).toMatchObject({
      status: { code: 2, message: 'The operation timed out.' },
      attributes: { 'genai_devtools.end': 'error', 'error.type': 'TimeoutError' },
    })
  })

  test('a key that the server repeats is taken out of the message', () => {
    const headers = { accept: ACCEPT, authorization: 'Bearer planted-secret-1' }
    answer(sink(request({ body: call(1), headers })), json(failed(1, -32_001, 'planted-secret-1 is not allowed')))
    expect(JSON.stringify(only().status)).not.toContain('planted')
  })

  test.each([
    [
      'aborts the request',
      'aborted',
      (exchange = sink(request({ body: call(1) }))) => exchange?.failed(new DOMException('x', 'AbortError')),
    ],
    [
      'aborts the stream',
      'aborted',
      (exchange = sink(request({ body: call(1) }))) => exchange?.response(200, new Headers())?.error(new DOMException('x', 'AbortError')),
    ],
    [
      'leaves the stream',
      'cancelled',
      (exchange = sink(request({ body: call(1) }))) => exchange?.response(200, new Headers())?.cancel(undefined),
    ],
    ['does not read', 'unread', (exchange = sink(request({ body: call(1) }))) => exchange?.response(200, new Headers())?.unread?.()],
    ['gets no reply', 'incomplete', (exchange = sink(request({ body: call(1) }))) => exchange?.response(200, new Headers())?.end()],
  ])('not the call, where the page %s: %s', (_what, end, act) => {
    act()
    expect(only()).toMatchObject({ status: { code: 0 }, attributes: { 'genai_devtools.end': end } })
  })

  test.each([
    ['User cancelled', 'cancelled', undefined],
    ['McpError: MCP error -32001: Request timed out', 'error', 'timeout'],
  ])('a call that the page takes back, with the reason %j, is over: %s', (reason, end, type) => {
    const observer = sink(request({ headers: SESSION, body: call(1) }))?.response(200, new Headers())
    answer(sink(request({ headers: SESSION, body: told('notifications/cancelled', { requestId: 1, reason }) })), { status: 202 })
    observer?.end()
    const [taken, notice, ...more] = finished()
    expect(taken).toMatchObject({ name: 'tools/call search', attributes: { 'genai_devtools.end': end } })
    expect(taken?.attributes['error.type']).toBe(type)
    expect([notice?.name, more]).toEqual(['notifications/cancelled', []])
  })
})

describe('what the server says in a stream', () => {
  test('has SERVER spans under the call whose stream it is', () => {
    const exchange = sink(request({ headers: SESSION, body: call(1) }))
    answer(
      exchange,
      sse(event(told('notifications/progress', { progress: 1 })), ': ping\n\n', event(told('notifications/message')), event(result(1))),
    )
    const [progress, message, own] = finished()
    expect(own?.name).toBe('tools/call search')
    for (const span of [progress, message]) {
      expect(span).toMatchObject({ kind: 1, parentSpanContext: { spanId: own?.spanContext().spanId } })
      expect(span?.attributes).toMatchObject({ 'client.address': 'tools.example', 'client.port': 443, 'mcp.session.id': 's-1' })
      expect(Object.keys(span?.attributes ?? {}).filter((name) => /^server\.|jsonrpc/.test(name))).toEqual([])
    }
  })

  test('stands in the trace that it names, linked to the call; a trace that is not sampled is none', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const meta = (parent: string) => ({ _meta: { traceparent: parent } })
    const exchange = sink(request({ headers: SESSION, body: call(1) }))
    const events = [traceparent, traceparent.replace(/01$/, '00'), 'nonsense'].map((parent) =>
      event(told('notifications/message', meta(parent))),
    )
    answer(exchange, sse(...events, event(result(1))))
    const [named, unsampled, odd, own] = finished()
    const ownId = own?.spanContext().spanId
    expect(named).toMatchObject({
      parentSpanContext: { spanId: '00f067aa0ba902b7', isRemote: true },
      links: [{ context: { spanId: ownId } }],
    })
    expect(named?.spanContext().traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736')
    for (const span of [unsampled, odd]) expect(span).toMatchObject({ parentSpanContext: { spanId: ownId }, links: [] })
  })

  test('what it asks is answered by a later POST, which has no span', () => {
    const stream = sink(request({ headers: SESSION, body: call(1) }))?.response(200, new Headers())
    stream?.chunk(bytes(event(asked(0, 'elicitation/create', { message: 'Sure?' }))))
    expect(finished()).toEqual([])
    expect(sink(request({ headers: SESSION, body: result(0, { action: 'accept' }) }))).toBeUndefined()
    expect(only()).toMatchObject({
      name: 'elicitation/create',
      kind: 1,
      attributes: { 'jsonrpc.request.id': '0', 'genai_devtools.end': 'completed' },
    })
    stream?.chunk(bytes(event(result(1))))
    expect(only().name).toBe('tools/call search')
  })

  test.each([
    [-32_601, 0, undefined],
    [-32_603, 2, '-32603'],
    [-1, 2, '-1'],
  ])('an answer of the page with code %d: status %d', (code, status, type) => {
    answer(sink(request({ method: 'GET', headers: LISTEN })), sse(event(asked('r', 'roots/list'))))
    sink(request({ headers: SESSION, body: failed('r', code, 'no') }))
    const span = only()
    expect(span).toMatchObject({ status: { code: status }, attributes: { 'rpc.response.status_code': String(code) } })
    expect(span.attributes['error.type']).toBe(type)
  })

  test('what it asks and takes back is over', () => {
    answer(
      sink(request({ method: 'GET', headers: LISTEN })),
      sse(event(asked(3, 'sampling/createMessage')), event(told('notifications/cancelled', { requestId: 3 }))),
    )
    expect(finished().map(({ name, attributes }) => [name, attributes['genai_devtools.end']])).toEqual([
      ['sampling/createMessage', 'cancelled'],
      ['notifications/cancelled', 'completed'],
    ])
  })

  test('an answer in another session is not taken for it', () => {
    answer(sink(request({ method: 'GET', headers: LISTEN })), sse(event(asked(3, 'roots/list'))))
    sink(request({ headers: { ...SESSION, 'mcp-session-id': 's-2' }, body: result(3) }))
    expect(finished()).toEqual([])
    expect(sink(request({ method: 'DELETE', headers: SESSION }))).toBeUndefined()
    expect(only().attributes['genai_devtools.end']).toBe('incomplete')
  })

  test('more notifications than anybody can look at are counted', () => {
    const flood = Array.from({ length: MAX_NOTIFICATION_SPANS + 5 }, () => event(told('notifications/progress')))
    answer(sink(request({ headers: SESSION, body: call(1) })), sse(flood.join(''), event(result(1))))
    const spans = finished()
    expect(spans).toHaveLength(MAX_NOTIFICATION_SPANS + 1)
    expect(spans.at(-1)?.attributes['genai_devtools.mcp.notifications_left_out']).toBe(5)
  })
})

describe('a reply by another stream', () => {
  const primed = 'id: e1\ndata: \n\n'

  test('that goes on where the first broke off', () => {
    answer(sink(request({ headers: SESSION, body: call(1) })), sse(primed))
    expect(finished()).toEqual([])
    const resumed = sink(request({ method: 'GET', headers: { ...LISTEN, 'last-event-id': 'e1' } }))
    answer(resumed, sse(event(told('notifications/progress'), 'e2')))
    expect(only().name).toBe('notifications/progress')
    const again = sink(request({ method: 'GET', headers: { ...LISTEN, 'last-event-id': 'e2' } }))
    answer(again, sse(event(result(1), 'e3')))
    expect(only()).toMatchObject({ name: 'tools/call search', attributes: { 'genai_devtools.end': 'completed' } })
  })

  test('that was open already, after 202', () => {
    const listening = sink(request({ method: 'GET', headers: LISTEN }))?.response(200, new Headers())
    expect(sink(request({ headers: SESSION, body: call(1) }))?.response(202, new Headers())).toBeUndefined()
    listening?.chunk(bytes(event(result(1))))
    expect(only().attributes['genai_devtools.end']).toBe('completed')
  })

  test.each([
    ['a stream that ended', 'incomplete', undefined, (stream: ReturnType<typeof answer>) => stream?.end()],
    ['a connection that broke', 'error', 'TypeError', (stream: ReturnType<typeof answer>) => stream?.error(new TypeError('network error'))],
  ])('is not waited for for ever, after %s', (_what, end, type, act) => {
    vi.useFakeTimers()
    const stream = sink(request({ headers: SESSION, body: call(1) }))?.response(200, new Headers())
    stream?.chunk(bytes(primed))
    act(stream)
    vi.advanceTimersByTime(ELSEWHERE_MS - 1)
    expect(finished()).toEqual([])
    sink(request({ method: 'GET', headers: { ...LISTEN, 'last-event-id': 'e1' } }))?.failed(new TypeError('Failed to fetch'))
    vi.advanceTimersByTime(ELSEWHERE_MS)
    const span = only()
    expect(span.attributes['genai_devtools.end']).toBe(end)
    expect(span.attributes['error.type']).toBe(type)
  })

  test('is not guessed where two clients without a session have the same id', () => {
    const stateless = { accept: ACCEPT, 'mcp-protocol-version': '2025-11-25' }
    for (const name of ['a', 'b']) sink(request({ headers: stateless, body: call(1, name) }))?.response(200, new Headers())
    answer(sink(request({ method: 'GET', headers: { ...stateless, accept: 'text/event-stream' } })), sse(event(result(1))))
    expect(finished()).toEqual([])
  })
})

describe('what is none of MCP', () => {
  const mcp = createMcpSink({ page, live: liveOf(page), tracer, contentOnSpan: false, propagate: true })

  test.each([
    ['JSON-RPC of another kind', request({ headers: { accept: 'application/json' }, body: asked(1, 'eth_call') })],
    ['A2A, even if it accepts both', request({ body: asked(1, 'message/send', { message: {} }) })],
    ['A2A of version 1', request({ body: asked(1, 'SendMessage', { message: {} }) })],
    ['A2A’s tasks', request({ body: asked(1, 'tasks/get', { id: 't' }) })],
    ['a language server', request({ headers: {}, body: asked(1, 'initialize', { processId: 1 }) })],
    ['words that only name it', request({ headers: {}, body: { text: '"jsonrpc" is a key' } })],
    ['broken JSON', request({ headers: {}, body: '{"jsonrpc":"2.0","method":"tools/call"' })],
    ['a list of nothing', request({ headers: {}, body: '[null, 1, "jsonrpc", {"jsonrpc":"2.0"}]' })],
    ['a GET of any stream', request({ method: 'GET', headers: { accept: 'text/event-stream' } })],
  ])('%s', (_what, snapshot) => {
    expect(mcp(snapshot)).toBeUndefined()
    expect(page.open.size).toBe(0)
  })

  test.each([
    ['a method of MCP, without its headers', request({ headers: {}, body: asked(1, 'tools/list') }), 1],
    ['any method, with its headers', request({ headers: { 'mcp-session-id': 's' }, body: asked(1, 'tasks/get') }), 1],
    ['any method, where the transport’s two types are accepted', request({ body: asked(1, 'ping') }), 1],
    ['the handshake', request({ headers: {}, body: asked(1, 'initialize', { protocolVersion: '2024-11-05' }) }), 1],
  ])('but %s is', (_what, snapshot, spans) => {
    mcp(snapshot)
    expect(page.open.size).toBe(spans)
  })

  test('unless it is not to be looked for', () => {
    const without = wholeSink({ page, tracer, contentOnSpan: false, counts: { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 } })
    answer(without(request({ body: call(1) })), json(result(1)))
    expect(finished()).toEqual([])
  })
})

test('a page that goes away ends what is open', () => {
  sink(request({ headers: SESSION, body: call(1) }))
  for (const open of page.open) open.abandon('page_hidden')
  expect(only().attributes['genai_devtools.end']).toBe('page_hidden')
})
