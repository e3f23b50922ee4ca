import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { assistant, sse, type OwnRecording } from './recording.ts'

/** Anthropic names each event by the type within its data. */
function anthropic(events: readonly { readonly type: string; readonly [key: string]: JsonValue }[]): string {
  return sse(events.map((data) => ({ event: data.type, data })))
}

const anthropicStart = {
  type: 'message_start',
  message: {
    id: 'msg-1',
    type: 'message',
    role: 'assistant',
    model: 'owl-4',
    content: [],
    stop_reason: null,
    usage: { input_tokens: 10, cache_read_input_tokens: 100, cache_creation_input_tokens: 20, output_tokens: 1 },
  },
}

export const anthropicBodies: readonly OwnRecording[] = [
  {
    name: 'anthropic: thinking, text and a tool, counts changed at the end',
    api: 'anthropic-messages',
    stream: true,
    body: anthropic([
      anthropicStart,
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      { type: 'ping' },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hmm …' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'c2ln' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Schön ' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: '🦉' } },
      { type: 'content_block_stop', index: 1 },
      { type: 'content_block_start', index: 2, content_block: { type: 'tool_use', id: 'tool-1', name: 'search', input: {} } },
      { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '' } },
      { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{"q":"ow' } },
      { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: 'ls"}' } },
      { type: 'content_block_stop', index: 2 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'tool_use', stop_sequence: null },
        usage: { input_tokens: 11, output_tokens: 40, output_tokens_details: { thinking_tokens: 6 } },
      },
      { type: 'message_stop' },
    ]),
    facts: {
      id: 'msg-1',
      model: 'owl-4',
      finishReasons: ['tool_use'],
      usage: { inputTokens: 131, outputTokens: 40, cacheReadTokens: 100, cacheWriteTokens: 20, reasoningTokens: 6 },
      complete: true,
    },
    messages: [
      assistant(
        'tool_use',
        { type: 'reasoning', content: 'Hmm …' },
        { type: 'text', content: 'Schön 🦉' },
        { type: 'tool_call', id: 'tool-1', name: 'search', arguments: { q: 'owls' } },
      ),
    ],
  },
  {
    name: "anthropic: the provider's own tool, its input streamed",
    api: 'anthropic-messages',
    stream: true,
    body: anthropic([
      anthropicStart,
      { type: 'content_block_start', index: 0, content_block: { type: 'server_tool_use', id: 'srv-1', name: 'web_search', input: {} } },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"query":"owls"}' } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'web_search_tool_result', tool_use_id: 'srv-1', content: [{ type: 'web_search_result', title: 'Owls' }] },
      },
      { type: 'content_block_stop', index: 1 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 8 } },
      { type: 'message_stop' },
    ]),
    facts: { finishReasons: ['end_turn'], complete: true },
    messages: [
      assistant(
        'end_turn',
        {
          type: 'server_tool_call',
          id: 'srv-1',
          name: 'web_search',
          server_tool_call: { type: 'server_tool_use', input: { query: 'owls' } },
        },
        {
          type: 'server_tool_call_response',
          id: 'srv-1',
          server_tool_call_response: { type: 'web_search_tool_result', content: [{ type: 'web_search_result', title: 'Owls' }] },
        },
      ),
    ],
  },
  {
    name: 'anthropic: overloaded in the middle',
    api: 'anthropic-messages',
    stream: true,
    body: anthropic([
      anthropicStart,
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Ow' } },
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    ]),
    facts: { finishReasons: [null], error: { type: 'overloaded_error', message: 'Overloaded' }, complete: false },
    messages: [assistant(undefined, { type: 'text', content: 'Ow' })],
  },
  {
    name: 'anthropic: a gateway begins the message anew',
    api: 'anthropic-messages',
    stream: true,
    body: anthropic([
      anthropicStart,
      { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'tool-1', name: 'search', input: {} } },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"q":"ha' } },
      { type: 'message_start', message: { id: 'msg-2', model: 'owl-4', usage: { input_tokens: 10, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'tool-1', name: 'search', input: {} } },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"q":"barn"}' } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
      { type: 'message_stop' },
    ]),
    facts: { id: 'msg-2', finishReasons: ['end_turn'], usage: { inputTokens: 10, outputTokens: 3 }, complete: true },
    messages: [assistant('end_turn', { type: 'tool_call', id: 'tool-1', name: 'search', arguments: { q: 'barn' } })],
  },
  {
    name: 'anthropic: a whole message',
    api: 'anthropic-messages',
    stream: false,
    contentType: 'application/json; charset=utf-8',
    body: JSON.stringify({
      id: 'msg-3',
      type: 'message',
      role: 'assistant',
      model: 'owl-4',
      content: [
        { type: 'redacted_thinking', data: 'ZW5jcnlwdGVk' },
        { type: 'text', text: 'Hello' },
        { type: 'tool_use', id: 'tool-2', name: 'now', input: { zone: 'CET' } },
      ],
      stop_reason: 'max_tokens',
      usage: { input_tokens: 5, cache_read_input_tokens: 0, cache_creation_input_tokens: null, output_tokens: 7 },
    }),
    facts: { id: 'msg-3', finishReasons: ['max_tokens'], usage: { inputTokens: 5, outputTokens: 7, cacheReadTokens: 0 }, complete: true },
    messages: [
      assistant(
        'max_tokens',
        { type: 'reasoning', content: '', redacted: true },
        { type: 'text', content: 'Hello' },
        { type: 'tool_call', id: 'tool-2', name: 'now', arguments: { zone: 'CET' } },
      ),
    ],
  },
  {
    name: 'anthropic: an HTTP error',
    api: 'anthropic-messages',
    stream: true,
    status: 529,
    contentType: 'application/json',
    body: JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req-1' }),
    facts: { finishReasons: [], error: { type: 'overloaded_error', message: 'Overloaded' }, complete: false },
    messages: [],
  },
]
