/** A count that is known is not taken back by what only fills a place: each wire, each form that a filler comes in. */
import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { isObject } from '../../../sdk/provider/read/json.ts'
import type { Api, ResponseReader, Usage } from '../../../sdk/provider/read/dialect.ts'
import { mergeNumbers, wholeNumber } from '../../../sdk/provider/answer/usage-counts.ts'
import { dialectOf } from '../../support/dialects.ts'

/** What fills a place, and counts nothing. */
const FILLERS: readonly (readonly [string, JsonValue])[] = [
  ['0', 0],
  ['null', null],
  ['a number below 0', -1],
  ['a text', '9'],
  ['half a token', 2.5],
  ['an object', {}],
  ['a number that JSON does not hold', 1e400],
]

interface Wire {
  readonly api: Api
  /** The payloads with the counts, then one in which each of them is the filler. */
  readonly payloads: (filler: JsonValue) => readonly JsonValue[]
  readonly usage: Usage
}

const chat = (usage: JsonValue): JsonValue => ({ choices: [{ index: 0, delta: {} }], usage })
const start = (usage: JsonValue): JsonValue => ({ type: 'message_start', message: { id: 'm', usage } })
const delta = (usage: JsonValue): JsonValue => ({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage })
const gemini = (usageMetadata: JsonValue): JsonValue => ({ candidates: [{ index: 0 }], usageMetadata })

