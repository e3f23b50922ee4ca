/** One fact under every name that somebody gives it: OpenAI's wire as gateways, servers and vendors speak it, and the wires of others. */
import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import type { Api, Usage } from '../../../sdk/provider/read/dialect.ts'
import { COUNTS, LABELS, MEASURES } from '../../../sdk/provider/answer/usage-spellings.ts'
import { dialectOf } from '../../support/dialects.ts'

function read(api: Api, payload: JsonValue) {
  const reader = dialectOf(api).createReader({})
  reader.payload(payload)
  return reader.facts()
}
const chat = (usage: JsonValue) => read('openai-chat', { choices: [], usage })

test.each<readonly [string, JsonValue, Usage]>([
  ['OpenAI', { prompt_tokens: 22, prompt_tokens_details: { cached_tokens: 7 } }, { inputTokens: 22, cacheReadTokens: 7 }],
  ['Responses in Chat', { input_tokens: 22, input_tokens_details: { cached_tokens: 7 } }, { inputTokens: 22, cacheReadTokens: 7 }],
  [
    'LiteLLM, at the top',
    { prompt_tokens: 22, cache_read_input_tokens: 7, cache_creation_input_tokens: 4 },
    { inputTokens: 22, cacheReadTokens: 7, cacheWriteTokens: 4 },
  ],
  [
    'LiteLLM, in the details',
    { prompt_tokens: 22, prompt_tokens_details: { cached_tokens: 7, cache_creation_tokens: 4 } },
    { inputTokens: 22, cacheReadTokens: 7, cacheWriteTokens: 4 },
  ],
  [
    'LiteLLM, both, one of them 0',
    {
      prompt_tokens: 22,
      cache_creation_input_tokens: 4,
      prompt_tokens_details: { cached_tokens: 0, cache_creation_tokens: 0 },
      cache_read_input_tokens: 7,
    },
    { inputTokens: 22, cacheReadTokens: 7, cacheWriteTokens: 4 },
  ],
  [
    'OpenRouter',
    { prompt_tokens: 22, prompt_tokens_details: { cached_tokens: 7, cache_write_tokens: 4 } },
    { inputTokens: 22, cacheReadTokens: 7, cacheWriteTokens: 4 },
  ],
  ['Mistral', { prompt_tokens: 22, num_cached_tokens: 7 }, { inputTokens: 22, cacheReadTokens: 7 }],
  ['Mistral, misspelt', { prompt_tokens: 22, prompt_token_details: { cached_tokens: 7 } }, { inputTokens: 22, cacheReadTokens: 7 }],
  ['DeepSeek', { prompt_tokens: 22, prompt_cache_hit_tokens: 7, prompt_cache_miss_tokens: 15 }, { inputTokens: 22, cacheReadTokens: 7 }],
  ['DeepSeek without the sum', { prompt_cache_hit_tokens: 7, prompt_cache_miss_tokens: 15 }, { inputTokens: 22, cacheReadTokens: 7 }],
  ['DeepSeek, all of it a hit', { prompt_cache_hit_tokens: 22, prompt_cache_miss_tokens: 0 }, { inputTokens: 22, cacheReadTokens: 22 }],
  ['Moonshot, Together', { prompt_tokens: 22, cached_tokens: 7 }, { inputTokens: 22, cacheReadTokens: 7 }],
  [
    'a split of what was written',
    { prompt_tokens: 22, cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 1 } },
    { inputTokens: 22, cacheWriteTokens: 4 },
  ],
  [
    'a gateway in camel case',
    { inputTokens: 22, outputTokens: 9, cacheReadInputTokens: 7, cacheWriteInputTokens: 4 },
    { inputTokens: 22, outputTokens: 9, cacheReadTokens: 7, cacheWriteTokens: 4 },
  ],
  [
    'Perplexity',
    { prompt_tokens: 22, completion_tokens: 9, reasoning_tokens: 3 },
    { inputTokens: 22, outputTokens: 9, reasoningTokens: 3 },
  ],
  [
    'xAI, whose output leaves out reasoning',
    { prompt_tokens: 22, completion_tokens: 6, total_tokens: 31, completion_tokens_details: { reasoning_tokens: 3 } },
    { inputTokens: 22, outputTokens: 9, reasoningTokens: 3 },
  ],
  [
    'OpenAI, whose output holds it',
    { prompt_tokens: 22, completion_tokens: 9, total_tokens: 31, completion_tokens_details: { reasoning_tokens: 3 } },
    { inputTokens: 22, outputTokens: 9, reasoningTokens: 3 },
  ],
  [
    'a gateway whose input leaves out the cache',
    { prompt_tokens: 11, completion_tokens: 9, total_tokens: 31, cache_read_input_tokens: 7, cache_creation_input_tokens: 4 },
    { inputTokens: 22, outputTokens: 9, cacheReadTokens: 7, cacheWriteTokens: 4 },
  ],
])('the cache and reasoning of %s', (_, usage, expected) => {
  expect(chat(usage)?.usage).toEqual(expected)
})

