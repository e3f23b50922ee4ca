import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { assistant, sse, type OwnRecording } from './recording.ts'

const event = (event_type: string, fields: { readonly [key: string]: JsonValue }) => ({
  event: event_type,
  data: { event_type, ...fields },
})
const begun = { id: 'int-1', status: 'in_progress', object: 'interaction', model: 'magpie-3' }
const usage = {
  total_input_tokens: 10,
  total_tool_use_tokens: 20,
  total_cached_tokens: 4,
  total_output_tokens: 5,
  total_thought_tokens: 7,
  total_tokens: 42,
}
const facts: OwnRecording['facts'] = {
  id: 'int-1',
  model: 'magpie-3',
  usage: { inputTokens: 30, outputTokens: 12, cacheReadTokens: 4, reasoningTokens: 7 },
  complete: true,
}

export const geminiOtherBodies: readonly OwnRecording[] = [
  {
    name: 'interactions: steps as events',
    api: 'gemini-interactions',
    stream: true,
    body: sse([
      event('interaction.created', { interaction: begun }),
      event('interaction.status_update', { interaction_id: 'int-1', status: 'in_progress' }),
      event('step.start', { index: 0, step: { type: 'thought' } }),
      event('step.delta', { index: 0, delta: { type: 'thought_summary', content: { type: 'text', text: 'Ich suche.' } } }),
      event('step.delta', { index: 0, delta: { type: 'thought_signature', signature: 'c2ln' } }),
      event('step.stop', { index: 0 }),
      event('step.start', { index: 1, step: { type: 'google_search_call', id: 's-1' } }),
      event('step.delta', { index: 1, delta: { type: 'google_search_call', arguments: { queries: ['Elster'] } } }),
      event('step.start', { index: 2, step: { type: 'google_search_result', call_id: 's-1' } }),
      event('step.delta', { index: 2, delta: { type: 'google_search_result', result: [{ title: 't' }] } }),
      event('step.start', { index: 3, step: { type: 'model_output' } }),
      event('step.delta', { index: 3, delta: { type: 'text', text: 'Els' } }),
      event('step.delta', { index: 3, delta: { type: 'text', text: 'ter 🐦' } }),
      event('step.start', { index: 4, step: { type: 'function_call', id: 'f-1', name: 'look', arguments: {} } }),
      event('step.delta', { index: 4, delta: { type: 'arguments_delta', arguments: '{"at":' } }),
      event('step.delta', { index: 4, delta: { type: 'arguments_delta', arguments: '"x"}' } }),
      event('step.stop', { index: 4 }),
      event('interaction.completed', { interaction: { ...begun, status: 'requires_action', usage } }),
      { event: 'done', data: '[DONE]' },
    ]),
    facts: { ...facts, finishReasons: ['requires_action'] },
    messages: [
      assistant(
        'requires_action',
        { type: 'reasoning', content: 'Ich suche.' },
        {
          type: 'server_tool_call',
          id: 's-1',
          name: 'google_search',
          server_tool_call: { type: 'google_search_call', id: 's-1', arguments: { queries: ['Elster'] } },
        },
        {
          type: 'server_tool_call_response',
          id: 's-1',
          server_tool_call_response: { type: 'google_search_result', call_id: 's-1', result: [{ title: 't' }] },
        },
        { type: 'text', content: 'Elster 🐦' },
        { type: 'tool_call', id: 'f-1', name: 'look', arguments: { at: 'x' } },
      ),
    ],
  },
  {
    name: 'interactions: the events before May 2026, with an image',
    api: 'gemini-interactions',
    stream: true,
    body: sse([
      event('interaction.start', { interaction: begun }),
      event('content.start', { index: 0, content: { type: 'thought' } }),
      event('content.delta', { index: 0, delta: { type: 'thought_summary', content: { type: 'text', text: 'Hm' } } }),
      event('content.stop', { index: 0 }),
      event('content.start', { index: 1, content: { type: 'text' } }),
      event('content.delta', { index: 1, delta: { type: 'text', text: 'Ja' } }),
      event('content.start', { index: 2, content: { type: 'function_call' } }),
      event('content.delta', { index: 2, delta: { type: 'function_call', id: 'f-1', name: 'look', arguments: { at: 1 } } }),
      event('content.start', { index: 3, content: { type: 'image' } }),
      event('content.delta', { index: 3, delta: { type: 'image', mime_type: 'image/png', data: 'aWU=' } }),
      event('interaction.complete', { interaction: { ...begun, status: 'completed', usage } }),
    ]),
    facts: { ...facts, finishReasons: ['completed'] },
    messages: [
      assistant(
        'completed',
        { type: 'reasoning', content: 'Hm' },
        { type: 'text', content: 'Ja' },
        { type: 'tool_call', id: 'f-1', name: 'look', arguments: { at: 1 } },
        { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'aWU=' },
      ),
    ],
  },
  {
    name: 'interactions: whole',
    api: 'gemini-interactions',
    stream: false,
    contentType: 'application/json',
    body: JSON.stringify({
      ...begun,
      status: 'incomplete',
      steps: [
        { type: 'user_input', content: [{ type: 'text', text: 'asked' }] },
        { type: 'thought', signature: 'c2ln', summary: [{ type: 'text', text: 'Hm' }] },
        {
          type: 'model_output',
          content: [
            { type: 'text', text: 'El' },
            { type: 'text', text: 'ster' },
          ],
        },
        { type: 'function_call', id: 'f-1', name: 'look', arguments: { at: 1 } },
      ],
      usage,
    }),
    facts: { ...facts, finishReasons: ['incomplete'] },
    messages: [
      assistant(
        'incomplete',
        { type: 'reasoning', content: 'Hm' },
        { type: 'text', content: 'Elster' },
        { type: 'tool_call', id: 'f-1', name: 'look', arguments: { at: 1 } },
      ),
    ],
  },
  {
    name: 'interactions: whole, the form before May 2026',
    api: 'gemini-interactions',
    stream: false,
    contentType: 'application/json',
    body: JSON.stringify({
      ...begun,
      status: 'completed',
      outputs: [
        { type: 'thought', signature: 'c2ln' },
        { type: 'text', text: 'Ja' },
      ],
      usage,
    }),
    facts: { ...facts, finishReasons: ['completed'] },
    messages: [assistant('completed', { type: 'text', content: 'Ja' })],
  },
  {
    name: 'interactions: in the background',
    api: 'gemini-interactions',
    stream: false,
    contentType: 'application/json',
    body: '{"id":"int-1","status":"in_progress","object":"interaction","agent":"digger"}',
    facts: { id: 'int-1', finishReasons: ['in_progress'], usage: {}, complete: true },
    messages: [{ role: 'assistant', parts: [] }],
  },
  {
    name: 'interactions: the rest of a stream, fetched',
    api: 'gemini-interactions',
    stream: true,
    request: { operation: 'fetch_response' },
    body: sse([
      event('step.delta', { index: 1, delta: { type: 'text', text: 'ster' } }),
      event('interaction.completed', { interaction: { ...begun, status: 'failed' } }),
    ]),
    facts: {
      id: 'int-1',
      model: 'magpie-3',
      finishReasons: ['failed'],
      complete: true,
      attributes: { 'gen_ai.response.status': 'failed' },
    },
    messages: [assistant('failed', { type: 'text', content: 'ster' })],
  },
  {
    name: 'interactions: an error event',
    api: 'gemini-interactions',
    stream: true,
    body: sse([
      event('interaction.created', { interaction: begun }),
      event('error', { error: { code: 'gateway_timeout', message: 'deadline' } }),
    ]),
    facts: {
      id: 'int-1',
      model: 'magpie-3',
      finishReasons: [null],
      usage: {},
      complete: false,
      error: { type: 'gateway_timeout', message: 'deadline' },
    },
    messages: [assistant(undefined)],
  },
  {
    name: 'interactions: one that failed',
    api: 'gemini-interactions',
    stream: false,
    contentType: 'application/json',
    body: JSON.stringify({ ...begun, status: 'failed', errors: [{ code: 'internal', message: 'broken' }] }),
    facts: { id: 'int-1', finishReasons: ['failed'], complete: false, error: { type: 'internal', message: 'broken' } },
    messages: [assistant('failed')],
  },
  {
    name: 'gemini: one embedding',
    api: 'gemini-embed',
    stream: false,
    contentType: 'application/json; charset=UTF-8',
    body: '{\n  "embedding": {\n    "values": [\n      0.1,\n      -0.2\n    ]\n  },\n  "usageMetadata": { "promptTokenCount": 4 }\n}\n',
    facts: {
      finishReasons: [],
      usage: { inputTokens: 4 },
      complete: true,
      attributes: { 'gen_ai.embeddings.dimension.count': 2 },
    },
    messages: [],
  },
  {
    name: 'vertex: several embeddings, counted each',
    api: 'gemini-embed',
    stream: false,
    contentType: 'application/json; charset=UTF-8',
    body: JSON.stringify({
      predictions: [
        { embeddings: { values: [0.1, 0.2, 0.3], statistics: { token_count: 3, truncated: false } } },
        { embeddings: { values: [0.4, 0.5, 0.6], statistics: { token_count: 5, truncated: false } } },
      ],
    }),
    facts: {
      finishReasons: [],
      usage: { inputTokens: 8 },
      complete: true,
      attributes: { 'gen_ai.embeddings.dimension.count': 3 },
    },
    messages: [],
  },
]