const WIRES: { readonly [name: string]: Wire } = {
  'Anthropic: what message_delta does not know': {
    api: 'anthropic-messages',
    payloads: (x) => [
      start({ input_tokens: 15, cache_read_input_tokens: 7, output_tokens: 1 }),
      delta({ input_tokens: x, cache_read_input_tokens: x, cache_creation_input_tokens: null, output_tokens: 9 }),
    ],
    usage: { inputTokens: 22, outputTokens: 9, cacheReadTokens: 7 },
  },
  'Anthropic: a second message_delta': {
    api: 'anthropic-messages',
    payloads: (x) => [
      start({ input_tokens: 0, output_tokens: 0 }),
      delta({ input_tokens: 15, cache_creation_input_tokens: 4, output_tokens: 9, output_tokens_details: { thinking_tokens: 3 } }),
      delta({ input_tokens: x, cache_creation_input_tokens: x, output_tokens: x, output_tokens_details: { thinking_tokens: x } }),
    ],
    usage: { inputTokens: 19, outputTokens: 9, cacheWriteTokens: 4, reasoningTokens: 3 },
  },
  'Anthropic on Bedrock: what message_stop counts once more': {
    api: 'anthropic-messages',
    payloads: (x) => [
      start({ input_tokens: 15, cache_read_input_tokens: 7, output_tokens: 1 }),
      delta({ output_tokens: 9 }),
      {
        type: 'message_stop',
        'amazon-bedrock-invocationMetrics': { inputTokenCount: x, outputTokenCount: x, cacheReadInputTokenCount: x },
      },
    ],
    usage: { inputTokens: 22, outputTokens: 9, cacheReadTokens: 7 },
  },
  'Chat Completions: a last chunk of fillers': {
    api: 'openai-chat',
    payloads: (x) => [
      chat({ prompt_tokens: 15, completion_tokens: 9, prompt_tokens_details: { cached_tokens: 7 }, total_tokens: 24 }),
      chat({ prompt_tokens: x, completion_tokens: x, prompt_tokens_details: { cached_tokens: x }, total_tokens: x }),
    ],
    usage: { inputTokens: 15, outputTokens: 9, cacheReadTokens: 7 },
  },
  'Chat Completions: counts that run along (vLLM)': {
    api: 'openai-chat',
    payloads: (x) => [
      chat({ prompt_tokens: 15, completion_tokens: 1 }),
      chat({ prompt_tokens: 15, completion_tokens: 9 }),
      chat({ prompt_tokens: x, completion_tokens: x }),
    ],
    usage: { inputTokens: 15, outputTokens: 9 },
  },
  'Chat Completions: under x_groq, then beside it': {
    api: 'openai-chat',
    payloads: (x) => [
      { choices: [], x_groq: { usage: { prompt_tokens: 15, completion_tokens: 9 } } },
      { choices: [], usage: { prompt_tokens: x, completion_tokens: x } },
    ],
    usage: { inputTokens: 15, outputTokens: 9 },
  },
  'Completions: a last chunk of fillers': {
    api: 'openai-completions',
    payloads: (x) => [
      { choices: [], usage: { prompt_tokens: 15, completion_tokens: 9 } },
      { choices: [], usage: { prompt_tokens: x } },
    ],
    usage: { inputTokens: 15, outputTokens: 9 },
  },
  'Responses: two last events': {
    api: 'openai-responses',
    payloads: (x) => [
      { type: 'response.in_progress', response: { id: 'r', usage: { input_tokens: 15, output_tokens: 3 } } },
      { type: 'response.completed', response: { id: 'r', status: 'completed', usage: { input_tokens: x, output_tokens: 9 } } },
      { type: 'response.done', response: { id: 'r', status: 'completed', usage: { input_tokens: x, output_tokens: x } } },
    ],
    usage: { inputTokens: 15, outputTokens: 9 },
  },
  'Gemini: a last chunk of fillers': {
    api: 'gemini-generate',
    payloads: (x) => [
      gemini({ promptTokenCount: 10, toolUsePromptTokenCount: 5, thoughtsTokenCount: 4 }),
      gemini({ promptTokenCount: 10, candidatesTokenCount: 5, cachedContentTokenCount: 7 }),
      gemini({
        promptTokenCount: x,
        candidatesTokenCount: x,
        thoughtsTokenCount: x,
        toolUsePromptTokenCount: x,
        cachedContentTokenCount: x,
      }),
    ],
    usage: { inputTokens: 15, outputTokens: 9, cacheReadTokens: 7, reasoningTokens: 4 },
  },
  'Interactions: the total, then the end': {
    api: 'gemini-interactions',
    payloads: (x) => [
      { event_type: 'step.delta', index: 0, delta: {}, metadata: { total_usage: { total_input_tokens: 15, total_output_tokens: 9 } } },
      {
        event_type: 'interaction.completed',
        interaction: { id: 'i', status: 'completed', usage: { total_input_tokens: x, total_output_tokens: x, total_cached_tokens: 7 } },
      },
    ],
    usage: { inputTokens: 15, outputTokens: 9, cacheReadTokens: 7 },
  },
  'Cohere: two ends': {
    api: 'cohere-chat',
    payloads: (x) => [
      {
        type: 'message-end',
        delta: { finish_reason: 'COMPLETE', usage: { tokens: { input_tokens: 15, output_tokens: 9 }, cached_tokens: 7 } },
      },
      {
        type: 'message-end',
        delta: { finish_reason: 'COMPLETE', usage: { tokens: { input_tokens: x, output_tokens: x }, cached_tokens: x } },
      },
    ],
    usage: { inputTokens: 15, outputTokens: 9, cacheReadTokens: 7 },
  },
  'Ollama: two last lines': {
    api: 'ollama-chat',
    payloads: (x) => [
      { model: 'm', done: true, prompt_eval_count: 15, eval_count: 9 },
      { model: 'm', done: true, prompt_eval_count: x, eval_count: x },
    ],
    usage: { inputTokens: 15, outputTokens: 9 },
  },
  'Mistral: a last chunk of fillers': {
    api: 'mistral-chat',
    payloads: (x) => [
      chat({ prompt_tokens: 15, completion_tokens: 9, num_cached_tokens: 7 }),
      chat({ prompt_tokens: x, completion_tokens: x, num_cached_tokens: x }),
    ],
    usage: { inputTokens: 15, outputTokens: 9, cacheReadTokens: 7 },
  },
  'Mistral Conversations: two ends': {
    api: 'mistral-conversations',
    payloads: (x) => [
      { type: 'conversation.response.done', usage: { prompt_tokens: 10, connector_tokens: 5, completion_tokens: 9, total_tokens: 24 } },
      { type: 'conversation.response.done', usage: { prompt_tokens: x, connector_tokens: x, completion_tokens: x, total_tokens: x } },
    ],
    usage: { inputTokens: 15, outputTokens: 9 },
  },
  'AI SDK 4: the steps, then the whole': {
    api: 'ai-sdk-data-stream-v4',
    payloads: (x) => [
      { event: 'e', data: { finishReason: 'tool-calls', usage: { promptTokens: 10, completionTokens: 4 } } },
      { event: 'e', data: { finishReason: 'stop', usage: { promptTokens: 5, completionTokens: 5 } } },
      { event: 'd', data: { finishReason: 'stop', usage: { promptTokens: x, completionTokens: x } } },
    ],
    usage: { inputTokens: 15, outputTokens: 9 },
  },
  'AI SDK: two pieces of metadata': {
    api: 'ai-sdk-ui',
    payloads: (x) => [
      { type: 'message-metadata', messageMetadata: { totalUsage: { inputTokens: 15, outputTokens: 9, cachedInputTokens: 7 } } },
      { type: 'finish', messageMetadata: { totalUsage: { inputTokens: x, outputTokens: x, inputTokenDetails: { cacheReadTokens: x } } } },
    ],
    usage: { inputTokens: 15, outputTokens: 9, cacheReadTokens: 7 },
  },
  'LangGraph: a message, then its state': {
    api: 'langgraph',
    payloads: (x) => [
      { event: 'messages/partial', data: [{ type: 'ai', id: 'a', content: 'x', usage_metadata: { input_tokens: 15, output_tokens: 9 } }] },
      { event: 'messages/complete', data: [{ type: 'ai', id: 'a', content: 'x', usage_metadata: { input_tokens: x, output_tokens: x } }] },
    ],
    usage: { inputTokens: 15, outputTokens: 9 },
  },
}

