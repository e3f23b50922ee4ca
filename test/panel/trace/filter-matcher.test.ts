import { describe, expect, test } from 'vitest'
import { parseFilter } from '../../../panel/trace/filter-parse.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import { ATTR_GEN_AI_INPUT_MESSAGES, ATTR_GEN_AI_OPERATION_NAME } from '../../../sdk/semconv.ts'
import { ingest } from '../../support/ingest.ts'
import { draw, entriesOf, lineId, PAGE, traceId, traceOf } from './drawing.ts'

const CALLS = `
  invoke_agent researcher  0..6300
    chat claude-x  10..1210  first=400  tokens=300/150
    execute_tool search_web  1210..2010
    chat claude-x  2010..5110  first=2500  tokens=700/190
    invoke_agent writer  5110..5800
      chat gpt-5-mini  5120..5700  tokens=50/9
    chat claude-x  5810..6290  tokens=150/60  reason=max_tokens
  chat gpt-5  7000..  first=7500
  embeddings small  8000..8050  tokens=12/  error=429`

/** What is left, a line each. */
function kept(trace: Trace, text: string): readonly string[] {
  const matches = trace.matcher(parseFilter(text))
  return [...trace.spans()].filter(matches).map((index) => {
    const span = trace.span(index)
    return `${span.operation} ${span.model ?? span.subject} ${span.start % 100_000}`
  })
}

const trace = traceOf(CALLS)
const start = (kept(trace, 'agent:researcher')[0] ?? '').split(' ').at(-1)
const at = Number(start)
const show = (text: string): readonly string[] =>
  kept(trace, text).map((line) => line.replace(/ (\d+)$/, (_, time) => ` ${Number(time) - at}`))

describe('what a filter keeps', () => {
  test.each([
    ['', 9],
    ['chat', 5],
    ['CLAUDE', 3],
    ['-claude', 6],
    ['chat -claude', 2],
    ['model:gpt-5', 2],
    ['model:"gpt-5"', 1],
    ['model:gpt-5*', 2],
    ['model:*-5', 1],
    ['model:/^gpt-\\d$/', 1],
    ['model:/^GPT/', 0],
    ['model:/^GPT/i', 2],
    ['model:claude,gpt', 5],
    ['-model:claude,gpt', 4],
    ['kind:llm', 5],
    ['kind:ll', 5],
    ['kind:chat', 5],
    ['kind:agent', 2],
    ['kind:agent,tool', 3],
    ['kind:tool', 1],
    ['kind:embeddings', 1],
    ['kind:execute', 1],
    ['kind:mcp', 0],
    ['-kind:llm', 4],
    ['tool:search', 1],
    ['tool:researcher', 0],
    ['status:ok', 7],
    ['status:error', 1],
    ['status:429', 1],
    ['status:err', 1],
    ['status:running', 1],
    ['status:streaming', 1],
    ['status:waiting', 0],
    ['status:aborted', 0],
    ['status:cut-off', 1],
    ['status:cut', 1],
    ['status:cut-off,error', 2],
    ['-status:ok', 2],
    ['finish:max_tokens', 1],
    ['has:error', 1],
    ['has:cache', 0],
    ['has:content', 0],
    ['name:chat', 5],
    ['provider:nobody', 0],
    ['conversation:c', 0],
    ['tokens>1000', 1],
    ['tokens>889', 2],
    ['tokens<60', 3],
    ['input>=300 kind:llm', 2],
    ['output<100 kind:llm', 2],
    ['duration>1.5s kind:llm', 1],
    ['duration>=480ms kind:llm', 4],
    ['ttft>400ms', 2],
    ['-ttft>400ms', 7],
    ['cached>50%', 0],
    ['nothing', 0],
    ['/^chat$/', 5],
    ['tool:/search_(web|net)/ kind:tool', 1],
  ])('%s: %i spans', (text, count) => {
    expect(show(text)).toHaveLength(count)
  })

  test('an agent has what runs under it, and not what runs under an agent of its own', () => {
    expect(show('agent:writer')).toEqual(['invoke_agent writer 5110', 'chat gpt-5-mini 5120'])
    expect(show('agent:researcher')).toHaveLength(5)
    expect(show('-agent:researcher,writer')).toHaveLength(2)
  })

  test('an agent that says nothing of tokens has those of its calls', () => {
    expect(show('tokens>1000')).toEqual(['invoke_agent researcher 0'])
  })
})

