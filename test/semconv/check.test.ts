/** The check itself: a span that is right passes, and each way of going wrong is found. */
import { describe, expect, test } from 'vitest'
import { requirement } from '../support/require.ts'
import { findingsOf } from './check.ts'
import { absentModel, modelDirectory, modelPresent, readModel } from './model.ts'
import { checkedOtlp, type CheckedSpan, type Wire } from './span.ts'

const wire: Wire = {
  url: new URL('https://api.openai.com/v1/chat/completions'),
  request: { model: 'gpt-5', temperature: 0.5, seed: 7, n: 2 },
  answer: [{ id: 'c1', model: 'gpt-5-1', choices: [{ finish_reason: 'stop' }], usage: { prompt_tokens: 3, completion_tokens: 4 } }],
  status: 200,
}
const message = JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: 'hi' }] }])
const chat: CheckedSpan = {
  name: 'chat gpt-5',
  kind: 2,
  failed: false,
  events: [],
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-5',
    'gen_ai.request.temperature': 0.5,
    'gen_ai.request.seed': 7,
    'gen_ai.request.choice.count': 2,
    'gen_ai.response.id': 'c1',
    'gen_ai.response.model': 'gpt-5-1',
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': 3,
    'gen_ai.usage.output_tokens': 4,
    'gen_ai.output.messages': message,
    'server.address': 'api.openai.com',
    'server.port': 443,
    'openai.api.type': 'chat_completions',
    'genai_devtools.end': 'completed',
  },
  wire,
}
const tool: CheckedSpan = {
  name: 'execute_tool t',
  kind: 0,
  failed: false,
  events: [],
  attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 't' },
}
const mcp: CheckedSpan = {
  name: 'tools/call add',
  kind: 2,
  failed: false,
  events: [],
  attributes: {
    'mcp.method.name': 'tools/call',
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'add',
    'jsonrpc.request.id': '1',
    'network.protocol.name': 'http',
    'network.transport': 'tcp',
  },
}
const but = (span: CheckedSpan, attributes: CheckedSpan['attributes'], more: Partial<CheckedSpan> = {}): CheckedSpan => {
  const all = Object.entries({ ...span.attributes, ...attributes }).filter(([, value]) => value !== undefined)
  return { ...span, attributes: Object.fromEntries(all), ...more }
}
const parts = (...all: readonly object[]) => JSON.stringify([{ role: 'user', parts: all }])
const functionTool = (parameters: unknown) => JSON.stringify([{ type: 'function', name: 'f', parameters }])

