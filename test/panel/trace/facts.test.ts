import { describe, expect, test } from 'vitest'
import { SpanKind } from '../../../sdk/protocol/records.ts'
import type { Attributes, SpanRecord } from '../../../sdk/protocol/records.ts'
import { firstChunkOffset, readFacts } from '../../../panel/trace/facts.ts'
import { draw, print, traceOf } from './drawing.ts'
import { recordOf } from '../../support/trace-details.ts'

function span(name: string, attributes: Attributes, change: Partial<SpanRecord> = {}): SpanRecord {
  const [record] = draw('x  0..1')
  if (record === undefined) throw new Error('drawing')
  return { ...record, name, attributes, ...change }
}

describe('class, word and subject', () => {
  const op = (operation: string, more: Attributes = {}): Attributes => ({ 'gen_ai.operation.name': operation, ...more })
  test.each([
    ['chat gpt-5', op('chat', { 'gen_ai.request.model': 'gpt-5' }), 'inference', 'chat', ''],
    ['generate_content g', op('generate_content'), 'inference', 'generate_content', ''],
    ['embeddings e', op('embeddings'), 'embeddings', 'embeddings', ''],
    ['invoke_agent researcher', op('invoke_agent'), 'agent', 'invoke_agent', 'researcher'],
    ['anything', op('invoke_agent', { 'gen_ai.agent.name': 'writer' }), 'agent', 'invoke_agent', 'writer'],
    ['invoke_workflow w', op('invoke_workflow', { 'gen_ai.workflow.name': 'w' }), 'workflow', 'invoke_workflow', 'w'],
    ['execute_tool f', op('execute_tool', { 'gen_ai.tool.name': 'f' }), 'tool', 'execute_tool', 'f'],
    ['retrieval docs', op('retrieval', { 'gen_ai.data_source.id': 'docs' }), 'retrieval', 'retrieval', 'docs'],
    ['rerank', op('rerank'), 'other', 'rerank', ''],
    ['GET /users', {}, 'other', 'GET /users', ''],
    ['m', { 'gen_ai.system': 'OpenAI', 'gen_ai.request.model': 'm' }, 'inference', 'm', ''],
  ])('%s', (name, attributes, spanClass, operation, subject) => {
    expect(readFacts(span(name, attributes))).toMatchObject({ class: spanClass, operation, subject })
  })

  test('an MCP request on the wire is MCP, a tool with MCP attributes a tool', () => {
    const attributes = op('execute_tool', { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'weather' })
    const client = readFacts(span('tools/call weather', attributes, { kind: SpanKind.client }))
    expect(client).toMatchObject({ class: 'mcp', operation: 'tools/call', subject: 'weather' })
    expect(readFacts(span('execute_tool weather', attributes)).class).toBe('tool')
    expect(readFacts(span('tools/list', { 'mcp.method.name': 'tools/list' })).class).toBe('mcp')
  })
})

test('reads names of earlier conventions, the current name first', () => {
  const earlier = { 'gen_ai.system': 'gemini', 'gen_ai.usage.prompt_tokens': 10, 'gen_ai.usage.completion_tokens': 4 }
  const facts = readFacts(
    span('chat', { ...earlier, 'gen_ai.usage.cache_creation.input_tokens': 3, 'gen_ai.response.finish_reason': 'stop' }),
  )
  expect(facts).toMatchObject({ provider: 'gcp.gemini', tokens: { input: 10, output: 4, cacheWrite: 3 }, finishReasons: ['stop'] })
  expect(readFacts(span('chat', { ...earlier, 'gen_ai.usage.input_tokens': 12, 'gen_ai.provider.name': 'gemini' }))).toMatchObject({
    provider: 'gemini',
    tokens: { input: 12 },
  })
})

test.each([
  ['length', true],
  ['max_tokens', true],
  ['MAX_TOKENS', true],
  ['max_output_tokens', true],
  ['model_context_window_exceeded', true],
  ['stop', false],
  ['tool_use', false],
  ['content_filter', false],
])('finish reason %s: cut off is %s, the words stay', (reason, cutOff) => {
  expect(readFacts(span('chat', { 'gen_ai.response.finish_reasons': [reason] }))).toMatchObject({ finishReasons: [reason], cutOff })
})