test('a filter stays right while spans come, go and change', () => {
  const changing = createTrace({ spans: 6, bytes: 1e9 })
  const filter = parseFilter('model:gpt')
  const come = (round: number, model: string): void => {
    const spans = draw(`chat ${model}  ${round * 100}..${round * 100 + 10}`)
    const named = spans.map((span) => ({ ...span, traceId: traceId(round), spanId: lineId(round) }))
    ingest(changing, PAGE, entriesOf(named, round * 10), 0)
  }
  const counted = () => [...changing.spans()].filter(changing.matcher(filter)).length
  come(1, 'gpt-5')
  const first = changing.matcher(filter)
  expect(counted()).toBe(1)
  // Numbers of words that went are used again for others.
  for (let round = 2; round <= 20; round++) {
    come(round, `${round % 2 === 0 ? 'gpt' : 'claude'}-${round}`)
    const models = Array.from(changing.spans(), (index) => changing.span(index).model ?? '')
    expect(counted()).toBe(models.filter((model) => model.startsWith('gpt')).length)
    expect(changing.filterValues('model').toSorted()).toEqual(models.toSorted())
  }
  expect(counted()).toBe(3)
  expect(changing.matcher(filter)).toBe(first)
  changing.clear()
  come(30, 'gpt-5')
  expect(counted()).toBe(1)
})

test('what a span says in words can be asked for, whether it came as content, in attributes or streamed in', () => {
  const talking = createTrace()
  const spans = draw(`
    invoke_agent a  0..90
      chat content  1..10
      chat attribute  11..20
      execute_tool f  21..30
      chat silent  31..40
      chat streams  41..`)
  const said: readonly Partial<SpanRecord>[] = [
    {},
    { content: { outputMessages: [{ role: 'assistant', parts: [] }] } },
    { attributes: { [ATTR_GEN_AI_OPERATION_NAME]: 'chat', [ATTR_GEN_AI_INPUT_MESSAGES]: 'not the conventions’ shape' } },
    { content: { toolCallResult: 0 } },
  ]
  ingest(talking, PAGE, entriesOf(spans.map((span, line) => ({ ...span, ...said[line] }))))
  const names = (text: string) => [...talking.spans()].filter(talking.matcher(parseFilter(text))).map((index) => talking.span(index).name)
  expect(names('has:content')).toEqual(['chat content', 'chat attribute', 'execute_tool f'])
  ingest(talking, PAGE, [
    { seq: 900, delta: { spanId: lineId(6), choice: 0, part: 'text', index: 0, text: 'Hel', at: spans[5]?.startTimeUnixNano ?? '0' } },
  ])
  expect(names('-has:content')).toEqual(['invoke_agent a', 'chat silent'])
  // The record of its end says no words: what streamed in is there all the same.
  ingest(
    talking,
    PAGE,
    entriesOf(
      draw('chat streams  41..50').map((span) => ({ ...span, spanId: lineId(6) })),
      901,
    ),
  )
  expect(names('has:content')).toContain('chat streams')
})

test('what is there can follow a key', () => {
  expect(trace.filterValues('model')).toEqual(['claude-x', 'gpt-5-mini', 'gpt-5', 'small'])
  expect(trace.filterValues('agent')).toEqual(['researcher', 'writer'])
  expect(trace.filterValues('tool')).toEqual(['search_web'])
  expect(trace.filterValues('finish')).toContain('max_tokens')
  expect(trace.filterValues('status')).toContain('429')
  expect(trace.filterValues('tokens')).toEqual([])
  expect(trace.filterValues('nonsense')).toEqual([])
})
