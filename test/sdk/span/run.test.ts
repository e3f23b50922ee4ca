import { ROOT_CONTEXT, context as contextApi, trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-web'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { StackContextManager } from '../../../sdk/context/stack.ts'
import { parentSourceOf } from '../../../sdk/content/given-content.ts'
import { contentOf } from '../../../sdk/content/span-content.ts'
import { createManualFunctions } from '../../../sdk/span/manual.ts'
import { getPage } from '../../../sdk/page.ts'
import { words } from '../../support/whole-sdk.ts'

const exporter = new InMemorySpanExporter()
const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test')
let contentOnSpan = false
const { invokeAgent, executeTool } = createManualFunctions(() => ({ tracer, shelf: getPage().shelf, contentOnSpan, words }))
const later = (ms = 1) => new Promise((resolve) => setTimeout(resolve, ms))

/** The finished spans as an indented tree in order of their start, with how their parent was found. */
function tree(): string {
  const spans = exporter.getFinishedSpans()
  const lines: string[] = []
  const visit = (parent: string | undefined, depth: number): void => {
    for (const span of spans.filter((one) => one.parentSpanContext?.spanId === parent).toReversed()) {
      lines.push(`${'  '.repeat(depth)}${span.name}${parentSourceOf(span) === undefined ? '' : ` (${parentSourceOf(span)})`}`)
      visit(span.spanContext().spanId, depth + 1)
    }
  }
  visit(undefined, 0)
  return lines.join('\n')
}
function only(): ReadableSpan {
  const [span, ...more] = exporter.getFinishedSpans()
  if (span === undefined || more.length > 0) throw new Error(`${more.length} more spans`)
  return span
}

describe('manual spans', () => {
  beforeAll(() => void contextApi.setGlobalContextManager(new StackContextManager().enable()))
  afterAll(() => contextApi.disable())
  beforeEach(() => {
    exporter.reset()
    contentOnSpan = false
  })

  test('give the conventions’ names, kinds and attributes', () => {
    const result = invokeAgent({ agentName: 'researcher', conversationId: 'c1' }, () =>
      executeTool({ toolName: 'search', toolCallId: 'call_1', toolCallArguments: '{"q":"x"}' }, () => ({ hits: 2 })),
    )
    expect(result).toEqual({ hits: 2 })
    const [tool, agent] = exporter.getFinishedSpans()
    expect(agent).toMatchObject({
      name: 'invoke_agent researcher',
      kind: 0,
      attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.conversation.id': 'c1' },
    })
    expect(tool).toMatchObject({
      name: 'execute_tool search',
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.type': 'function',
        'gen_ai.tool.call.id': 'call_1',
        'gen_ai.conversation.id': 'c1',
      },
    })
    if (tool === undefined) throw new Error('no tool span')
    expect(contentOf(tool)).toEqual({ toolCallArguments: { q: 'x' }, toolCallResult: { hits: 2 } })
    expect(
      Object.keys(tool.attributes)
        .filter((name) => name.startsWith('gen_ai.tool.call.'))
        .toSorted(),
    ).toEqual(['gen_ai.tool.call.id'])
  })

  test('with content on the span, arguments and result are JSON attributes', () => {
    contentOnSpan = true
    executeTool({ toolName: 'search', toolCallArguments: { q: 'x' } }, () => [1])
    expect(only().attributes).toMatchObject({ 'gen_ai.tool.call.arguments': '{"q":"x"}', 'gen_ai.tool.call.result': '[1]' })
  })

  test.each<readonly [string, unknown, unknown]>([
    ['JSON as text', '{"id": 12345678901234567890}', { id: '12345678901234567890' }],
    ['other text', 'done', 'done'],
    ['a number as text', '42', '42'],
    ['false', false, false],
    ['a large integer', { id: 2n ** 64n }, { id: '18446744073709551616' }],
  ])('a result that is %s', (_, result, expected) => {
    contentOnSpan = true
    executeTool({ toolName: 'search' }, () => result)
    expect(contentOf(only())?.toolCallResult).toEqual(expected)
    expect(only().attributes['gen_ai.tool.call.result']).toBe(JSON.stringify(expected))
  })

  test.each([undefined, null])('a result that is %s is none', (result) => {
    contentOnSpan = true
    executeTool({ toolName: 'search', toolCallArguments: '{"id":9007199254740993}' }, () => result)
    expect(only().attributes).not.toHaveProperty('gen_ai.tool.call.result')
    expect(only().attributes['gen_ai.tool.call.arguments']).toBe('{"id":"9007199254740993"}')
  })

  test('find their parent after native awaits', async () => {
    await invokeAgent({ agentName: 'a' }, async () => {
      await later()
      await executeTool({ toolName: 't1' }, async () => {
        await later()
        await later()
        return executeTool({ toolName: 'inner' }, () => 1)
      })
      await Promise.all([executeTool({ toolName: 't2' }, () => later()), executeTool({ toolName: 't3' }, () => later())])
    })
    expect(tree()).toBe(
      [
        'invoke_agent a',
        '  execute_tool t3 (stack)',
        '  execute_tool t2 (stack)',
        '  execute_tool t1 (stack)',
        '    execute_tool inner (stack)',
      ].join('\n'),
    )
  })

  test('the scope is a parent wherever it is called', async () => {
    const detached = await invokeAgent({ agentName: 'a' }, async (scope) => {
      await later()
      return new Promise<number>((resolve) => void setTimeout(() => resolve(scope.executeTool({ toolName: 't' }, () => 5)), 1))
    })
    expect(detached).toBe(5)
    expect(tree()).toBe('invoke_agent a\n  execute_tool t (explicit)')
  })

  test('a thrown error comes out as it went in, and is on the span', async () => {
    const thrown = new RangeError('out of reach')
    expect(() =>
      executeTool({ toolName: 't' }, () => {
        throw thrown
      }),
    ).toThrow(thrown)
    await expect(
      executeTool({ toolName: 't' }, async () => {
        await later()
        throw thrown
      }),
    ).rejects.toBe(thrown)
    for (const span of exporter.getFinishedSpans()) {
      expect(span).toMatchObject({
        status: { code: 2, message: 'out of reach' },
        attributes: { 'error.type': 'RangeError', 'genai_devtools.end': 'error' },
      })
    }
    expect(exporter.getFinishedSpans()).toHaveLength(2)
  })

  test.each([
    ['AbortError', 'aborted', 0, undefined],
    ['TimeoutError', 'error', 2, 'TimeoutError'],
  ])('%s ends an agent and a tool as it ends a call: %s', async (name, end, code, type) => {
    const thrown = new DOMException('over', name)
    await expect(invokeAgent({ agentName: 'a' }, () => Promise.reject(thrown))).rejects.toBe(thrown)
    expect(() =>
      executeTool({ toolName: 't' }, () => {
        throw thrown
      }),
    ).toThrow(thrown)
    const spans = exporter.getFinishedSpans()
    expect(spans).toHaveLength(2)
    for (const { status, attributes } of spans)
      expect([status.code, attributes['genai_devtools.end'], attributes['error.type']]).toEqual([code, end, type])
  })

  test('a rejection that nobody handles stays unhandled', async () => {
    const unhandled: unknown[] = []
    const before = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', (reason) => unhandled.push(reason))
    void executeTool({ toolName: 't' }, async () => {
      await later()
      throw 'nobody cares'
    })
    await later(20)
    process.removeAllListeners('unhandledRejection')
    for (const listener of before) process.on('unhandledRejection', listener)
    expect(unhandled).toEqual(['nobody cares'])
  })

  test('generators run each step inside, and end with their last step', async () => {
    const numbers = invokeAgent({ agentName: 'sync' }, function* () {
      yield executeTool({ toolName: 'one' }, () => 1)
      yield executeTool({ toolName: 'two' }, () => 2)
      return 3
    })
    expect(exporter.getFinishedSpans()).toHaveLength(0)
    expect([...numbers]).toEqual([1, 2])
    const stream = invokeAgent({ agentName: 'async' }, async function* () {
      await later()
      yield executeTool({ toolName: 'three' }, () => 3)
      await later()
      yield executeTool({ toolName: 'four' }, () => 4)
    })
    const seen: number[] = []
    for await (const number of stream) seen.push(number)
    expect(seen).toEqual([3, 4])
    expect(tree()).toBe(
      [
        'invoke_agent async',
        '  execute_tool four (stack)',
        '  execute_tool three (stack)',
        'invoke_agent sync',
        '  execute_tool two (stack)',
        '  execute_tool one (stack)',
      ].join('\n'),
    )
  })

  test('leaving a generator early ends its span; so does an error in it', async () => {
    const stream = invokeAgent({ agentName: 'left' }, async function* () {
      yield 1
      yield 2
    })
    for await (const number of stream) if (number === 1) break
    const failing = invokeAgent({ agentName: 'failing' }, async function* () {
      yield 1
      throw new TypeError('no')
    })
    expect(await failing.next()).toEqual({ done: false, value: 1 })
    await expect(failing.next()).rejects.toThrow('no')
    expect(exporter.getFinishedSpans().map(({ name, status }) => [name, status.code])).toEqual([
      ['invoke_agent left', 0],
      ['invoke_agent failing', 2],
    ])
  })

  test('a promise of another class passes through as the very same object', async () => {
    class ApiPromise<T> extends Promise<T> {
      withResponse(): string {
        return 'response'
      }
    }
    const promise = new ApiPromise<number>((resolve) => resolve(1))
    const given = invokeAgent({ agentName: 'a' }, (): ApiPromise<number> => promise)
    expect(given).toBe(promise)
    expect(given.withResponse()).toBe('response')
    await given
    expect(only().attributes['genai_devtools.end']).toBe('completed')
  })

  test('values that JSON cannot say are named, not thrown', () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    executeTool({ toolName: 'a', toolCallArguments: cycle }, () => 10n)
    executeTool({ toolName: 'b' }, () => 'x'.repeat(1_000_001))
    const [first, second] = exporter.getFinishedSpans()
    if (first === undefined || second === undefined) throw new Error('missing')
    expect(contentOf(first)).toEqual({ toolCallArguments: '[object Object]', toolCallResult: '10' })
    expect(String(contentOf(second)?.toolCallResult)).toMatch(/^x+… \[[\d,]+ characters cut\] …x+$/)
  })

  test('without a parent a span is a root', () => {
    executeTool({ toolName: 'alone' }, () => trace.getSpan(contextApi.active()) ?? ROOT_CONTEXT)
    expect(only().parentSpanContext).toBeUndefined()
  })
})
