/** Agents behind services, known by what is asked of them. */
import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import type { Api, RequestFacts } from '../../../sdk/provider/read/dialect.ts'
import { messageFaults } from '../../wire/message-shape.ts'
import { dialectOf, recognise } from '../../support/dialects.ts'

const OWN = 'https://app.example/api/chat'

function api(body: JsonValue | undefined, url = OWN, method = 'POST'): string | undefined {
  return recognise({ method, url: new URL(url), body })?.api
}

function facts(wire: Api, body: JsonValue | undefined, url = OWN, method = 'POST'): RequestFacts {
  const read = dialectOf(wire).readRequest({ method, url: new URL(url), body })
  expect(messageFaults(read.inputMessages ?? [])).toEqual([])
  return read
}

const rpc = (method: string, params: JsonValue) => ({ jsonrpc: '2.0', id: 1, method, params })
const message = { kind: 'message', role: 'user', messageId: 'm', contextId: 'ctx', parts: [{ kind: 'text', text: 'Hi' }] }

describe('Agent2Agent', () => {
  test.each<[string, JsonValue, string, boolean]>([
    ['message/send', { message }, 'invoke_agent', false],
    ['message/stream', { message }, 'invoke_agent', true],
    ['SendMessage', { message }, 'invoke_agent', false],
    ['SendStreamingMessage', { message }, 'invoke_agent', true],
    ['tasks/send', { id: 't', message }, 'invoke_agent', false],
    ['tasks/sendSubscribe', { id: 't', message }, 'invoke_agent', true],
    ['tasks/get', { id: 't' }, 'fetch_response', false],
    ['tasks/cancel', { id: 't' }, 'fetch_response', false],
    ['tasks/resubscribe', { id: 't' }, 'fetch_response', true],
    ['GetTask', { id: 't' }, 'fetch_response', false],
    ['CancelTask', { id: 't' }, 'fetch_response', false],
    ['SubscribeToTask', { id: 't' }, 'fetch_response', true],
  ])('%s', (method, params, operation, stream) => {
    const body = rpc(method, params)
    expect(api(body)).toBe('a2a')
    const read = facts('a2a', body)
    expect([read.operation, read.stream ?? false]).toEqual([operation, stream])
    expect(read.attributes).toMatchObject({
      'genai_devtools.wire': 'a2a',
      'genai_devtools.a2a.method': method,
      ...(operation === 'fetch_response' && { 'gen_ai.response.id': 't' }),
    })
    if (operation === 'invoke_agent') {
      expect(read.conversationId).toBe('ctx')
      expect(read.inputMessages).toEqual([{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }])
    }
  })

  test.each<[string, JsonValue]>([
    ['MCP’s tasks', rpc('tasks/get', { taskId: 't' })],
    ['a list of tasks', rpc('ListTasks', {})],
    ['a card', rpc('agent/getAuthenticatedExtendedCard', {})],
    ['a message that is none', rpc('message/send', { text: 'Hi' })],
    ['no JSON-RPC', { method: 'message/send', params: { message } }],
  ])('not %s', (_what, body) => {
    expect(api(body)).toBeUndefined()
  })

  test('1.0 names roles and files in its own way', () => {
    const asked = {
      role: 'ROLE_USER',
      messageId: 'm',
      parts: [{ text: 'See' }, { raw: 'AAAA', mediaType: 'image/png' }, { data: { n: 1 } }],
    }
    expect(facts('a2a', rpc('SendMessage', { message: asked })).inputMessages).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'See' },
          { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
          { type: 'data', data: { n: 1 } },
        ],
      },
    ])
  })
})

describe('AG-UI', () => {
  const input = {
    threadId: 'thr',
    runId: 'run',
    state: {},
    messages: [{ id: 'u', role: 'user', content: 'Hi' }],
    tools: [],
    context: [],
    forwardedProps: {},
  }

  test.each<[string, JsonValue, string | undefined]>([
    ['its input', input, 'ag-ui'],
    ['that of 1.0, where lists may be absent', { threadId: 't', runId: 'r', messages: [], protocolVersion: '1.0' }, 'ag-ui'],
    ['no thread', { ...input, threadId: '' }, undefined],
    ['a run of another kind', { threadId: 't', runId: 'r', messages: [] }, undefined],
  ])('%s', (_what, body, expected) => {
    expect(api(body)).toBe(expected)
  })

  test('messages, calls, media and tools', () => {
    const read = facts('ag-ui', {
      ...input,
      messages: [
        {
          id: 'u',
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'binary', mimeType: 'image/png', data: 'AAAA' },
          ],
        },
        {
          id: 'v',
          role: 'user',
          content: [{ type: 'image', source: { type: 'url', value: 'https://a.example/x.png', mimeType: 'image/png' } }],
        },
        { id: 'a', role: 'assistant', toolCalls: [{ id: 'c', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }] },
        { id: 't', role: 'tool', toolCallId: 'c', content: 'seen' },
      ],
      tools: [{ name: 'look', description: 'Looks', parameters: { type: 'object' } }],
    })
    expect(read).toMatchObject({ stream: true, conversationId: 'thr', attributes: { 'genai_devtools.wire': 'ag-ui' } })
    expect(read.inputMessages).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'See' },
          { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
        ],
      },
      { role: 'user', parts: [{ type: 'uri', modality: 'image', mime_type: 'image/png', uri: 'https://a.example/x.png' }] },
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'look', arguments: { at: 1 } }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: 'seen' }] },
    ])
    expect(read.toolDefinitions).toEqual([{ type: 'function', name: 'look', description: 'Looks', parameters: { type: 'object' } }])
  })
})