test.each([
  [{ attributes: {} }, 'ok'],
  [{ attributes: { 'genai_devtools.end': 'completed' } }, 'ok'],
  [{ attributes: { 'genai_devtools.end': 'aborted', 'error.type': 'AbortError' }, status: { code: 2 } }, 'aborted'],
  [{ attributes: { 'genai_devtools.end': 'cancelled' } }, 'aborted'],
  [{ attributes: { 'genai_devtools.end': 'page_hidden' } }, 'aborted'],
  [{ attributes: { 'genai_devtools.end': 'shutdown' } }, 'aborted'],
  [{ attributes: { 'genai_devtools.end': 'incomplete' } }, 'error'],
  [{ attributes: { 'error.type': '429' } }, 'error'],
  [{ attributes: {}, status: { code: 2 } }, 'error'],
  [{ attributes: {}, state: 'running' }, 'aborted'],
] as const)('outcome of %j', (change, outcome) => {
  expect(readFacts(span('chat', {}, change)).outcome).toBe(outcome)
})

test('a token count that is none is not read', () => {
  expect(readFacts(span('chat', { 'gen_ai.usage.input_tokens': 9, 'genai_devtools.usage.estimated': true })).tokens).toEqual({
    input: 9,
    estimated: true,
  })
  expect(readFacts(span('chat', { 'gen_ai.usage.input_tokens': -1, 'gen_ai.usage.output_tokens': '7' })).tokens).toEqual({})
})

test('the first chunk is said by the record, or by the conventions in seconds', () => {
  expect(firstChunkOffset(span('chat', { 'gen_ai.response.time_to_first_chunk': 0.25 }))).toBe(250)
  expect(firstChunkOffset(span('chat', { 'gen_ai.response.time_to_first_chunk': 0.25 }, { firstChunkOffset: 3 }))).toBe(3)
  expect(firstChunkOffset(span('chat', {}))).toBeUndefined()
})

describe('sums', () => {
  test('count the innermost calls: usage of agents, and of a client around the wire, repeats theirs', () => {
    const trace = traceOf(`
      invoke_agent a  0..100  tokens=1000/1000
        chat outer  1..60  tokens=10/20
          chat wire  2..59  tokens=10/21
        chat alone  61..70  tokens=1/
          execute_tool t  62..69
        chat around  71..90  tokens=5/5
          chat silent  72..89`)
    expect(print(trace)).toBe(`a: 7 spans, 16 → 26
  ▾ invoke_agent a: 100 ms, 16 → 26
    ▾ chat outer: 59 ms, 10 → 21
      chat wire: 57 ms, slowest, 10 → 21
    ▾ chat alone: 9 ms, 1 → ?
      execute_tool t: 7 ms
    ▾ chat around: 19 ms, 5 → 5
      chat silent: 17 ms`)
  })

  test('count an agent that no call is seen below, as one behind a service', () => {
    const trace = traceOf(`
      invoke_agent a  0..100  tokens=1000/1000
        invoke_agent remote  1..60  first=20  tokens=10/20
        chat m  61..70  tokens=1/1`)
    expect(print(trace)).toBe(`a: 3 spans, 11 → 21
  ▾ invoke_agent a: 100 ms, 11 → 21
    invoke_agent remote: 59 ms, waiting 19 ms, streaming 40 ms, 10 → 20
    chat m: 9 ms, 1 → 1`)
  })

  test('one call has nothing to be slower than', () => {
    expect(print(traceOf('invoke_agent a  0..9\n  chat m  1..8'))).not.toContain('slowest')
    expect(print(traceOf('invoke_agent a  0..9\n  chat m  1..8\n  chat m  2..'))).toContain('chat m: 7 ms, slowest')
  })
})

test('times that cannot be are drawn as far as they can', () => {
  const trace = traceOf('chat m  100..50  first=400')
  expect(print(trace)).toContain('chat m: 0 ms, waiting 0 ms, streaming 0 ms')
  expect(recordOf(trace, 0).firstChunkOffset).toBe(300)
})