describe('tokens by modality', () => {
  const names = (attributes: object | undefined) =>
    Object.entries(attributes ?? {}).filter(([name]) => /text|image|audio|video|document/.test(name))

  test.each<readonly [string, Api, JsonValue, { readonly [name: string]: number }]>([
    [
      'OpenAI',
      'openai-chat',
      {
        choices: [],
        usage: {
          prompt_tokens_details: {
            text_tokens: 10,
            audio_tokens: 4,
            image_tokens: 5,
            video_tokens: 3,
            cached_tokens_details: { text_tokens: 2, audio_tokens: 1 },
          },
          completion_tokens_details: { text_tokens: 6, audio_tokens: 3, image_tokens: 0 },
        },
      },
      {
        'gen_ai.usage.text.input_tokens': 10,
        'gen_ai.usage.audio.input_tokens': 4,
        'gen_ai.usage.image.input_tokens': 5,
        'genai_devtools.usage.video.input_tokens': 3,
        'gen_ai.usage.text.cache_read.input_tokens': 2,
        'gen_ai.usage.audio.cache_read.input_tokens': 1,
        'gen_ai.usage.text.output_tokens': 6,
        'gen_ai.usage.audio.output_tokens': 3,
      },
    ],
    [
      'Responses',
      'openai-responses',
      {
        object: 'response',
        id: 'r',
        status: 'completed',
        output: [],
        usage: { input_tokens_details: { text_tokens: 10, image_tokens: 5 }, output_tokens_details: { image_tokens: 8 } },
      },
      { 'gen_ai.usage.text.input_tokens': 10, 'gen_ai.usage.image.input_tokens': 5, 'gen_ai.usage.image.output_tokens': 8 },
    ],
    [
      'Gemini',
      'gemini-generate',
      {
        usageMetadata: {
          promptTokensDetails: [
            { modality: 'TEXT', tokenCount: 10 },
            { modality: 'VIDEO', tokenCount: 3 },
            { modality: 'DOCUMENT', tokenCount: 2 },
            { modality: 'MODALITY_UNSPECIFIED', tokenCount: 9 },
          ],
          toolUsePromptTokensDetails: [{ modality: 'TEXT', tokenCount: 5 }],
          candidatesTokensDetails: [
            { modality: 'IMAGE', tokenCount: 8 },
            { modality: 'AUDIO', tokenCount: 3 },
          ],
          cacheTokensDetails: [{ modality: 'TEXT', tokenCount: 2 }],
        },
      },
      {
        'gen_ai.usage.text.input_tokens': 15,
        'genai_devtools.usage.video.input_tokens': 3,
        'genai_devtools.usage.document.input_tokens': 2,
        'gen_ai.usage.image.output_tokens': 8,
        'gen_ai.usage.audio.output_tokens': 3,
        'gen_ai.usage.text.cache_read.input_tokens': 2,
      },
    ],
    [
      'Gemini Interactions',
      'gemini-interactions',
      {
        id: 'i',
        status: 'completed',
        usage: {
          input_tokens_by_modality: [{ modality: 'text', tokens: 10 }],
          tool_use_tokens_by_modality: [{ modality: 'text', tokens: 5 }],
          output_tokens_by_modality: [{ modality: 'audio', tokens: 3 }],
          cached_tokens_by_modality: [{ modality: 'text', tokens: 2 }],
        },
      },
      { 'gen_ai.usage.text.input_tokens': 15, 'gen_ai.usage.audio.output_tokens': 3, 'gen_ai.usage.text.cache_read.input_tokens': 2 },
    ],
    [
      'Gemini, odd lists',
      'gemini-generate',
      {
        usageMetadata: {
          promptTokensDetails: [
            null,
            1,
            { modality: 1, tokenCount: 1 },
            { modality: 'TEXT' },
            { modality: 'TEXT', tokenCount: -1 },
            { modality: 'TEXT', tokenCount: 1.5 },
          ],
        },
      },
      {},
    ],
  ])('%s', (_, api, payload, expected) => {
    expect(Object.fromEntries(names(read(api, payload)?.attributes))).toEqual(expected)
  })
})

