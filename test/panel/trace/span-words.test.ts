import { describe, expect, test } from 'vitest'
import { speakers } from '../../../panel/trace/calls-below.ts'
import type { LiveText, SpanView } from '../../../panel/trace/model.ts'
import { spanWords, talkWords } from '../../../panel/trace/span-words.ts'
import { StatusCode, type Attributes, type SpanContent } from '../../../sdk/protocol/records.ts'
import { draw, rowsOf, traceOf } from './drawing.ts'

const text = (content: string) => ({ type: 'text', content })
const user = (content: string) => ({ role: 'user', parts: [text(content)] })
const call = (id: string, name: string) => ({ type: 'tool_call', id, name, arguments: {} })
const result = (id: string) => ({ role: 'tool', parts: [{ type: 'tool_call_response', id, response: 'x' }] })
const assistant = (...parts: { readonly type: string }[]) => ({ role: 'assistant', parts })

interface Given {
  readonly class?: SpanView['class']
  readonly outcome?: SpanView['outcome']
  readonly statusMessage?: string
  readonly content?: SpanContent
  readonly attributes?: Attributes
  readonly live?: readonly LiveText[]
}

function wordsOf({ class: spanClass = 'inference', outcome = 'ok', statusMessage, content, attributes = {}, live = [] }: Given) {
  const [drawn] = draw('chat m  0..9')
  if (drawn === undefined) throw new Error('no span')
  const record = { ...drawn, attributes, status: { code: StatusCode.unset }, ...(content === undefined ? {} : { content }) }
  return spanWords({ class: spanClass, outcome, statusMessage }, { record, resource: undefined, live, events: [] })
}

describe('a call says', () => {
  test('what was asked last, in its first line, and the answer', () => {
    const content = {
      inputMessages: [user('Before'), assistant(text('a')), user('\n## How deep?\nAnd who?')],
      outputMessages: [assistant(text('10,935 m'))],
    }
    expect(wordsOf({ content })).toEqual({ asked: 'How deep?', input: '', output: '“10,935 m”' })
  })

  test('the tools whose results came, and those that it calls', () => {
    const content = {
      inputMessages: [user('Q'), assistant(call('1', 'search_web'), call('2', 'search_web')), result('1'), result('2')],
      outputMessages: [assistant(text('I read.'), call('3', 'read_file'), call('4', 'write_file'))],
    }
    expect(wordsOf({ content })).toEqual({ asked: 'Q', input: 'search_web ×2', output: 'read_file, write_file' })
  })

  test('only the newest results, and those of calls that were left out as tools', () => {
    const inputMessages = [user('Q'), assistant(call('1', 'a')), result('1'), assistant(call('2', 'b')), result('2')]
    expect(wordsOf({ content: { inputMessages } }).input).toBe('b')
    expect(wordsOf({ content: { inputMessages: [result('9')], truncatedMessages: 4 } }).input).toBe('tool')
  })

  test('a picture where nothing else was asked', () => {
    const picture = { role: 'user', parts: [{ type: 'blob', modality: 'image', content: 'AA' }] }
    expect(wordsOf({ content: { inputMessages: [picture] } }).asked).toBe('[image]')
  })

  test('nothing where there is no content', () => {
    expect(wordsOf({})).toEqual({ asked: '', input: '', output: '' })
    expect(wordsOf({ content: { inputMessages: [], outputMessages: [] } })).toEqual({ asked: '', input: '', output: '' })
  })

  test('what failed, in the words of the provider', () => {
    const failed = { outcome: 'error', content: { inputMessages: [user('Q')] } } as const
    expect(wordsOf({ ...failed, statusMessage: 'Rate limit\nreached' }).output).toBe('Rate limit reached')
    expect(wordsOf(failed).output).toBe('')
  })

  test('that the page did not read those words', () => {
    const attributes = { 'genai_devtools.http.status_code': 429, 'genai_devtools.http.retry_after': '2' }
    expect(wordsOf({ outcome: 'error', attributes }).output).toBe("the page did not read the provider's message, retry-after: 2")
    expect(wordsOf({ outcome: 'ok', attributes }).output).toBe('')
  })

  test('which attempt it is: the attribute counts retries', () => {
    expect(wordsOf({ attributes: { 'genai_devtools.retry.attempt': 1 } }).attempt).toBe(2)
    for (const attempt of [0, -1, 'x'])
      expect(wordsOf({ attributes: { 'genai_devtools.retry.attempt': attempt } })).not.toHaveProperty('attempt')
  })

  test('words from right to left are isolated', () => {
    const content = { inputMessages: [user('ما العمق؟')], outputMessages: [assistant(call('1', 'بحث'), call('2', 'b'))] }
    expect(wordsOf({ content })).toEqual({ asked: 'ما العمق؟', input: '', output: '\u2068بحث\u2069, b' })
  })
})