describe('LangGraph', () => {
  const run = { assistant_id: 'researcher', input: { messages: [{ type: 'human', content: 'Hi' }] } }
  const base = 'https://graphs.example/prefix'

  test.each<[string, string, JsonValue | undefined, string, string | undefined]>([
    ['a run without a thread', `${base}/runs/stream`, run, 'POST', 'langgraph'],
    ['a run on a thread', `${base}/threads/thr/runs/stream`, run, 'POST', 'langgraph'],
    ['a run that is waited for', `${base}/threads/thr/runs/wait`, run, 'POST', 'langgraph'],
    ['joining a run', `${base}/threads/thr/runs/r1/stream`, undefined, 'GET', 'langgraph'],
    ['no assistant', `${base}/runs/stream`, { input: {} }, 'POST', undefined],
    ['an assistant of OpenAI’s', 'https://api.openai.com/v1/threads/thr/runs', { assistant_id: 'asst_1' }, 'POST', undefined],
    ['the state of a run', `${base}/threads/thr/runs/r1`, undefined, 'GET', undefined],
  ])('%s', (_what, url, body, method, expected) => {
    expect(api(body, url, method)).toBe(expected)
  })

  test('the graph’s name is the agent’s, an id is its id', () => {
    const id = '8f14e45f-ceea-467f-9a36-dcc4b2a1d7e0'
    expect(facts('langgraph', run, `${base}/threads/thr/runs/stream`)).toMatchObject({
      stream: true,
      conversationId: 'thr',
      attributes: { 'gen_ai.agent.name': 'researcher' },
      inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
    })
    const byId = facts('langgraph', { assistant_id: id, command: { resume: true } }, `${base}/runs/wait`)
    expect(byId).toEqual({
      stream: false,
      attributes: { 'genai_devtools.wire': 'langgraph', 'gen_ai.agent.id': id, 'genai_devtools.langgraph.resumed': true },
    })
  })

  test('joining a run fetches what it makes', () => {
    expect(facts('langgraph', undefined, `${base}/threads/thr/runs/r1/stream`, 'GET')).toMatchObject({
      operation: 'fetch_response',
      conversationId: 'thr',
      attributes: { 'gen_ai.response.id': 'r1' },
    })
  })
})

describe('the AI SDK', () => {
  test('messages of version 4', () => {
    const invocation = { state: 'result', toolCallId: 'c', toolName: 'look', args: { at: 1 }, result: 'seen' }
    const read = facts('ai-sdk-data-stream-v4', {
      id: 'chat',
      messages: [
        { role: 'user', content: 'Hi', parts: [{ type: 'text', text: 'Hi' }] },
        { role: 'assistant', content: '', parts: [{ type: 'step-start' }, { type: 'tool-invocation', toolInvocation: invocation }] },
        { role: 'user', content: 'And?' },
      ],
    })
    expect(read.conversationId).toBe('chat')
    expect(read.inputMessages).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'Hi' }] },
      {
        role: 'assistant',
        parts: [
          { type: 'tool_call', id: 'c', name: 'look', arguments: { at: 1 } },
          { type: 'tool_call_response', id: 'c', response: 'seen' },
        ],
      },
      { role: 'user', parts: [{ type: 'text', content: 'And?' }] },
    ])
  })

  test('messages of later versions', () => {
    const read = facts('ai-sdk-ui', {
      id: 'chat',
      messages: [
        { id: 'u', role: 'user', parts: [{ type: 'file', url: 'data:image/png;base64,AAAA', mediaType: 'image/png' }] },
        {
          id: 'a',
          role: 'assistant',
          parts: [
            { type: 'reasoning', text: 'Hm' },
            { type: 'tool-look', toolCallId: 'c', state: 'output-available', input: { at: 1 }, output: { seen: true } },
            { type: 'dynamic-tool', toolName: 'find', toolCallId: 'd', state: 'output-error', input: {}, errorText: 'no' },
            { type: 'data-weather', id: 'w', data: { temp: 15 } },
          ],
        },
      ],
    })
    expect(read.inputMessages).toEqual([
      { role: 'user', parts: [{ type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' }] },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'Hm' },
          { type: 'tool_call', id: 'c', name: 'look', arguments: { at: 1 } },
          { type: 'tool_call_response', id: 'c', response: { seen: true } },
          { type: 'tool_call', id: 'd', name: 'find', arguments: {} },
          { type: 'tool_call_response', id: 'd', response: { error: 'no' } },
          { type: 'data-weather', id: 'w', data: { temp: 15 } },
        ],
      },
    ])
  })

  test('a part that is called like one of the conventions’, and is none, is not taken for it', () => {
    const parts = [{ type: 'tool_call', what: 1 }]
    const [read] = facts('ai-sdk-ui', { id: 'c', messages: [{ role: 'user', parts }] }).inputMessages ?? []
    expect(read?.parts).toEqual([{ type: 'unknown', what: 1 }])
  })

  test('a body of the application’s own tells nothing', () => {
    expect(facts('ai-sdk-ui', { prompt: 'Hi', id: 'x' })).toEqual({ stream: true, attributes: { 'genai_devtools.wire': 'ai-sdk-ui' } })
    expect(api({ id: 'chat', messages: [{ id: 'u', role: 'user', parts: [] }], trigger: 'submit-message' })).toBeUndefined()
  })
})
