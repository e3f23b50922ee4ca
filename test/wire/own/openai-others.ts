/** The legacy Completions, Embeddings, and what servers that imitate OpenAI's Chat Completions do otherwise. */
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { assistant, sse, type OwnRecording } from './recording.ts'

interface Fields {
  readonly [key: string]: JsonValue
}

const json = 'application/json'

function chunk(delta: JsonValue, finish: string | null = null, more: Fields = {}): Fields {
  return { id: 'chat-1', model: 'parrot-2', choices: [{ index: 0, delta, finish_reason: finish, ...more }] }
}

const completions: readonly OwnRecording[] = [
  {
    name: 'completions: streamed, two texts interleaved',
    api: 'openai-completions',
    stream: true,
    body: sse([
      {
        id: 'cmpl-1',
        object: 'text_completion',
        model: 'quill-1',
        choices: [{ index: 0, text: 'One', logprobs: null, finish_reason: null }],
      },
      { id: 'cmpl-1', object: 'text_completion', model: 'quill-1', choices: [{ index: 1, text: 'Zwei ', finish_reason: null }] },
      { id: 'cmpl-1', object: 'text_completion', model: 'quill-1', choices: [{ index: 1, text: '', finish_reason: 'length' }] },
      { id: 'cmpl-1', object: 'text_completion', model: 'quill-1', choices: [{ index: 0, text: '.', finish_reason: 'stop' }] },
      { id: 'cmpl-1', object: 'text_completion', model: 'quill-1', choices: [], usage: { prompt_tokens: 3, completion_tokens: 4 } },
      '[DONE]',
    ]),
    facts: {
      id: 'cmpl-1',
      model: 'quill-1',
      finishReasons: ['stop', 'length'],
      usage: { inputTokens: 3, outputTokens: 4 },
      complete: true,
    },
    messages: [assistant('stop', { type: 'text', content: 'One.' }), assistant('length', { type: 'text', content: 'Zwei ' })],
  },
  {
    name: 'completions: a whole one with its prompt echoed and token probabilities',
    api: 'openai-completions',
    stream: false,
    contentType: json,
    body: JSON.stringify({
      id: 'cmpl-2',
      model: 'quill-1',
      choices: [
        {
          index: 0,
          text: 'Say hi',
          logprobs: {
            tokens: ['Say', ' hi'],
            token_logprobs: [null, -1.5],
            top_logprobs: [null, { ' hi': -1.5, ' yo': -2 }],
            text_offset: [0, 3],
          },
          finish_reason: 'length',
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    }),
    facts: { finishReasons: ['length'], complete: true },
    messages: [
      {
        ...assistant('length', { type: 'text', content: 'Say hi' }),
        logprobs: [
          { token: 'Say' },
          {
            token: ' hi',
            logprob: -1.5,
            top: [
              { token: ' hi', logprob: -1.5 },
              { token: ' yo', logprob: -2 },
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'completions: a whole one without a reason',
    api: 'openai-completions',
    stream: false,
    request: { model: 'quill-1' },
    contentType: json,
    body: JSON.stringify({ choices: [{ text: 'middle' }] }),
    facts: { finishReasons: [null], complete: true },
    messages: [assistant(undefined, { type: 'text', content: 'middle' })],
  },
]

const embeddings: readonly OwnRecording[] = [
  {
    name: 'embeddings: lists of numbers',
    api: 'openai-embeddings',
    stream: false,
    contentType: json,
    body: JSON.stringify({
      object: 'list',
      model: 'nest-3',
      data: [{ object: 'embedding', index: 0, embedding: [0.5, -0.5, 0.25] }],
      usage: { prompt_tokens: 8, total_tokens: 8 },
    }),
    facts: {
      model: 'nest-3',
      finishReasons: [],
      usage: { inputTokens: 8 },
      complete: true,
      attributes: { 'gen_ai.embeddings.dimension.count': 3 },
    },
    messages: [],
  },
  {
    name: 'embeddings: base64 of two floats',
    api: 'openai-embeddings',
    stream: false,
    contentType: json,
    body: JSON.stringify({ data: [{ embedding: 'AAAAPwAAgD4=' }], model: 'nest-3', usage: { total_tokens: 2 } }),
    facts: { usage: { inputTokens: 2 }, attributes: { 'gen_ai.embeddings.dimension.count': 2 }, complete: true },
    messages: [],
  },
  {
    name: 'embeddings: refused',
    api: 'openai-embeddings',
    stream: false,
    status: 403,
    contentType: json,
    body: JSON.stringify({ error: { message: 'Not with this model.', type: 'invalid_request_error', code: null } }),
    facts: { finishReasons: [], error: { type: 'invalid_request_error', message: 'Not with this model.' } },
    messages: [],
  },
]

const compatible: readonly OwnRecording[] = [
  {
    name: 'azure: a first chunk with the filter’s results only, empty names',
    api: 'openai-chat',
    stream: true,
    body: sse([
      { id: '', model: '', object: '', choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] },
      chunk({ role: 'assistant', content: '' }, null, { content_filter_results: {} }),
      chunk({ content: 'Ahoi' }),
      chunk({}, 'content_filter'),
      '[DONE]',
    ]),
    facts: { id: 'chat-1', model: 'parrot-2', finishReasons: ['content_filter'], complete: true },
    messages: [assistant('content_filter', { type: 'text', content: 'Ahoi' })],
  },
  {
    name: 'openai: token probabilities of text and refusal, tokens by modality',
    api: 'openai-chat',
    stream: true,
    body: sse([
      chunk({ content: 'A' }, null, {
        logprobs: { content: [{ token: 'A', logprob: -0.5, bytes: [65], top_logprobs: [{ token: 'B', logprob: -1 }] }], refusal: null },
      }),
      chunk({ content: 'b' }, null, { logprobs: { content: [{ token: 'b', logprob: -3, top_logprobs: [] }] } }),
      chunk({}, 'stop', { logprobs: null }),
      {
        choices: [],
        usage: {
          prompt_tokens: 9,
          completion_tokens: 6,
          prompt_tokens_details: { audio_tokens: 4, text_tokens: 5, image_tokens: 0, cached_tokens_details: { text_tokens: 2 } },
          completion_tokens_details: { audio_tokens: 0, text_tokens: 6 },
        },
      },
    ]),
    facts: {
      finishReasons: ['stop'],
      usage: { inputTokens: 9, outputTokens: 6 },
      attributes: {
        'gen_ai.usage.audio.input_tokens': 4,
        'gen_ai.usage.text.input_tokens': 5,
        'gen_ai.usage.text.cache_read.input_tokens': 2,
        'gen_ai.usage.text.output_tokens': 6,
      },
    },
    messages: [
      {
        ...assistant('stop', { type: 'text', content: 'Ab' }),
        logprobs: [
          { token: 'A', logprob: -0.5, top: [{ token: 'B', logprob: -1 }] },
          { token: 'b', logprob: -3 },
        ],
      },
    ],
  },
  {
    name: 'together: one token a chunk, its probability a bare number',
    api: 'openai-chat',
    stream: true,
    body: sse([
      chunk({ content: 'Hel', token_id: 7 }, null, { text: 'Hel', logprobs: -0.25 }),
      chunk({ content: 'lo', token_id: 8 }, 'eos', { text: 'lo', logprobs: -1 }),
    ]),
    facts: { finishReasons: ['eos'], complete: true },
    messages: [
      {
        ...assistant('eos', { type: 'text', content: 'Hello' }),
        logprobs: [
          { token: 'Hel', logprob: -0.25 },
          { token: 'lo', logprob: -1 },
        ],
      },
    ],
  },
  {
    name: 'openrouter: comments, reasoning and its details, an error after some text',
    api: 'openai-chat',
    stream: true,
    body: `: OPENROUTER PROCESSING\n\n${sse([
      chunk({ content: '', reasoning: 'Hm', reasoning_details: [{ type: 'reasoning.text', text: 'Hm' }] }),
      chunk({ content: '', reasoning: null, reasoning_details: [{ type: 'reasoning.summary', summary: '…' }] }),
    ])}: OPENROUTER PROCESSING\n\n${sse([
      chunk({ content: 'So' }),
      {
        id: 'chat-1',
        error: { code: 502, message: 'Upstream hung up' },
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
      },
    ])}`,
    facts: { finishReasons: ['error'], error: { type: '502', message: 'Upstream hung up' }, complete: false },
    messages: [assistant('error', { type: 'reasoning', content: 'Hm…' }, { type: 'text', content: 'So' })],
  },
  {
    name: 'openrouter: an error within the choice of a whole answer',
    api: 'openai-chat',
    stream: false,
    contentType: json,
    body: JSON.stringify({
      id: 'gen-1',
      choices: [{ index: 0, message: { content: '' }, finish_reason: 'error', error: { code: 429, message: 'Slow down' } }],
    }),
    facts: { finishReasons: ['error'], error: { type: '429', message: 'Slow down' }, complete: false },
    messages: [assistant('error')],
  },
  {
    name: 'groq: an error under x_groq',
    api: 'openai-chat',
    stream: true,
    body: sse([
      { ...chunk({ content: 'a' }), x_groq: { id: 'req_1' } },
      { choices: [], x_groq: { id: 'req_1', error: 'over capacity' } },
    ]),
    facts: { finishReasons: [null], error: { type: '_OTHER', message: 'over capacity' }, complete: false },
    messages: [assistant(undefined, { type: 'text', content: 'a' })],
  },
  {
    name: 'moonshot: usage within the choice; deepseek’s name for cached tokens',
    api: 'openai-chat',
    stream: true,
    body: sse([
      chunk({ content: 'a' }),
      chunk({}, 'stop', { usage: { prompt_tokens: 19, completion_tokens: 2, total_tokens: 21, prompt_cache_hit_tokens: 16 } }),
    ]),
    facts: { usage: { inputTokens: 19, outputTokens: 2, cacheReadTokens: 16 }, complete: true },
    messages: [assistant('stop', { type: 'text', content: 'a' })],
  },
  {
    name: 'a reason that is empty until it is known, and again afterwards',
    api: 'openai-chat',
    stream: true,
    body: sse([chunk({ content: 'a' }, ''), chunk({ content: 'b' }, 'stop'), chunk({ content: '' }, '')]),
    facts: { finishReasons: ['stop'], complete: true },
    messages: [assistant('stop', { type: 'text', content: 'ab' })],
  },
  {
    name: 'a reason that stays empty is none',
    api: 'openai-chat',
    stream: true,
    body: sse([chunk({ content: 'a' }, '')]),
    facts: { finishReasons: [''], complete: false },
    messages: [{ role: 'assistant', parts: [{ type: 'text', content: 'a' }] }],
  },
  {
    name: 'calls with neither index nor id',
    api: 'openai-chat',
    stream: true,
    body: sse([
      chunk({ tool_calls: [{ function: { name: 'one', arguments: '{"n":1}' } }, { function: { name: 'two', arguments: '{"n"' } }] }),
      chunk({ tool_calls: [{ function: { name: 'two', arguments: ':2}' } }] }),
      chunk({ tool_calls: [{ function: { name: 'two', arguments: { n: 3 } } }] }, 'tool_calls'),
    ]),
    facts: { finishReasons: ['tool_calls'], complete: true },
    messages: [
      assistant(
        'tool_calls',
        { type: 'tool_call', name: 'one', arguments: { n: 1 } },
        { type: 'tool_call', name: 'two', arguments: { n: 2 } },
        { type: 'tool_call', name: 'two', arguments: { n: 3 } },
      ),
    ],
  },
  {
    name: 'perplexity: each chunk has the message so far and the usage so far',
    api: 'openai-chat',
    stream: true,
    body: sse([
      {
        id: 'p-1',
        citations: ['https://a.example'],
        usage: { prompt_tokens: 4, completion_tokens: 1, total_tokens: 5, citation_tokens: 9 },
        choices: [
          { index: 0, delta: { role: 'assistant', content: 'On' }, message: { role: 'assistant', content: 'On' }, finish_reason: null },
        ],
      },
      {
        id: 'p-1',
        usage: { prompt_tokens: 4, completion_tokens: 2, total_tokens: 6, search_context_size: 'low' },
        choices: [{ index: 0, delta: { content: 'ce' }, message: { role: 'assistant', content: 'Once' }, finish_reason: 'stop' }],
      },
    ]),
    facts: { usage: { inputTokens: 4, outputTokens: 2 }, finishReasons: ['stop'], complete: true },
    messages: [assistant('stop', { type: 'text', content: 'Once' })],
  },
  {
    name: 'text-generation-inference: an error that is a text, its kind beside it',
    api: 'openai-chat',
    stream: true,
    body: sse([chunk({ content: 'a' }), { error: 'Out of memory', error_type: 'generation' }]),
    facts: { finishReasons: [null], error: { type: 'generation', message: 'Out of memory' } },
    messages: [assistant(undefined, { type: 'text', content: 'a' })],
  },
  {
    name: 'vllm: an error of an object of its own',
    api: 'openai-chat',
    stream: false,
    status: 400,
    contentType: json,
    body: JSON.stringify({ object: 'error', message: 'Too long.', type: 'BadRequestError', param: null, code: 400 }),
    facts: { finishReasons: [], error: { type: 'BadRequestError', message: 'Too long.' } },
    messages: [],
  },
]

export const openaiOtherBodies: readonly OwnRecording[] = [...completions, ...embeddings, ...compatible]
