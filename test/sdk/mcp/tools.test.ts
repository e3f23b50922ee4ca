import { ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { Span } from '@opentelemetry/api'
import { beforeEach, describe, expect, test } from 'vitest'
import { addContent, parentSourceOf } from '../../../sdk/content/given-content.ts'
import { contentOf } from '../../../sdk/content/span-content.ts'
import { withExplicitParent } from '../../../sdk/context/explicit.ts'
import { answer, asked, exporter, finished, json, newSink, page, request, result, tracer } from './support.ts'

const call = (id: number, name: string, args: unknown = {}) => request({ body: asked(id, 'tools/call', { name, arguments: args }) })
const sink = newSink()
const inside = (span: Span, run: () => void) => withExplicitParent(trace.setSpan(ROOT_CONTEXT, span), run)

function openTool(name: string, args?: { readonly [key: string]: string }): Span {
  const span = tracer().startSpan(`execute_tool ${name}`, {
    attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name },
  })
  if (args !== undefined) addContent(span, { toolCallArguments: args })
  return span
}

describe('a call of a tool whose execution has a span', () => {
  beforeEach(() => exporter.reset())

  test('adds to that span, and makes none', () => {
    const tool = openTool('search', { q: 'the application’s word' })
    inside(tool, () => answer(sink(call(1, 'search', { q: 'x' })), json(result(1, { content: [] }))))
    expect(finished()).toEqual([])
    expect(tool.isRecording()).toBe(true)
    tool.end()
    const [span, ...more] = finished()
    expect(more).toEqual([])
    expect(span).toMatchObject({
      name: 'execute_tool search',
      kind: 0,
      status: { code: 0 },
      attributes: { 'mcp.method.name': 'tools/call', 'jsonrpc.request.id': '1', 'server.address': 'tools.example' },
    })
    expect(contentOf(tool)).toEqual({ toolCallArguments: { q: 'the application’s word' }, toolCallResult: { content: [] } })
  })

  test('says there that the tool failed', () => {
    const tool = openTool('search')
    inside(tool, () => answer(sink(call(1, 'search')), json(result(1, { isError: true, content: [] }))))
    tool.end()
    expect(finished()).toMatchObject([{ status: { code: 2 }, attributes: { 'error.type': 'tool_error' } }])
  })

  test.each([
    ['another tool', 'read_file', 1],
    ['the same tool a second time', 'search', 2],
  ])('has a span of its own below it for %s', (_what, name, calls) => {
    const tool = openTool('search')
    inside(tool, () => {
      for (let id = 1; id <= calls; id++) answer(sink(call(id, name)), json(result(id)))
    })
    const own = finished()
    expect(own).toMatchObject([{ name: `tools/call ${name}`, parentSpanContext: { spanId: tool.spanContext().spanId } }])
    expect(own[0] && parentSourceOf(own[0])).toBe('explicit')
    tool.end()
  })

  test('is found without a context, as the only open one of that name', () => {
    const tools = [openTool('search'), openTool('read_file')]
    answer(sink(call(1, 'search')), json(result(1)))
    expect(finished()).toEqual([])
    for (const tool of tools) tool.end()
    expect(finished().map(({ attributes }) => attributes['mcp.method.name'])).toEqual(['tools/call', undefined])
  })

  test('is found by its arguments where several have the name, in whatever order their keys stand', () => {
    const tools = [openTool('search', { a: '1', b: '2' }), openTool('search', { a: '2', b: '2' })]
    answer(sink(call(1, 'search', { b: '2', a: '2' })), json(result(1)))
    for (const tool of tools) tool.end()
    expect(finished().map(({ attributes }) => attributes['mcp.method.name'])).toEqual([undefined, 'tools/call'])
  })

  test('is none of several that fit alike', () => {
    const tools = [openTool('search', { a: '1' }), openTool('search', { a: '1' })]
    answer(sink(call(1, 'search', { a: '1' })), json(result(1)))
    expect(finished()).toMatchObject([{ name: 'tools/call search' }])
    for (const tool of tools) tool.end()
  })

  test('is not taken where the call says that it was made elsewhere', () => {
    const [tool, agent] = [openTool('search'), tracer().startSpan('invoke_agent a')]
    inside(agent, () => answer(sink(call(1, 'search')), json(result(1))))
    expect(finished()).toMatchObject([{ name: 'tools/call search', parentSpanContext: { spanId: agent.spanContext().spanId } }])
    for (const span of [tool, agent]) span.end()
  })

  test('is not taken after its end', () => {
    openTool('search').end()
    answer(sink(call(1, 'search')), json(result(1)))
    expect(finished().map(({ name }) => name)).toEqual(['execute_tool search', 'tools/call search'])
  })

  test('may end before the reply, which then changes nothing', () => {
    const tool = openTool('search')
    const stream = sink(call(1, 'search'))?.response(200, new Headers({ 'content-type': 'application/json' }))
    tool.end()
    stream?.chunk(new TextEncoder().encode(JSON.stringify(result(1, { isError: true }))))
    stream?.end()
    expect(finished()).toMatchObject([{ status: { code: 0 } }])
    expect(page.open.size).toBe(0)
  })
})
