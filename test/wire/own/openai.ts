import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { assistant, sse, type OwnRecording } from './recording.ts'

function chunk(delta: JsonValue, more: { readonly [key: string]: JsonValue } = {}): JsonValue {
  return { id: 'chat-1', object: 'chat.completion.chunk', model: 'parrot-2', choices: [{ index: 0, delta, finish_reason: null }], ...more }
}

function finish(reason: string, index = 0): JsonValue {
  return { id: 'chat-1', model: 'parrot-2', choices: [{ index, delta: {}, finish_reason: reason }] }
}

const openaiUsage = {
  prompt_tokens: 30,
  completion_tokens: 9,
  total_tokens: 39,
  prompt_tokens_details: { cached_tokens: 20, cache_write_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 5 },
}

export const openaiBodies: readonly OwnRecording[] = [
  {
    name: 'openai: text, usage in a last chunk without choices',
    api: 'openai-chat',
    stream: true,
    body: sse([
      chunk({ role: 'assistant', content: '' }, { service_tier: 'default', system_fingerprint: 'fp_own' }),
      chunk({ content: 'Grüße, ' }),
      chunk({ content: '世界 🦜' }),
      finish('stop'),
      { id: 'chat-1', model: 'parrot-2', choices: [], usage: openaiUsage },
      '[DONE]',
    ]),
    facts: {
      id: 'chat-1',
      model: 'parrot-2',
      finishReasons: ['stop'],
      usage: { inputTokens: 30, outputTokens: 9, cacheReadTokens: 20, cacheWriteTokens: 4, reasoningTokens: 5 },
      complete: true,
      attributes: { 'openai.response.service_tier': 'default', 'openai.response.system_fingerprint': 'fp_own' },
    },
    messages: [assistant('stop', { type: 'text', content: 'Grüße, 世界 🦜' })],
  },
  {
    name: 'openai: CR LF, comments, a byte order mark, no blank line at the end',
    api: 'openai-chat',
    stream: true,
    body: `\uFEFF: warming up\r\n\r\n${sse([chunk({ content: 'a' })], '\r\n')}: still there\r\n\r\ndata: ${JSON.stringify(finish('length'))}`,
    facts: { finishReasons: ['length'], complete: true },
    messages: [assistant('length', { type: 'text', content: 'a' })],
  },
  {
    name: 'openai: CR alone ends lines',
    api: 'openai-chat',
    stream: true,
    body: sse([chunk({ content: 'one ' }), chunk({ content: 'two' }), finish('stop'), '[DONE]'], '\r'),
    facts: { finishReasons: ['stop'], complete: true },
    messages: [assistant('stop', { type: 'text', content: 'one two' })],
  },
  {
    name: 'openai: two tool calls in parallel, reasoning before',
    api: 'openai-chat',
    stream: true,
    body: sse([
      chunk({ reasoning_content: 'Look ' }),
      chunk({ reasoning_content: 'it up.' }),
      chunk({ tool_calls: [{ index: 0, id: 'call-a', type: 'function', function: { name: 'weather', arguments: '' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
      chunk({ tool_calls: [{ index: 1, id: 'call-b', type: 'function', function: { name: 'time', arguments: '{}' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '"Zürich"}' } }] }),
      finish('tool_calls'),
      '[DONE]',
    ]),
    facts: { finishReasons: ['tool_calls'], complete: true },
    messages: [
      assistant(
        'tool_calls',
        { type: 'reasoning', content: 'Look it up.' },
        { type: 'tool_call', id: 'call-a', name: 'weather', arguments: { city: 'Zürich' } },
        { type: 'tool_call', id: 'call-b', name: 'time', arguments: {} },
      ),
    ],
  },
  {
    name: 'openai: calls without an index, and with index 0 each but ids of their own',
    api: 'openai-chat',
    stream: true,
    body: sse([
      chunk({ tool_calls: [{ id: 'a', function: { name: 'first', arguments: '{"n":1}' } }] }),
      chunk({ tool_calls: [{ id: 'b', function: { name: 'second', arguments: '{"n"' } }] }),
      chunk({ tool_calls: [{ function: { arguments: ':2}' } }] }),
      chunk({ tool_calls: [{ index: 0, id: 'c', function: { name: 'third', arguments: 'no json' } }] }),
      chunk({ tool_calls: [{ index: 0, id: 'd', function: { name: 'fourth', arguments: { n: 4 } } }] }),
      finish('tool_calls'),
    ]),
    facts: { finishReasons: ['tool_calls'] },
    messages: [
      assistant(
        'tool_calls',
        { type: 'tool_call', id: 'a', name: 'first', arguments: { n: 1 } },
        { type: 'tool_call', id: 'b', name: 'second', arguments: { n: 2 } },
        { type: 'tool_call', id: 'c', name: 'third', arguments: 'no json' },
        { type: 'tool_call', id: 'd', name: 'fourth', arguments: { n: 4 } },
      ),
    ],
  },
  {
    name: 'openai: two choices interleaved, the second one cut off',
    api: 'openai-chat',
    stream: true,
    body: sse([
      { choices: [{ index: 1, delta: { content: 'B' } }] },
      { choices: [{ index: 0, delta: { content: 'A' } }] },
      { choices: [{ index: 1, delta: { content: 'b' } }] },
      finish('stop', 0),
    ]),
    facts: { finishReasons: ['stop', null], complete: false },
    messages: [assistant('stop', { type: 'text', content: 'A' }), assistant(undefined, { type: 'text', content: 'Bb' })],
  },
  {
    name: 'openai: an error within the stream',
    api: 'openai-chat',
    stream: true,
    body: sse([
      chunk({ content: 'Al' }),
      { event: 'error', data: { error: { message: 'upstream broke', type: 'server_error', code: 'upstream_broke' } } },
      '[DONE]',
    ]),
    facts: { finishReasons: [null], error: { type: 'upstream_broke', message: 'upstream broke' }, complete: false },
    messages: [assistant(undefined, { type: 'text', content: 'Al' })],
  },
  {
    name: 'openai: an error as a line of its own that is no SSE',
    api: 'openai-chat',
    stream: true,
    body: `${sse([chunk({ content: 'Al' })])}error: {"error":{"message":"out of memory"}}\n\n`,
    facts: { finishReasons: [null], error: { type: '_OTHER', message: 'out of memory' } },
    messages: [assistant(undefined, { type: 'text', content: 'Al' })],
  },
  {
    name: 'openai: a payload that is no JSON',
    api: 'openai-chat',
    stream: true,
    body: sse([chunk({ content: 'Al' }), '{"choices":[{"del', finish('stop')]),
    facts: { finishReasons: ['stop'], error: { type: 'invalid_json' }, complete: false },
    messages: [assistant('stop', { type: 'text', content: 'Al' })],
  },
  {
    name: 'openai: the body ends within an event',
    api: 'openai-chat',
    stream: true,
    body: `${sse([chunk({ content: 'Al' })])}data: {"choices":[{"del`,
    facts: { finishReasons: [null], complete: false },
    messages: [assistant(undefined, { type: 'text', content: 'Al' })],
  },
  {
    name: 'openai: usage under x_groq, reasoning counted apart by total',
    api: 'openai-chat',
    stream: true,
    body: sse([
      chunk({ content: 'x' }),
      chunk(
        {},
        {
          x_groq: {
            usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 12, completion_tokens_details: { reasoning_tokens: 7 } },
          },
        },
      ),
    ]),
    facts: { usage: { inputTokens: 3, outputTokens: 9, reasoningTokens: 7 } },
    messages: [assistant(undefined, { type: 'text', content: 'x' })],
  },
  {
    name: 'openai: a whole message with a refusal',
    api: 'openai-chat',
    stream: false,
    contentType: 'application/json',
    body: JSON.stringify({
      id: 'chat-2',
      model: 'parrot-2',
      choices: [{ index: 0, message: { role: 'assistant', content: null, refusal: 'I would rather not.' }, finish_reason: 'stop' }],
      usage: openaiUsage,
    }),
    facts: { id: 'chat-2', finishReasons: ['stop'], complete: true },
    messages: [assistant('stop', { type: 'refusal', content: 'I would rather not.' })],
  },
  {
    name: 'openai: JSON pretending to be an event stream, after white space',
    api: 'openai-chat',
    stream: true,
    body: `\n          \n\n ${JSON.stringify({ id: 'chat-3', choices: [{ message: { content: 'whole' }, finish_reason: 'stop' }] }, null, 2)}`,
    facts: { id: 'chat-3', finishReasons: ['stop'], complete: true },
    messages: [assistant('stop', { type: 'text', content: 'whole' })],
  },
  {
    name: 'openai: an event stream pretending to be JSON',
    api: 'openai-chat',
    stream: true,
    contentType: 'application/json',
    body: sse([chunk({ content: 'streamed' }), finish('stop'), '[DONE]']),
    facts: { finishReasons: ['stop'], complete: true },
    messages: [assistant('stop', { type: 'text', content: 'streamed' })],
  },
  {
    name: 'openai: a rate limit that repeats the key',
    api: 'openai-chat',
    stream: true,
    status: 429,
    contentType: 'application/json',
    body: JSON.stringify({ error: { message: 'Slow down, sk-own0123456789abc!', type: 'requests', code: 'rate_limit_exceeded' } }),
    facts: { finishReasons: [], error: { type: 'rate_limit_exceeded', message: 'Slow down, [key]!' }, complete: false },
    messages: [],
  },
  {
    name: 'openai: a web page instead of an error',
    api: 'openai-chat',
    stream: true,
    status: 502,
    contentType: 'text/html',
    body: '<!DOCTYPE html><title>Bad gateway</title>',
    facts: { finishReasons: [], error: { type: '502' } },
    messages: [],
  },
]
