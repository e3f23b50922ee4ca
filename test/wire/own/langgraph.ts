import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { assistant, sse, type OwnRecording } from './recording.ts'

const event = (name: string, data: JsonValue) => ({ event: name, data })
const metadata = event('metadata', { run_id: 'run-1', thread_id: 'thr-1' })
const human = (id: string, content: string) => ({ type: 'human', id, content })
const ai = (id: string, content: JsonValue, more: { readonly [key: string]: JsonValue } = {}) => ({ type: 'ai', id, content, ...more })
const counts = (input: number, output: number) => ({
  usage_metadata: { input_tokens: input, output_tokens: output, total_tokens: input + output },
})
const ended = (finish_reason: string) => ({ response_metadata: { finish_reason, model_name: 'swift-3' } })
const call = { id: 'c1', name: 'look', args: { at: 1 }, type: 'tool_call' }
const thread = { 'gen_ai.conversation.id': 'thr-1' }
const node = { langgraph_node: 'agent', graph_id: 'researcher', ls_model_name: 'swift-3', ls_provider: 'aviary' }
const resumed = { attributes: { 'genai_devtools.langgraph.resumed': true } } as const

export const langGraphBodies: readonly OwnRecording[] = [
  {
    name: 'langgraph: pieces and states of one run, on a thread with a history',
    api: 'langgraph',
    stream: true,
    body:
      sse([
        metadata,
        event('values', { messages: [human('h0', 'Hi'), ai('a0', 'Hello', counts(90, 90)), human('h1', 'Where?')] }),
        event('messages', [
          {
            type: 'AIMessageChunk',
            id: 'a1',
            content: '',
            tool_call_chunks: [{ index: 1, id: 'c1', name: 'look', args: '' }],
            ...counts(4, 0),
          },
          node,
        ]),
        event('messages', [
          { type: 'AIMessageChunk', id: 'a1', content: '', tool_call_chunks: [{ index: 1, id: null, name: null, args: '{"at":1}' }] },
          node,
        ]),
        event('messages', [{ type: 'AIMessageChunk', id: 'a1', content: '', ...counts(0, 2), ...ended('tool_calls') }, node]),
        event('values', {
          messages: [
            human('h0', 'Hi'),
            ai('a0', 'Hello', counts(90, 90)),
            human('h1', 'Where?'),
            ai('a1', '', { tool_calls: [call], ...counts(4, 2) }),
          ],
        }),
        event('messages', [{ type: 'tool', id: 't1', tool_call_id: 'c1', content: 'seen' }, node]),
        event('messages|sub:1', [{ type: 'AIMessageChunk', id: 'a2', content: [{ type: 'thinking', thinking: 'Hm' }] }, node]),
        event('messages', [{ type: 'AIMessageChunk', id: 'a2', content: [{ type: 'text', text: 'Mauer', index: 1 }] }, node]),
        event('messages', [{ type: 'AIMessageChunk', id: 'a2', content: 'segler 🐦', ...counts(5, 3), ...ended('stop') }, node]),
        event('values', {
          messages: [
            human('h0', 'Hi'),
            ai('a0', 'Hello', counts(90, 90)),
            human('h1', 'Where?'),
            ai('a1', '', { tool_calls: [call], ...counts(4, 2), ...ended('tool_calls') }),
            { type: 'tool', id: 't1', tool_call_id: 'c1', content: 'seen' },
            ai('a2', 'Mauersegler 🐦', { ...counts(5, 3), ...ended('stop') }),
          ],
        }),
      ]) + 'event: end\ndata:\n\n',
    facts: {
      id: 'run-1',
      model: 'swift-3',
      finishReasons: ['stop'],
      usage: { inputTokens: 9, outputTokens: 5 },
      complete: true,
      attributes: { ...thread, 'gen_ai.agent.name': 'researcher' },
    },
    messages: [
      assistant(
        'stop',
        { type: 'tool_call', id: 'c1', name: 'look', arguments: { at: 1 } },
        { type: 'tool_call_response', id: 'c1', response: 'seen' },
        { type: 'reasoning', content: 'Hm' },
        { type: 'text', content: 'Mauersegler 🐦' },
      ),
    ],
  },
  {
    name: 'langgraph: what there is so far, again and again',
    api: 'langgraph',
    stream: true,
    body: sse(
      [
        event('metadata', { run_id: 'run-1', attempt: 1 }),
        event('messages/metadata', { a1: { metadata: node } }),
        event('messages/partial', [ai('a1', 'Mau')]),
        event('messages/partial', [ai('a1', 'Mauer', { additional_kwargs: {} })]),
        event('messages/complete', [ai('a1', 'Mauersegler', { ...counts(2, 1), ...ended('length') })]),
      ],
      '\r\n',
    ),
    facts: { id: 'run-1', model: 'swift-3', finishReasons: ['length'], usage: { inputTokens: 2, outputTokens: 1 }, complete: true },
    messages: [assistant('length', { type: 'text', content: 'Mauersegler' })],
  },
  {
    name: 'langgraph: what the nodes added, and a question back',
    api: 'langgraph',
    stream: true,
    body: sse([
      metadata,
      event('updates', { agent: { messages: [ai('a1', 'Da', { tool_calls: [call] })] } }),
      event('updates', { other: null }),
      event('updates', { __interrupt__: [{ value: 'May I?', id: 'i1' }] }),
      event('custom', { any: 'thing' }),
    ]),
    facts: { id: 'run-1', finishReasons: [], usage: {}, complete: true, attributes: { ...thread, 'genai_devtools.response.steps': 2 } },
    messages: [
      assistant(
        undefined,
        { type: 'text', content: 'Da' },
        { type: 'tool_call', id: 'c1', name: 'look', arguments: { at: 1 } },
        { type: 'interrupt', value: 'May I?' },
      ),
    ],
  },
  {
    name: 'langgraph: going on after a question',
    api: 'langgraph',
    stream: true,
    request: resumed,
    body: sse([
      metadata,
      event('values', { messages: [human('h1', 'Where?'), ai('a1', 'Da', { tool_calls: [call] })] }),
      event('values', { messages: [human('h1', 'Where?'), ai('a1', 'Da', { tool_calls: [call] }), ai('a2', 'Dort')] }),
    ]),
    facts: { id: 'run-1', finishReasons: [], complete: true },
    messages: [assistant(undefined, { type: 'text', content: 'Dort' })],
  },
  {
    name: 'langgraph: an error',
    api: 'langgraph',
    stream: true,
    body: sse([
      metadata,
      event('messages', [{ type: 'AIMessageChunk', id: 'a1', content: 'Half' }, node]),
      event('error', { error: 'ValueError', message: 'no' }),
    ]),
    facts: { id: 'run-1', finishReasons: [], complete: false, error: { type: 'ValueError', message: 'no' } },
    messages: [assistant(undefined, { type: 'text', content: 'Half' })],
  },
  {
    name: 'langgraph: a run that was waited for',
    api: 'langgraph',
    stream: false,
    contentType: 'application/json',
    body: JSON.stringify({
      messages: [human('h0', 'Hi'), ai('a0', 'Hello'), human('h1', 'Where?'), ai('a1', 'Da', { ...counts(2, 1), ...ended('stop') })],
      other: 1,
    }),
    facts: { model: 'swift-3', finishReasons: ['stop'], usage: { inputTokens: 2, outputTokens: 1 }, complete: true },
    messages: [assistant('stop', { type: 'text', content: 'Da' })],
  },
  {
    name: 'langgraph: a run that was waited for in vain',
    api: 'langgraph',
    stream: false,
    contentType: 'application/json',
    body: JSON.stringify({ __error__: { error: 'TimeoutError', message: 'too long' } }),
    facts: { finishReasons: [], complete: false, error: { type: 'TimeoutError', message: 'too long' } },
    messages: [],
  },
]
