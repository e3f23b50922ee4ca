import { signal } from '@preact/signals'
import { afterEach, describe, expect, test } from 'vitest'
import type { SpanContent, SpanRecord } from '../../../sdk/protocol/records.ts'
import { createFind, type Find } from '../../../panel/store/find.ts'
import type { Tab } from '../../../panel/store/store.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import type { RowKey } from '../../../panel/trace/span-key.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { ingest } from '../../support/ingest.ts'
import { until } from '../../support/until.ts'
import { draw, entriesOf, keyOfLine, keyOfTrace, lineId, PAGE } from '../trace/drawing.ts'

const DRAWING = `
  invoke_agent researcher  0..900
    chat gpt-5  10..300
    execute_tool search_web  300..400
    chat gpt-5  400..
  chat claude-x  1000..1100  error=429`

const CONTENT: { readonly [line: number]: SpanContent } = {
  2: { inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'How deep is the Mariana Trench?' }] }] },
  3: { toolCallArguments: { query: 'mariana depth', near: ['Guam', { km: 10.9 }] }, toolCallResult: 'a result\nof lines' },
  5: {
    toolDefinitions: [{ type: 'function', name: 'lookup', description: 'Looks up a TRENCH' }],
    outputMessages: [
      {
        role: 'assistant',
        parts: [
          { type: 'blob', content: 'bWFyaWFuYQmariana' },
          { type: 'tool_call', name: 'dive', arguments: { Trench: 1 } },
        ],
      },
    ],
  },
}

const found: Find[] = []
afterEach(() => {
  for (const find of found.splice(0)) find.dispose()
})

interface Bar {
  readonly trace: Trace
  readonly find: Find
  readonly version: { value: number }
  readonly collapsed: { value: ReadonlySet<RowKey> }
  readonly shown: () => string
  readonly look: (text: string, how?: { readonly regex?: boolean; readonly matchCase?: boolean }) => Promise<readonly string[]>
}

function bar(records: readonly SpanRecord[] = spans()): Bar {
  const trace = createTrace()
  ingest(trace, PAGE, entriesOf(records), 0)
  const version = signal(trace.version)
  const collapsed = signal<ReadonlySet<RowKey>>(new Set())
  const [selected, detailsOpen, tab] = [signal<RowKey | undefined>(undefined), signal(false), signal<Tab>('messages')]
  const toggle = (key: RowKey) => (collapsed.value = new Set([...collapsed.value].filter((each) => each !== key)))
  const find = createFind({ trace, version, reading: signal(undefined), collapsed, toggle, selected, detailsOpen, tab })
  found.push(find)
  const shown = () => (detailsOpen.value ? `${lineOf(selected.value)} ${tab.value}` : 'nothing')
  return {
    trace,
    find,
    version,
    collapsed,
    shown,
    async look(text, { regex = false, matchCase = false } = {}) {
      find.close()
      ;[find.text.value, find.regex.value, find.matchCase.value] = [text, regex, matchCase]
      find.open()
      await until('all was looked through', () => find.progress.value === undefined)
      const all: string[] = []
      for (let at = 0; at < find.count.value; at++) {
        all.push(shown())
        find.step(1)
      }
      return all
    },
  }
}

function spans(): readonly SpanRecord[] {
  return draw(DRAWING).map((span, index) => ({
    ...span,
    ...(CONTENT[index + 1] !== undefined && { content: CONTENT[index + 1] }),
    ...(index === 4 && {
      status: { code: 2, message: 'Slow down' },
      events: [{ name: 'retry', timeUnixNano: '1', attributes: { 'a.reason': 'too fast' } }],
    }),
  }))
}

const lineOf = (key: string | undefined) => Number.parseInt(key?.split(' ').at(-1) ?? '', 16)

describe('what is found', () => {
  test.each([
    ['mariana', {}, ['2 messages', '3 messages']],
    ['Mariana', { matchCase: true }, ['2 messages']],
    ['trench', {}, ['2 messages', '5 messages']],
    ['Trench', { matchCase: true }, ['2 messages', '5 messages']],
    ['guam', {}, ['3 messages']],
    ['near', {}, ['3 messages']],
    ['10.9', {}, ['3 messages']],
    ['10.9', { regex: true }, ['3 messages']],
    ['1.+9', { regex: true }, ['3 messages']],
    ['^dive$', { regex: true }, ['5 messages']],
    ['claude', {}, ['5 attributes']],
    ['429', {}, ['5 attributes']],
    ['slow down', {}, ['5 messages']],
    ['retry', {}, ['5 events']],
    ['too fast', {}, ['5 events']],
    ['a.reason', {}, ['5 events']],
    ['assistant', {}, []],
    ['bWFy', {}, []],
    [lineId(3), {}, ['3 attributes']],
    ['gen_ai.operation.name', {}, ['1 attributes', '2 attributes', '3 attributes', '4 attributes', '5 attributes']],
    ['', {}, []],
    ['[', {}, []],
    ['nothing', {}, []],
  ] as const)('%s %j', async (text, how, expected) => {
    expect(await bar().look(text, how)).toEqual(expected)
  })

  test('a bad regular expression is told', async () => {
    const { find, look } = bar()
    expect(await look('[', { regex: true })).toEqual([])
    expect(find.problem.value).toContain('Invalid regular expression')
    find.regex.value = false
    expect(find.problem.value).toBeUndefined()
  })
})

test('next and previous go round', async () => {
  const { find, look, shown } = bar()
  await look('trench')
  expect([find.at.value, find.count.value, shown()]).toEqual([0, 2, '2 messages'])
  find.step(-1)
  expect([find.at.value, shown()]).toEqual([1, '5 messages'])
  find.step(1)
  expect([find.at.value, shown()]).toEqual([0, '2 messages'])
})

test('a hit under folded rows unfolds them, and no others', async () => {
  const { collapsed, look } = bar()
  collapsed.value = new Set([keyOfTrace(1), keyOfLine(1), keyOfTrace(2)])
  await look('mariana')
  expect([...collapsed.value]).toEqual([keyOfTrace(2)])
})

test('a span that ends is looked through again, and one that goes is found no more', async () => {
  const { trace, find, version, look, shown } = bar()
  expect(await look('mariana')).toHaveLength(2)
  const [running] = spans().slice(3, 4)
  if (running === undefined) throw new Error('no span')
  const content = { outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'The Mariana Trench is 10,935 m deep' }] }] }
  ingest(trace, PAGE, entriesOf([{ ...running, state: 'ended', endTimeUnixNano: '1790000000900000000', content }], 100), 0)
  version.value++
  await until('the third hit', () => find.count.value === 3)
  find.step(-1)
  expect(shown()).toBe('4 messages')
  trace.clear()
  find.step(1)
  expect([find.at.value, find.count.value]).toEqual([-1, 0])
})

test('what is stopped keeps what was found, and closed it finds nothing', async () => {
  const many = Array.from({ length: 20_000 }, (_, index) => {
    const [span] = draw(`chat gpt-${index}  ${index}..${index + 1}`)
    return span && { ...span, spanId: lineId(index + 1) }
  }).filter((span) => span !== undefined)
  const { find } = bar(many)
  find.open('gpt')
  expect(find.progress.value).toEqual({ searched: 0, of: 20_000 })
  await until('some were found', () => find.count.value > 0)
  find.cancel()
  await until('it stopped', () => find.progress.value === undefined)
  expect(find.count.value).toBeGreaterThan(0)
  expect(find.count.value).toBeLessThan(20_000)
  find.close()
  expect([find.pattern.value, find.count.value]).toEqual([undefined, 0])
})