describe('while it streams', () => {
  const live = (part: LiveText['part'], said: string): LiveText => ({ choice: 0, part, index: 0, text: said })
  test.each<[string, readonly LiveText[], string]>([
    ['its text', [live('reasoning', 'hm'), live('text', 'The **trench')], '“The **trench”'],
    ['that it reasons', [live('reasoning', 'hm')], 'reasoning…'],
    ['that it calls a tool', [live('reasoning', 'hm'), live('tool_arguments', '{')], 'tool call…'],
  ])('%s', (_, texts, output) => expect(wordsOf({ outcome: 'running', live: texts }).output).toBe(output))
})

describe('other spans say', () => {
  test.each<[string, Given, { readonly input: string; readonly output: string }]>([
    [
      'a tool its arguments and its result',
      { class: 'tool', content: { toolCallArguments: { query: 'mariana' }, toolCallResult: { hits: [1, 2, 3] } } },
      { input: 'query: mariana', output: 'hits: 3 items' },
    ],
    [
      'a failed tool why',
      { class: 'mcp', outcome: 'error', statusMessage: 'no such file', content: { toolCallArguments: '{"path":"a.md"}' } },
      { input: 'path: a.md', output: 'no such file' },
    ],
    [
      'embeddings how many',
      { class: 'embeddings', content: { inputMessages: [user('a'), user('b'), user('c')] } },
      { input: '3 inputs', output: '' },
    ],
    ['one embedding what of', { class: 'embeddings', content: { inputMessages: [user('a b')] } }, { input: '“a b”', output: '' }],
    [
      'a retrieval what was looked for',
      {
        class: 'retrieval',
        attributes: { 'gen_ai.retrieval.query.text': 'trench', 'gen_ai.retrieval.documents': '[{"id":"1"},{"id":"2"}]' },
      },
      { input: '“trench”', output: '2 items' },
    ],
  ])('%s', (_, given, words) => expect(wordsOf(given)).toEqual({ asked: '', ...words }))

  test('an agent what its calls say, where it says nothing itself', () => {
    const [own, first, last] = ['', 'F', 'L'].map((name) => ({ asked: name && `${name}?`, input: 'x', output: name }))
    if (own === undefined || first === undefined || last === undefined) throw new Error('no words')
    expect(talkWords({ ...own, input: '' }, first, last)).toEqual({ asked: 'F?', input: '', output: 'L' })
    expect(talkWords(first, last, last)).toEqual({ asked: 'F?', input: 'x', output: 'F' })
    expect(talkWords(own, undefined, undefined)).toEqual(own)
  })
})

describe('who speaks for an agent', () => {
  const trace = traceOf(`
    invoke_agent a  0..100
      chat 1  1..9
      execute_tool t  10..20
        chat inside  11..12
      invoke_agent b  20..60
        chat 2  21..29
        chat 3  30..39
      embeddings e  61..62
      chat 4  70..90
    chat other trace  200..201`)
  const { first } = rowsOf(trace).flatMap((row) => (row.type === 'trace' ? row.trace : []))[0] ?? { first: -1 }
  const names = (end: 'first' | 'last', most: number) => speakers(trace.tables, first, end, most).map((index) => trace.span(index).name)

  test('the calls below it from both ends, without those of its tools and those of other traces', () => {
    expect(names('first', 9)).toEqual(['invoke_agent a', 'chat 1', 'invoke_agent b', 'chat 2', 'chat 3', 'chat 4'])
    expect(names('last', 9)).toEqual(['invoke_agent a', 'chat 4', 'invoke_agent b', 'chat 3', 'chat 2', 'chat 1'])
    expect(names('last', 2)).toEqual(['invoke_agent a', 'chat 4'])
    expect(speakers(trace.tables, -1, 'first', 9)).toEqual([])
  })

  test('looks at a few hundred spans, however many there are', () => {
    const wide = traceOf(`invoke_agent a  0..100\n${'  execute_tool t  1..2\n'.repeat(2_000)}  chat last  50..60`)
    expect(speakers(wide.tables, 0, 'first', 4)).toEqual([0])
    expect(speakers(wide.tables, 0, 'last', 4)).toHaveLength(2)
  })
})