describe.skipIf(requirement('semconv', modelPresent, absentModel))('the check', () => {
  const model = modelPresent ? readModel(modelDirectory) : undefined
  const found = (span: CheckedSpan): readonly string[] =>
    model === undefined
      ? []
      : [...new Set(findingsOf(span, model).map(({ level, rule, attribute }) => `${level} ${rule} ${attribute}`.trim()))]

  test.each<[string, CheckedSpan]>([
    ['a chat', chat],
    ['a tool', tool],
    ['a tool of an agent', but(tool, { 'gen_ai.agent.name': 'a' }, { agent: 'a' })],
    ['a call of MCP', mcp],
    ['a tool that calls by MCP', but(tool, { ...mcp.attributes, 'gen_ai.tool.name': 't' })],
    ['a failed call', but(chat, { 'error.type': '429' }, { failed: true })],
    [
      'a chat without a model',
      but(
        chat,
        { 'gen_ai.provider.name': 'groq', 'gen_ai.request.model': undefined, 'openai.api.type': undefined },
        { name: 'chat', wire: { ...wire, request: {}, url: new URL('https://x.example/') } },
      ),
    ],
    ['a part of a type that nobody knows', but(chat, { 'gen_ai.input.messages': parts({ type: 'thought', x: 1 }) })],
    ['what is none of its business', { ...tool, name: 'GET /', attributes: { 'http.request.method': 'GET' } }],
  ])('passes %s', (_name, span) => {
    expect(found(span)).toEqual([])
  })

  test.each<[string, CheckedSpan, readonly string[]]>([
    ['a kind', { ...chat, kind: 0 }, ['SHOULD kind']],
    ['a name', { ...chat, name: 'chat' }, ['MUST name']],
    ['a name of MCP', { ...mcp, name: 'tools/call' }, ['MUST name']],
    ['no operation', but(tool, { 'gen_ai.operation.name': undefined }), ['MUST missing gen_ai.operation.name']],
    ['no provider', but(chat, { 'gen_ai.provider.name': undefined, 'openai.api.type': undefined }), ['MUST missing gen_ai.provider.name']],
    ['no model, asked for', but(chat, { 'gen_ai.request.model': undefined }, { name: 'chat' }), ['MUST missing gen_ai.request.model']],
    [
      'no model, unread',
      but(chat, { 'gen_ai.request.model': undefined }, { name: 'chat', wire: { ...wire, request: undefined } }),
      ['SHOULD missing gen_ai.request.model'],
    ],
    ['no seed, asked for', but(chat, { 'gen_ai.request.seed': undefined }), ['MUST missing gen_ai.request.seed']],
    ['no temperature, asked for', but(chat, { 'gen_ai.request.temperature': undefined }), ['SHOULD missing gen_ai.request.temperature']],
    ['no port', but(chat, { 'server.port': undefined }), ['MUST missing server.port']],
    ['no tokens', but(chat, { 'gen_ai.usage.input_tokens': undefined }), ['SHOULD missing gen_ai.usage.input_tokens']],
    ['no agent on its tool', { ...tool, agent: 'a' }, ['MUST missing gen_ai.agent.name']],
    [
      'a model that comes late',
      { ...chat, early: { ...chat.attributes, 'gen_ai.request.model': undefined } },
      ['SHOULD late gen_ai.request.model'],
    ],
    ['a seed with a fraction', but(chat, { 'gen_ai.request.seed': 1.5 }), ['MUST type gen_ai.request.seed']],
    ['a seed as a text', but(chat, { 'gen_ai.request.seed': '7' }), ['MUST type gen_ai.request.seed']],
    ['an empty id', but(chat, { 'gen_ai.response.id': '' }), ['SHOULD missing gen_ai.response.id', 'MUST type gen_ai.response.id']],
    ['an empty reason', but(chat, { 'gen_ai.response.finish_reasons': [''] }), ['MUST type gen_ai.response.finish_reasons']],
    [
      'a reason that is none',
      but(chat, { 'gen_ai.response.finish_reasons': ['queued'] }),
      ['MUST no reason gen_ai.response.finish_reasons'],
    ],
    ['a value of its own', but(chat, { 'gen_ai.output.type': 'video' }), ['SHOULD value gen_ai.output.type']],
    ['noise', but(chat, { 'gen_ai.request.temperature': 0.11630000000004656 }), ['SHOULD noise gen_ai.request.temperature']],
    ['a name that nobody has', but(chat, { 'gen_ai.usage.total_tokens': 7 }), ['MUST unknown gen_ai.usage.total_tokens']],
    ['an old name', but(chat, { 'gen_ai.system': 'openai' }), ['MUST deprecated gen_ai.system']],
    ['an attribute of another type of span', but(chat, { 'gen_ai.agent.id': 'a' }), ['SHOULD unlisted gen_ai.agent.id']],
    ['error.type alone', but(chat, { 'error.type': '429' }), ['MUST status error.type']],
    ['ERROR alone', { ...chat, failed: true }, ['MUST missing error.type', 'MUST status error.type']],
    ['a sentence for a type', but(chat, { 'error.type': 'user 4711: not found' }, { failed: true }), ['MUST cardinality error.type']],
    ['an event of its own', { ...chat, events: ['gen_ai.chunk'] }, ['MUST event gen_ai.chunk']],
    ['no JSON', but(chat, { 'gen_ai.output.messages': '[{' }), ['MUST schema gen_ai.output.messages']],
    ['a message without parts', but(chat, { 'gen_ai.output.messages': '[{"role":"user"}]' }), ['MUST schema gen_ai.output.messages']],
    [
      'a blob without content',
      but(chat, { 'gen_ai.input.messages': parts({ type: 'blob', modality: 'image' }) }),
      ['MUST schema gen_ai.input.messages'],
    ],
    [
      'a picture in an address',
      but(chat, { 'gen_ai.input.messages': parts({ type: 'uri', modality: 'image', uri: `data:image/png;base64,${'A'.repeat(200)}` }) }),
      ['MUST data in words gen_ai.input.messages'],
    ],
    [
      'types in upper case',
      but(chat, { 'gen_ai.tool.definitions': functionTool({ type: 'OBJECT' }) }),
      ['MUST schema gen_ai.tool.definitions'],
    ],
    ['a list from a tool', but(tool, { 'gen_ai.tool.call.result': '[1]' }), ['SHOULD no object gen_ai.tool.call.result']],
  ])('finds %s', (_name, span, findings) => {
    expect(found(span)).toEqual(findings)
  })

  test('reads OTLP, and holds numbers to how it writes them', () => {
    const attributes = [
      { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
      { key: 'gen_ai.provider.name', value: { stringValue: 'groq' } },
      { key: 'gen_ai.request.temperature', value: { intValue: '1' } },
      { key: 'gen_ai.request.seed', value: { doubleValue: 7 } },
      { key: 'gen_ai.request.max_tokens', value: { intValue: '5' } },
    ]
    const agent = {
      spanId: 'a',
      name: 'invoke_agent a',
      kind: 1,
      attributes: [
        { key: 'gen_ai.operation.name', value: { stringValue: 'invoke_agent' } },
        { key: 'gen_ai.agent.name', value: { stringValue: 'a' } },
      ],
    }
    const nameless = {
      spanId: 't',
      parentSpanId: 'a',
      name: 'execute_tool t',
      kind: 1,
      attributes: [
        { key: 'gen_ai.operation.name', value: { stringValue: 'execute_tool' } },
        { key: 'gen_ai.tool.name', value: { stringValue: 't' } },
      ],
    }
    const document = {
      resourceSpans: [{ scopeSpans: [{ spans: [{ spanId: 'c', name: 'chat', kind: 3, status: {}, attributes }, nameless, agent] }] }],
    }
    expect(checkedOtlp(JSON.stringify(document)).map(found)).toEqual([
      ['MUST type gen_ai.request.temperature', 'MUST type gen_ai.request.seed'],
      ['MUST missing gen_ai.agent.name'],
      [],
    ])
  })
})
