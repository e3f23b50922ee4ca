import { createTraceState } from '@opentelemetry/api'
import { beforeEach, describe, expect, test } from 'vitest'
import { withTraceContext } from '../../../sdk/mcp/propagate.ts'
import { asked, exporter, finished, json, answer, newSink, request, result } from './support.ts'

const context = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 }
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const inject = (body: unknown) => withTraceContext(JSON.stringify(body), [context])

describe('the trace context in a message', () => {
  test.each([
    ['without params', asked(1, 'tools/list'), { ...asked(1, 'tools/list'), params: { _meta: { traceparent } } }],
    ['with params', asked(1, 'tools/call', { name: 'a' }), asked(1, 'tools/call', { name: 'a', _meta: { traceparent } })],
    ['with _meta', asked(1, 'ping', { _meta: { progressToken: 1 } }), asked(1, 'ping', { _meta: { progressToken: 1, traceparent } })],
  ])('%s', (_what, body, sent) => {
    expect(inject(body)).toBe(JSON.stringify(sent))
  })

  test('has the state of the trace beside it', () => {
    const stated = { ...context, traceState: createTraceState('rojo=00f067aa0ba902b7') }
    const sent = withTraceContext(JSON.stringify(asked(1, 'ping')), [stated])
    expect(JSON.parse(sent ?? '')).toMatchObject({ params: { _meta: { traceparent, tracestate: 'rojo=00f067aa0ba902b7' } } })
  })

  test('of a batch is each message’s own, and a reply has none', () => {
    const other = { ...context, spanId: 'b7ad6b7169203331' }
    const sent = withTraceContext(JSON.stringify([asked(1, 'a'), result(7), asked(2, 'b')]), [context, undefined, other])
    expect(JSON.parse(sent ?? '')).toEqual([
      { ...asked(1, 'a'), params: { _meta: { traceparent } } },
      result(7),
      { ...asked(2, 'b'), params: { _meta: { traceparent: traceparent.replace(context.spanId, other.spanId) } } },
    ])
  })

  test.each([
    ['the application put one there itself', asked(1, 'ping', { _meta: { traceparent: 'mine' } })],
    ['params are a list', { ...asked(1, 'ping'), params: [1] }],
    ['_meta is no object', asked(1, 'ping', { _meta: 'x' })],
  ])('is left out where %s', (_what, body) => {
    expect(inject(body)).toBeUndefined()
  })

  test.each([
    ['white space', '{ "jsonrpc": "2.0", "id": 1, "method": "ping" }'],
    ['a number that JavaScript cannot hold', '{"jsonrpc":"2.0","id":12345678901234567890,"method":"ping"}'],
    ['a key that stands twice', '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}'],
    ['no JSON', 'jsonrpc'],
  ])('is left out of a text with %s: it could not be written back as it was', (_what, text) => {
    expect(withTraceContext(text, [context])).toBeUndefined()
  })
})

describe('what is sent in the place of the page’s body', () => {
  beforeEach(() => exporter.reset())

  test('is nothing, unless the option says so', () => {
    const exchange = newSink()(request({ body: asked(1, 'tools/list') }))
    expect(exchange).toBeDefined()
    expect(exchange?.body).toBeUndefined()
    answer(exchange, json(result(1)))
  })

  test.each([
    ['a request', asked(1, 'tools/list')],
    ['a notification', { jsonrpc: '2.0', method: 'notifications/initialized' }],
  ])('names the span of %s', (_what, body) => {
    const exchange = newSink({ propagate: true })(request({ body }))
    answer(exchange, json(result(1)))
    const [span] = finished()
    const { traceId, spanId } = span?.spanContext() ?? {}
    expect(JSON.parse(exchange?.body ?? '')).toEqual({ ...body, params: { _meta: { traceparent: `00-${traceId}-${spanId}-01` } } })
  })

  test('is nothing for a bare reply', () => {
    expect(newSink({ propagate: true })(request({ body: result(1) }))).toBeUndefined()
  })
})