describe('counts of no conventions', () => {
  test.each<readonly [string, Api, JsonValue, { readonly [name: string]: string | number | boolean }]>([
    [
      'the split of a cache write',
      'anthropic-messages',
      { type: 'message', usage: { cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 1 } } },
      { 'usage.cache_write_5m.input_tokens': 3, 'usage.cache_write_1h.input_tokens': 1 },
    ],
    [
      'the same by LiteLLM',
      'openai-chat',
      {
        choices: [],
        usage: { prompt_tokens_details: { cache_creation_token_details: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 1 } } },
      },
      { 'usage.cache_write_5m.input_tokens': 3, 'usage.cache_write_1h.input_tokens': 1 },
    ],
    [
      'the same at the top',
      'openai-chat',
      { choices: [], usage: { cache_creation: { ephemeral_5m_input_tokens: 3 } } },
      { 'usage.cache_write_5m.input_tokens': 3 },
    ],
    [
      'Anthropic’s tools',
      'anthropic-messages',
      { type: 'message', usage: { server_tool_use: { web_search_requests: 2, web_fetch_requests: 1, code_execution_requests: 0 } } },
      { 'usage.web_search_requests': 2, 'usage.web_fetch_requests': 1 },
    ],
    [
      'OpenAI’s tools',
      'openai-responses',
      { object: 'response', output: [], tool_usage: { web_search: { num_requests: 2 }, image_gen: { input_tokens: 3, output_tokens: 4 } } },
      { 'usage.web_search_requests': 2, 'usage.image_generation.input_tokens': 3, 'usage.image_generation.output_tokens': 4 },
    ],
    [
      'xAI’s tools',
      'openai-responses',
      { object: 'response', output: [], usage: { num_server_side_tools_used: 2, num_sources_used: 3 } },
      { 'usage.server_tool_requests': 2, 'usage.sources_used': 3 },
    ],
    [
      'Perplexity’s searches',
      'openai-chat',
      { choices: [], usage: { num_search_queries: 2, citation_tokens: 3, search_context_size: 'low' } },
      { 'usage.web_search_requests': 2, 'usage.citation_tokens': 3, 'response.search_context_size': 'low' },
    ],
    [
      'Ollama’s times',
      'ollama-chat',
      {
        model: 'm',
        done: true,
        total_duration: 1363219361,
        load_duration: 28126292,
        prompt_eval_duration: 179676000,
        eval_duration: 1577990000,
      },
      {
        'provider.total_time': 1.363219361,
        'provider.load_time': 0.028126292,
        'provider.prompt_time': 0.179676,
        'provider.completion_time': 1.57799,
      },
    ],
    [
      'Bedrock’s time',
      'anthropic-messages',
      { type: 'message_stop', 'amazon-bedrock-invocationMetrics': { inputTokenCount: 3, outputTokenCount: 4, invocationLatency: 1500 } },
      { 'provider.total_time': 1.5 },
    ],
    ['SambaNova’s time', 'openai-chat', { choices: [], usage: { total_latency: 0.25 } }, { 'provider.total_time': 0.25 }],
    ['DeepInfra’s price', 'openai-chat', { choices: [], usage: { estimated_cost: 0.25 } }, { 'usage.cost': 0.25 }],
    [
      'Groq’s times',
      'openai-chat',
      { choices: [], x_groq: { usage: { queue_time: 0.5, prompt_time: 0.25, completion_time: 1, total_time: 1.25 } } },
      { 'provider.queue_time': 0.5, 'provider.prompt_time': 0.25, 'provider.completion_time': 1, 'provider.total_time': 1.25 },
    ],
    [
      'Cerebras’s times',
      'openai-chat',
      { choices: [], time_info: { queue_time: 0.5, prompt_time: 0.25, completion_time: 1, total_time: 1.25 } },
      { 'provider.queue_time': 0.5, 'provider.prompt_time': 0.25, 'provider.completion_time': 1, 'provider.total_time': 1.25 },
    ],
    [
      'llama.cpp’s times',
      'openai-chat',
      { choices: [], timings: { prompt_n: 4, prompt_ms: 12.5, predicted_ms: 250, cache_n: 7, draft_n_accepted: 2 } },
      { 'provider.prompt_time': 0.0125, 'provider.completion_time': 0.25, 'usage.accepted_prediction.output_tokens': 2 },
    ],
    [
      'OpenRouter’s price',
      'openai-chat',
      {
        choices: [],
        usage: {
          cost: 0.25,
          is_byok: false,
          cost_details: { upstream_inference_cost: 0.2, upstream_inference_prompt_cost: 0.125, upstream_inference_completions_cost: 0.075 },
        },
      },
      { 'usage.cost': 0.25, 'usage.byok': false, 'usage.cost.upstream': 0.2, 'usage.cost.input': 0.125, 'usage.cost.output': 0.075 },
    ],
    [
      'Perplexity’s price',
      'openai-chat',
      { choices: [], usage: { cost: { input_tokens_cost: 0.1, output_tokens_cost: 0.2, request_cost: 0.3, total_cost: 0.6 } } },
      { 'usage.cost': 0.6, 'usage.cost.input': 0.1, 'usage.cost.output': 0.2, 'usage.cost.request': 0.3 },
    ],
    ['a model for nothing', 'openai-chat', { choices: [], usage: { cost: 0 } }, { 'usage.cost': 0 }],
    ['xAI’s price', 'openai-chat', { choices: [], usage: { cost_in_usd_ticks: 1399000 } }, { 'usage.cost.usd_ticks': 1399000 }],
    [
      'a total that is no sum',
      'openai-chat',
      { choices: [], usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 9 } },
      { 'usage.total_tokens': 9 },
    ],
    ['a total that is one', 'openai-chat', { choices: [], usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 } }, {}],
    [
      'a total of Gemini’s',
      'gemini-generate',
      { usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4, thoughtsTokenCount: 2, totalTokenCount: 10 } },
      { 'usage.total_tokens': 10 },
    ],
    ['a total with an embedding', 'openai-embeddings', { data: [], usage: { prompt_tokens: 3, total_tokens: 3 } }, {}],
    [
      'Anthropic’s tier',
      'anthropic-messages',
      { type: 'message', usage: { service_tier: 'priority', speed: 'fast', inference_geo: 'us' } },
      { 'response.service_tier': 'priority', 'response.speed': 'fast', 'response.inference_geo': 'us' },
    ],
    ['Gemini’s tier', 'gemini-generate', { usageMetadata: { serviceTier: 'flex' } }, { 'response.service_tier': 'flex' }],
    [
      'Vertex’s tier',
      'gemini-generate',
      { usageMetadata: { trafficType: 'PROVISIONED_THROUGHPUT' } },
      { 'response.service_tier': 'PROVISIONED_THROUGHPUT' },
    ],
    [
      'Interactions’ tier',
      'gemini-interactions',
      { id: 'i', status: 'completed', service_tier: 'flex' },
      { 'response.service_tier': 'flex' },
    ],
    ['Mistral’s tier', 'mistral-chat', { choices: [], usage: { service_tier: 'standard' } }, { 'response.service_tier': 'standard' }],
    ['no tier', 'mistral-chat', { choices: [], usage: { service_tier: '' } }, {}],
    ['a tier that is a novel', 'mistral-chat', { choices: [], usage: { service_tier: 'x'.repeat(129) } }, {}],
    [
      'Mistral’s tools',
      'mistral-conversations',
      {
        object: 'conversation.response',
        outputs: [],
        usage: { prompt_tokens: 3, connector_tokens: 5, completion_tokens: 1, total_tokens: 9, prompt_audio_seconds: 4 },
      },
      { 'usage.tool_use.input_tokens': 5, 'usage.audio.input_seconds': 4 },
    ],
  ])('%s', (_, api, payload, expected) => {
    const own = Object.entries(read(api, payload)?.attributes ?? {}).filter(([name]) => name.startsWith('genai_devtools.'))
    expect(Object.fromEntries(own.map(([name, value]) => [name.slice('genai_devtools.'.length), value]))).toEqual(expected)
  })
})

