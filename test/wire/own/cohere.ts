import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { assistant, sse, type OwnRecording } from './recording.ts'

const event = (type: string, fields: { readonly [key: string]: JsonValue } = {}) => ({ event: type, data: { type, ...fields } })
const message = (fields: JsonValue): { readonly delta: JsonValue } => ({ delta: { message: fields } })

const usage = {
  billed_units: { input_tokens: 6, output_tokens: 9 },
  tokens: { input_tokens: 80, output_tokens: 14, reasoning_tokens: 4 },
  cached_tokens: 64,
}
const facts: OwnRecording['facts'] = {
  id: 'coh-1',
  usage: { inputTokens: 80, outputTokens: 14, cacheReadTokens: 64, reasoningTokens: 4 },
  complete: true,
  attributes: { 'genai_devtools.usage.billed_input_tokens': 6, 'genai_devtools.usage.billed_output_tokens': 9 },
}

export const cohereBodies: readonly OwnRecording[] = [
  {
    name: 'cohere: thinking, text with a citation',
    api: 'cohere-chat',
    stream: true,
    body:
      sse([
        event('message-start', {
          id: 'coh-1',
          ...message({ role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] }),
        }),
        event('content-start', { index: 0, ...message({ content: { type: 'thinking', thinking: '' } }) }),
        event('content-delta', { index: 0, ...message({ content: { thinking: 'Hm, ' } }) }),
        event('content-delta', { index: 0, ...message({ content: { thinking: 'ja.' } }) }),
        event('content-end', { index: 0 }),
        event('content-start', { index: 1, ...message({ content: { type: 'text', text: 'Ein ' } }) }),
        event('content-delta', { index: 1, ...message({ content: { text: 'Würger' } }) }),
        event('citation-start', { index: 0, ...message({ citations: { start: 4, end: 10, text: 'Würger', type: 'TEXT_CONTENT' } }) }),
        event('citation-end', { index: 0 }),
        event('content-delta', { index: 1, ...message({ content: { text: ' 🐦' } }) }),
        event('content-end', { index: 1 }),
        event('message-end', { delta: { finish_reason: 'COMPLETE', usage } }),
      ]) + 'data: [DONE]\n\n',
    facts: { ...facts, finishReasons: ['COMPLETE'] },
    messages: [
      assistant(
        'COMPLETE',
        { type: 'reasoning', content: 'Hm, ja.' },
        { type: 'text', content: 'Ein Würger 🐦' },
        { type: 'citation', start: 4, end: 10, text: 'Würger' },
      ),
    ],
  },
  {
    name: 'cohere: a plan and two calls',
    api: 'cohere-chat',
    stream: true,
    body: sse([
      event('message-start', { id: 'coh-1', ...message({ role: 'assistant' }) }),
      event('tool-plan-delta', message({ tool_plan: 'I look ' })),
      event('tool-plan-delta', message({ tool_plan: 'twice.' })),
      event('tool-call-start', {
        index: 0,
        ...message({ tool_calls: { id: 'look_1', type: 'function', function: { name: 'look', arguments: '' } } }),
      }),
      event('tool-call-delta', { index: 0, ...message({ tool_calls: { function: { arguments: '{"at":' } } }) }),
      event('tool-call-delta', { index: 0, ...message({ tool_calls: { function: { arguments: '"x"}' } } }) }),
      event('tool-call-end', { index: 0 }),
      event('tool-call-start', {
        index: 1,
        ...message({ tool_calls: { id: 'wait_2', type: 'function', function: { name: 'wait', arguments: '' } } }),
      }),
      event('tool-call-end', { index: 1 }),
      event('message-end', { delta: { finish_reason: 'TOOL_CALL', usage } }),
    ]),
    facts: { ...facts, finishReasons: ['TOOL_CALL'] },
    messages: [
      assistant(
        'TOOL_CALL',
        { type: 'reasoning', content: 'I look twice.' },
        { type: 'tool_call', id: 'look_1', name: 'look', arguments: { at: 'x' } },
        { type: 'tool_call', id: 'wait_2', name: 'wait' },
      ),
    ],
  },
  {
    name: 'cohere: a generation that failed',
    api: 'cohere-chat',
    stream: true,
    body: sse([
      event('message-start', { id: 'coh-1', ...message({ role: 'assistant' }) }),
      event('content-start', { index: 0, ...message({ content: { type: 'text', text: 'Half' } }) }),
      event('message-end', { delta: { error: 'generation failed', finish_reason: 'ERROR' } }),
    ]),
    facts: { id: 'coh-1', finishReasons: ['ERROR'], usage: {}, complete: false, error: { type: 'ERROR', message: 'generation failed' } },
    messages: [assistant('ERROR', { type: 'text', content: 'Half' })],
  },
  {
    name: 'cohere: whole, billed units only',
    api: 'cohere-chat',
    stream: false,
    contentType: 'application/json',
    body: JSON.stringify({
      id: 'coh-1',
      message: {
        role: 'assistant',
        tool_plan: 'Ask.',
        content: [{ type: 'text', text: 'Moment.' }],
        tool_calls: [{ id: 'look_1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
      },
      finish_reason: 'MAX_TOKENS',
      usage: { billed_units: { input_tokens: 6, output_tokens: 9 } },
    }),
    facts: { ...facts, finishReasons: ['MAX_TOKENS'], usage: { inputTokens: 6, outputTokens: 9 } },
    messages: [
      assistant(
        'MAX_TOKENS',
        { type: 'reasoning', content: 'Ask.' },
        { type: 'text', content: 'Moment.' },
        { type: 'tool_call', id: 'look_1', name: 'look', arguments: { at: 1 } },
      ),
    ],
  },
  {
    name: 'cohere: a bare message as an error',
    api: 'cohere-chat',
    stream: false,
    status: 429,
    contentType: 'application/json',
    body: '{"id":"e-1","message":"too many requests"}',
    facts: { finishReasons: [], usage: {}, complete: false, error: { type: '429', message: 'too many requests' } },
    messages: [],
  },
]
