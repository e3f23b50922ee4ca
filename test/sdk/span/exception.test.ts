/** Tools and agents that throw say so in OpenTelemetry's `exception` event; test/e2e/bridge/failed-tool.test.ts has the browser's own errors. */
import { ROOT_CONTEXT } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { faultCount } from '../../../sdk/capture/guard.ts'
import { toRecord } from '../../../sdk/export/record.ts'
import { getPage } from '../../../sdk/page.ts'
import { createManualFunctions } from '../../../sdk/span/manual.ts'
import { MAX_STACK } from '../../../sdk/span/exception.ts'
import { readSpanRecord } from '../../../sdk/protocol/read-records.ts'
import { words } from '../../support/whole-sdk.ts'

const exporter = new InMemorySpanExporter()
const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test')
const { invokeAgent, executeTool } = createManualFunctions(
  () => ({ tracer, shelf: getPage().shelf, contentOnSpan: false, words }),
  ROOT_CONTEXT,
)

/** The test runner writes stacks itself. */
const runners = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
beforeEach(() => {
  exporter.reset()
  Reflect.deleteProperty(Error, 'prepareStackTrace')
})
afterEach(() => {
  if (runners) Object.defineProperty(Error, 'prepareStackTrace', runners)
})

/** Runs a tool that throws it; gives the attributes of the span's exception events. */
function eventsOf(thrown: unknown): readonly unknown[] {
  expect(() =>
    executeTool({ toolName: 't' }, () => {
      throw thrown
    }),
  ).toThrow()
  return exporter.getFinishedSpans()[0]?.events.map(({ name, attributes }) => [name, attributes]) ?? []
}
const stackIn = (events: readonly unknown[]): string => {
  const stack = /"exception\.stacktrace":("(?:[^"\\]|\\.)*")/.exec(JSON.stringify(events))?.[1]
  return stack === undefined ? '' : String(JSON.parse(stack))
}

describe('what a tool threw', () => {
  test('is on its span, and on the agent’s that let it through, with the stack', async () => {
    const readShelf = () => {
      throw new RangeError('no such shelf')
    }
    const run = invokeAgent({ agentName: 'a' }, async () => {
      await Promise.resolve()
      executeTool({ toolName: 't' }, readShelf)
    })
    await expect(run).rejects.toThrow('no such shelf')
    const spans = exporter.getFinishedSpans()
    expect(spans.map(({ name }) => name)).toEqual(['execute_tool t', 'invoke_agent a'])
    for (const { events, endTime } of spans) {
      expect(events).toMatchObject([
        { name: 'exception', attributes: { 'exception.type': 'RangeError', 'exception.message': 'no such shelf' } },
      ])
      expect(stackIn(events.map(({ attributes }) => attributes))).toMatch(
        /^RangeError: no such shelf\n +at readShelf \(.*exception\.test\.ts/,
      )
      const [time = [Infinity, 0]] = events.map((event) => event.time)
      expect(time[0] * 1e9 + time[1]).toBeLessThanOrEqual(endTime[0] * 1e9 + endTime[1])
    }
  })

  test('crosses to the tab as it is', () => {
    eventsOf(new RangeError('no such shelf'))
    const [span] = exporter.getFinishedSpans()
    if (span === undefined) throw new Error('no span')
    const record = readSpanRecord(
      toRecord(span, {
        state: 'ended',
        resource: 'r',
        content: true,
        words: true,
        parentSource: undefined,
        chunks: undefined,
        firstChunkOffset: undefined,
      }),
    )
    expect(record?.events).toEqual([
      { name: 'exception', timeUnixNano: expect.stringMatching(/^\d+$/), attributes: span.events[0]?.attributes },
    ])
  })

  test.each<readonly [string, unknown, object]>([
    ['a text', 'no such shelf', { 'exception.message': 'no such shelf' }],
    ['an object like an error', { name: 'ShelfError', message: 'none' }, { 'exception.type': 'ShelfError', 'exception.message': 'none' }],
    [
      'an error without a stack',
      Object.assign(new TypeError('none'), { stack: undefined }),
      { 'exception.type': 'TypeError', 'exception.message': 'none' },
    ],
    [
      'an error without words',
      Object.assign(new TypeError(), { stack: 'where' }),
      { 'exception.type': 'TypeError', 'exception.stacktrace': 'where' },
    ],
  ])('%s has what is known of it', (_what, thrown, attributes) => {
    expect(eventsOf(thrown)).toEqual([['exception', attributes]])
  })

  test.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['a number', 42],
    ['what the page stopped itself', new DOMException('left', 'AbortError')],
  ])('%s is no exception', (_what, thrown) => {
    expect(() => executeTool({ toolName: 't' }, () => { throw thrown })).toThrow() // prettier-ignore
    expect(exporter.getFinishedSpans()[0]?.events).toEqual([])
  })

  test('has no credential in its message or its stack', () => {
    const events = eventsOf(
      new Error('refused: sk-proj-abcdefghijklmnopqrstuvwxyz0123456789 at https://h/v1?key=AIzaSyA-planted-4711-planted-4711-pla'),
    )
    expect(stackIn(events)).toMatch(/^Error: refused: .*\n +at /)
    expect(JSON.stringify(events)).not.toMatch(/abcdefghijkl|planted/)
  })

  test('keeps the names of functions that sound like credentials', () => {
    const stack =
      'Error: x\n    at Api.authorization (http://localhost/a.js?v=12:1:2)\n    at async token (http://localhost/token/password.js:3:4)'
    expect(stackIn(eventsOf(Object.assign(new Error('x'), { stack })))).toBe(stack)
  })

  test(`is cut at ${MAX_STACK} characters of its stack, and says so`, () => {
    const stack = stackIn(eventsOf(Object.assign(new Error('x'), { stack: 'y'.repeat(MAX_STACK + 7) })))
    expect(stack).toBe(`${'y'.repeat(MAX_STACK)}… [7 more characters]`)
  })
})

describe('the page does not notice: of', () => {
  test.each<readonly [string, (ran: () => void) => unknown]>([
    [
      'stacks that the page writes',
      (ran) => {
        Object.defineProperty(Error, 'prepareStackTrace', { configurable: true, value: () => ran() })
        return new Error('x')
      },
    ],
    [
      'a getter in the place of what writes them',
      (ran) => {
        Object.defineProperty(Error, 'prepareStackTrace', { configurable: true, get: ran })
        return new Error('x')
      },
    ],
    ['a getter of the page’s', (ran) => Object.defineProperty(new Error('x'), 'stack', { get: ran })],
    [
      'a getter of its class',
      (ran) => {
        class Own extends Error {}
        Object.defineProperty(Own.prototype, 'stack', { get: ran })
        const error = new Own('x')
        Reflect.deleteProperty(error, 'stack')
        return error
      },
    ],
    ['a stack that is no text', () => Object.assign(new Error('x'), { stack: ['x'] })],
  ])('%s nothing is read', (_what, make) => {
    let runs = 0
    const before = faultCount()
    const events = eventsOf(make(() => (runs += 1)))
    expect([runs, stackIn(events), faultCount()]).toEqual([0, '', before])
    expect(events).toEqual([['exception', expect.objectContaining({ 'exception.message': 'x' })]])
  })
})
