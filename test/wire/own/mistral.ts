import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { assistant, sse, type OwnRecording } from './recording.ts'

const chunk = (delta: JsonValue, finish_reason: string | null = null, more: { readonly [key: string]: JsonValue } = {}) => ({
  id: 'mis-1',
  object: 'chat.completion.chunk',
  model: 'swift-3',
  choices: [{ index: 0, delta, finish_reason }],
  ...more,
})

export const mistralBodies: readonly OwnRecording[] = [
  {
    name: 'mistral: thinking, text and a reference in lists, padding beside',
    api: 'mistral-chat',
    stream: true,
    body:
      sse([
        chunk({ role: 'assistant', content: '' }, null, { p: 'abc' }),
        chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }] }, null, { p: 'abcdef' }),
        chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: '.' }], closed: true }] }),
        chunk({ content: 'Mauer' }),
        chunk({ content: [{ type: 'text', text: 'segler' }] }),
        chunk({ content: [{ type: 'reference', reference_ids: [1] }] }),
        chunk({ content: ' 🐦' }, 'stop', {
          usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14, prompt_tokens_details: { cached_tokens: 4 } },
        }),
      ]) + 'data: [DONE]\n\n',
    facts: {
      id: 'mis-1',
      model: 'swift-3',
      finishReasons: ['stop'],
      usage: { inputTokens: 9, outputTokens: 5, cacheReadTokens: 4 },
      complete: true,
    },
    messages: [
      assistant(
        'stop',
        { type: 'reasoning', content: 'Hm.' },
        { type: 'text', content: 'Mauersegler' },
        { type: 'reference', reference_ids: [1] },
        { type: 'text', content: ' 🐦' },
      ),
    ],
  },
  {
    name: 'mistral: two calls at once, without an index',
    api: 'mistral-chat',
    stream: true,
    body: sse([
      chunk(
        {
          content: null,
          tool_calls: [
            { id: 'a1', function: { name: 'look', arguments: '{"at":"x"}' } },
            { id: 'b2', function: { name: 'wait', arguments: '{}' } },
          ],
        },
        'tool_calls',
      ),
    ]),
    facts: { finishReasons: ['tool_calls'], complete: true },
    messages: [
      assistant(
        'tool_calls',
        { type: 'tool_call', id: 'a1', name: 'look', arguments: { at: 'x' } },
        { type: 'tool_call', id: 'b2', name: 'wait', arguments: {} },
      ),
    ],
  },
  {
    name: 'mistral: fill-in-the-middle, cut short',
    api: 'mistral-fim',
    stream: true,
    body: sse([chunk({ role: 'assistant', content: '' }), chunk({ content: '{ a' }), chunk({ content: ': 1' }, 'length')]),
    facts: { id: 'mis-1', model: 'swift-3', finishReasons: ['length'], complete: true },
    messages: [assistant('length', { type: 'text', content: '{ a: 1' })],
  },
  {
    name: 'mistral: a key that is refused',
    api: 'mistral-chat',
    stream: false,
    status: 401,
    contentType: 'application/json',
    body: '{"detail":"Unauthorized"}\n',
    facts: { finishReasons: [], usage: {}, complete: false, error: { type: '401', message: 'Unauthorized' } },
    messages: [],
  },
  {
    name: 'mistral: embeddings in base64',
    api: 'mistral-embeddings',
    stream: false,
    contentType: 'application/json',
    body: JSON.stringify({
      id: 'emb-1',
      object: 'list',
      model: 'swift-embed',
      data: [{ object: 'embedding', index: 0, embedding: 'AAAAPwAAgD8AAABA' }],
      usage: { prompt_tokens: 6, total_tokens: 6, completion_tokens: 0 },
    }),
    facts: {
      id: 'emb-1',
      model: 'swift-embed',
      finishReasons: [],
      usage: { inputTokens: 6 },
      complete: true,
      attributes: { 'gen_ai.embeddings.dimension.count': 3 },
    },
    messages: [],
  },
  {
    name: 'mistral: a conversation with a tool of its own and a call',
    api: 'mistral-conversations',
    stream: true,
    body: sse([
      { event: 'conversation.response.started', data: { type: 'conversation.response.started', conversation_id: 'conv-1' } },
      {
        event: 'tool.execution.started',
        data: { type: 'tool.execution.started', output_index: 0, id: 't-1', name: 'web_search', arguments: '{"query":"q"}' },
      },
      { event: 'tool.execution.done', data: { type: 'tool.execution.done', output_index: 0, id: 't-1', name: 'web_search', info: {} } },
      {
        event: 'message.output.delta',
        data: {
          type: 'message.output.delta',
          output_index: 1,
          content_index: 0,
          id: 'm-1',
          model: 'swift-3',
          role: 'assistant',
          content: 'Hal',
        },
      },
      {
        event: 'message.output.delta',
        data: { type: 'message.output.delta', output_index: 1, id: 'm-1', content: { type: 'text', text: 'lo' } },
      },
      {
        event: 'function.call.delta',
        data: { type: 'function.call.delta', output_index: 2, id: 'f-1', name: 'look', tool_call_id: 'c-1', arguments: '{"at"' },
      },
      {
        event: 'function.call.delta',
        data: { type: 'function.call.delta', output_index: 2, id: 'f-1', name: 'look', tool_call_id: 'c-1', arguments: ':1}' },
      },
      {
        event: 'conversation.response.done',
        data: {
          type: 'conversation.response.done',
          usage: { prompt_tokens: 10, completion_tokens: 4, connector_tokens: 30, total_tokens: 44, connectors: { web_search: 1 } },
        },
      },
    ]),
    facts: {
      model: 'swift-3',
      finishReasons: [],
      usage: { inputTokens: 40, outputTokens: 4 },
      complete: true,
      attributes: { 'gen_ai.conversation.id': 'conv-1' },
    },
    messages: [
      assistant(
        undefined,
        { type: 'server_tool_call', id: 't-1', name: 'web_search', server_tool_call: { type: 'web_search', arguments: { query: 'q' } } },
        { type: 'server_tool_call_response', id: 't-1', server_tool_call_response: { type: 'web_search', info: {} } },
        { type: 'text', content: 'Hallo' },
        { type: 'tool_call', id: 'c-1', name: 'look', arguments: { at: 1 } },
      ),
    ],
  },
  {
    name: 'mistral: a conversation, whole',
    api: 'mistral-conversations',
    stream: false,
    contentType: 'application/json',
    body: JSON.stringify({
      object: 'conversation.response',
      conversation_id: 'conv-1',
      outputs: [
        { object: 'entry', type: 'tool.execution', id: 't-1', name: 'code_interpreter', arguments: '{}', info: { code: '1' } },
        {
          object: 'entry',
          type: 'message.output',
          id: 'm-1',
          model: 'swift-3',
          role: 'assistant',
          content: [{ type: 'text', text: 'Ja' }],
        },
        { object: 'entry', type: 'function.call', id: 'f-1', tool_call_id: 'c-1', name: 'look', arguments: { at: 1 } },
      ],
      usage: { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 },
    }),
    facts: {
      model: 'swift-3',
      finishReasons: [],
      usage: { inputTokens: 10, outputTokens: 4 },
      complete: true,
      attributes: { 'gen_ai.conversation.id': 'conv-1' },
    },
    messages: [
      assistant(
        undefined,
        { type: 'server_tool_call', id: 't-1', name: 'code_interpreter', server_tool_call: { type: 'code_interpreter', arguments: {} } },
        { type: 'server_tool_call_response', id: 't-1', server_tool_call_response: { type: 'code_interpreter', info: { code: '1' } } },
        { type: 'text', content: 'Ja' },
        { type: 'tool_call', id: 'c-1', name: 'look', arguments: { at: 1 } },
      ),
    ],
  },
  {
    name: 'mistral: a conversation that failed in the middle',
    api: 'mistral-conversations',
    stream: true,
    body: sse([
      { event: 'message.output.delta', data: { type: 'message.output.delta', output_index: 0, content: 'Half' } },
      { event: 'conversation.response.error', data: { type: 'conversation.response.error', code: 3505, message: 'capacity' } },
    ]),
    facts: { finishReasons: [null], usage: {}, complete: false, error: { type: '3505', message: 'capacity' } },
    messages: [assistant(undefined, { type: 'text', content: 'Half' })],
  },
]