describe.each(Object.entries(WIRES))('%s', (_, { api, payloads, usage }) => {
  test.each(FILLERS)('keeps its counts beside %s', (__, filler) => {
    const reader = readerOf(api)
    for (const payload of payloads(filler)) {
      if (isEvent(payload)) reader.payload(payload.data, payload.event)
      else reader.payload(payload)
    }
    expect(reader.facts().usage).toEqual(usage)
  })
})

test.each(['anthropic-messages', 'openai-responses'] as const)('%s: an answer that begins anew counts anew', (api) => {
  const reader = readerOf(api)
  if (api === 'anthropic-messages') {
    reader.payload(start({ input_tokens: 500, cache_read_input_tokens: 100, output_tokens: 50 }))
    reader.payload(start({ input_tokens: 15, output_tokens: 9 }))
  } else {
    reader.payload({ type: 'response.created', response: { id: 'a', usage: { input_tokens: 500, output_tokens: 50 } } })
    reader.payload({ type: 'response.output_text.delta', delta: 'x' })
    reader.payload({ type: 'response.created', response: { id: 'b' } })
    reader.payload({ type: 'response.completed', response: { id: 'b', usage: { input_tokens: 15, output_tokens: 9 } } })
  }
  expect(reader.facts().usage).toEqual({ inputTokens: 15, outputTokens: 9 })
})

test('a 0 is told where nothing else is', () => {
  const reader = readerOf('openai-chat')
  reader.payload(chat({ prompt_tokens: 15, completion_tokens: 0, prompt_tokens_details: { cached_tokens: 0 } }))
  expect(reader.facts().usage).toEqual({ inputTokens: 15, outputTokens: 0, cacheReadTokens: 0 })
})

test('a later number corrects an earlier one, upward and downward', () => {
  const known = { inputTokens: 15, outputTokens: 9 }
  mergeNumbers(known, { inputTokens: 20, outputTokens: 3 })
  expect(known).toEqual({ inputTokens: 20, outputTokens: 3 })
})

test('a price may come to be 0', () => {
  const known = { cost: 3, inputTokens: 15 }
  mergeNumbers(known, { cost: 0, inputTokens: 0 })
  expect(known).toEqual({ cost: 0, inputTokens: 15 })
})

test.each([[NaN], [Infinity], [-0.5], [1.5], [2 ** 53], ['3'], [null], [undefined], [true]])('%s is no count', (value) => {
  expect(wholeNumber(value)).toBeUndefined()
})

function isEvent(payload: JsonValue): payload is { readonly event: string; readonly data: JsonValue } {
  return isObject(payload) && typeof payload['event'] === 'string' && payload['data'] !== undefined
}

function readerOf(api: Api): ResponseReader {
  return dialectOf(api).createReader({ stream: true })
}