test('no spelling stands for two facts', () => {
  const all = [COUNTS, MEASURES, LABELS].flatMap((table) => Object.values(table).flat())
  expect(all.length).toBeGreaterThan(90)
  expect(new Set(all).size).toBe(all.length)
})

test.each<readonly [Api, JsonValue, Usage]>([
  ['openai-embeddings', { data: [], usage: { prompt_tokens: 3, completion_tokens: 0, total_tokens: 3 } }, { inputTokens: 3 }],
  ['openai-embeddings', { data: [], usage: { total_tokens: 3 } }, { inputTokens: 3 }],
  ['mistral-embeddings', { data: [], usage: { prompt_tokens: 3, completion_tokens: 0, prompt_tokens_details: null } }, { inputTokens: 3 }],
  ['ollama-embed', { embeddings: [], prompt_eval_count: 3, total_duration: 5 }, { inputTokens: 3 }],
  ['gemini-embed', { embedding: {}, usageMetadata: { promptTokenCount: 3 } }, { inputTokens: 3 }],
  [
    'gemini-embed',
    { predictions: [{ embeddings: { statistics: { token_count: 1 } } }, { embeddings: { statistics: { token_count: 2 } } }] },
    { inputTokens: 3 },
  ],
])('an embedding of %s has input alone: %j', (api, payload, expected) => {
  expect(read(api, payload)?.usage).toEqual(expected)
})
