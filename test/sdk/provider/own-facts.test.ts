/** What requests and answers say that the conventions have no name for: each fact in the forms that vendors give it. */
import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import type { Api, RequestFacts, ResponseFacts } from '../../../sdk/provider/read/dialect.ts'
import { requestAttributes } from '../../../sdk/span/attributes.ts'
import { dialectOf } from '../../support/dialects.ts'

type Values = { readonly [name: string]: JsonValue }

const URLS: { readonly [api in Api]?: string } = {
  'gemini-generate': 'https://generativelanguage.googleapis.com/v1beta/models/magpie:generateContent',
  'gemini-interactions': 'https://generativelanguage.googleapis.com/v1beta/interactions',
  'mistral-conversations': 'https://api.mistral.ai/v1/conversations',
}

/** Attributes of ours, without what they all begin with. */
function own(attributes: object | undefined): Values {
  const ours = Object.entries(attributes ?? {}).filter(([name]) => name.startsWith('genai_devtools.'))
  return Object.fromEntries(ours.map(([name, value]) => [name.slice('genai_devtools.'.length), value]))
}

function asked(api: Api, body: JsonValue): Values {
  const url = new URL(URLS[api] ?? 'https://api.example.com/v1/x')
  const dialect = dialectOf(api)
  return own(requestAttributes(dialect, 'someone', dialect.readRequest({ method: 'POST', url, body }), url))
}

function told(api: Api, payloads: readonly JsonValue[], request: RequestFacts = {}): Values {
  const reader = dialectOf(api).createReader(request)
  for (const payload of payloads) reader.payload(payload)
  return own(reader.facts().attributes)
}

describe('a request', () => {
  const tool = { type: 'function', function: { name: 'search', parameters: {} } }

  test.each<readonly [string, Api, JsonValue, Values]>([
    ['OpenAI, a word', 'openai-chat', { tool_choice: 'required' }, { 'request.tool_choice': 'required' }],
    [
      'OpenAI, a tool',
      'openai-chat',
      { tool_choice: { type: 'function', function: { name: 'search' } } },
      { 'request.tool_choice': 'function', 'request.tool_choice.name': 'search' },
    ],
    [
      'OpenAI, a custom tool',
      'openai-chat',
      { tool_choice: { type: 'custom', custom: { name: 'grep' } } },
      { 'request.tool_choice': 'custom', 'request.tool_choice.name': 'grep' },
    ],
    [
      'OpenAI, some tools',
      'openai-chat',
      { tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto' } } },
      { 'request.tool_choice': 'auto' },
    ],
    [
      'OpenAI of old',
      'openai-chat',
      { function_call: { name: 'search' } },
      { 'request.tool_choice': 'function', 'request.tool_choice.name': 'search' },
    ],
    [
      'Responses',
      'openai-responses',
      { input: 'x', tool_choice: { type: 'function', name: 'search' }, parallel_tool_calls: false },
      { 'request.tool_choice': 'function', 'request.tool_choice.name': 'search', 'request.parallel_tool_calls': false },
    ],
    [
      'Responses, its own tool',
      'openai-responses',
      { input: 'x', tool_choice: { type: 'file_search' } },
      { 'request.tool_choice': 'file_search' },
    ],
    [
      'Anthropic',
      'anthropic-messages',
      { tool_choice: { type: 'tool', name: 'search', disable_parallel_tool_use: true } },
      { 'request.tool_choice': 'tool', 'request.tool_choice.name': 'search', 'request.parallel_tool_calls': false },
    ],
    [
      'Gemini',
      'gemini-generate',
      { toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['search'] } } },
      { 'request.tool_choice': 'ANY', 'request.tool_choice.name': 'search' },
    ],
    [
      'Gemini, two functions, in snake case',
      'gemini-generate',
      { tool_config: { function_calling_config: { mode: 'ANY', allowed_function_names: ['search', 'read'] } } },
      { 'request.tool_choice': 'ANY' },
    ],
    ['Interactions', 'gemini-interactions', { generation_config: { tool_choice: 'any' } }, { 'request.tool_choice': 'any' }],
    [
      'Mistral',
      'mistral-chat',
      { tool_choice: 'any', parallel_tool_calls: true },
      { 'request.tool_choice': 'any', 'request.parallel_tool_calls': true },
    ],
    ['Mistral Conversations', 'mistral-conversations', { completion_args: { tool_choice: 'none' } }, { 'request.tool_choice': 'none' }],
    ['Cohere', 'cohere-chat', { tool_choice: 'REQUIRED' }, { 'request.tool_choice': 'REQUIRED' }],
    ['a choice that is a novel', 'openai-chat', { tool_choice: 'x'.repeat(129) }, {}],
    ['a choice that is odd', 'openai-chat', { tool_choice: [1], parallel_tool_calls: 'yes' }, {}],
    ['the tools offered', 'openai-chat', { tools: [tool, tool, { type: 'web_search' }] }, { 'request.tool_count': 3 }],
    ['the tools offered to Anthropic', 'anthropic-messages', { tools: [{ name: 'a', input_schema: {} }] }, { 'request.tool_count': 1 }],
    [
      'the tools offered to Gemini',
      'gemini-generate',
      { tools: [{ functionDeclarations: [{ name: 'a' }, { name: 'b' }] }, { googleSearch: {} }] },
      { 'request.tool_count': 3 },
    ],
    [
      'a budget of Anthropic’s',
      'anthropic-messages',
      { thinking: { type: 'enabled', budget_tokens: 2048 } },
      { 'request.thinking_budget': 2048 },
    ],
    [
      'a budget of Gemini’s',
      'gemini-generate',
      { generationConfig: { thinkingConfig: { thinkingBudget: -1 } } },
      { 'request.thinking_budget': -1 },
    ],
    [
      'no budget of Gemini’s',
      'gemini-generate',
      { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } },
      { 'request.thinking_budget': 0 },
    ],
    ['a budget of Qwen’s', 'openai-chat', { thinking_budget: 500 }, { 'request.thinking_budget': 500 }],
    ['a budget of OpenRouter’s', 'openai-chat', { reasoning: { max_tokens: 500 } }, { 'request.thinking_budget': 500 }],
    ['a budget of Cohere’s', 'cohere-chat', { thinking: { type: 'enabled', token_budget: 500 } }, { 'request.thinking_budget': 500 }],
    ['half a token', 'openai-chat', { thinking_budget: 0.5 }, {}],
    ['Anthropic’s tier', 'anthropic-messages', { service_tier: 'standard_only' }, { 'request.service_tier': 'standard_only' }],
    ['Gemini’s tier', 'gemini-generate', { serviceTier: 'flex' }, { 'request.service_tier': 'flex' }],
    ['Mistral’s tier', 'mistral-chat', { service_tier: 'priority' }, { 'request.service_tier': 'priority' }],
    ['OpenAI’s tier, which the conventions name', 'openai-chat', { service_tier: 'flex' }, {}],
  ])('%s', (_, api, body, expected) => {
    expect(asked(api, body)).toEqual(expected)
  })
})

describe('a router', () => {
  test.each<readonly [string, readonly JsonValue[], Values]>([
    ['names the upstream', [{ provider: 'Novita', choices: [] }], { 'upstream.provider': 'Novita' }],
    [
      'tells its reasons, one a choice',
      [
        { choices: [{ index: 0, delta: {}, finish_reason: 'stop', native_finish_reason: 'end_turn' }] },
        { choices: [{ index: 1, delta: {}, finish_reason: 'length' }] },
      ],
      { 'response.native_finish_reasons': ['end_turn', ''] },
    ],
    ['knows no reason yet', [{ provider: '', choices: [{ index: 0, delta: {}, native_finish_reason: null }] }], {}],
  ])('%s', (_, payloads, expected) => {
    expect(told('openai-chat', payloads)).toEqual(expected)
  })

  test('names the upstream in its error', () => {
    const reader = dialectOf('openai-chat').createReader({})
    reader.failure(429, { error: { code: 429, message: 'slow down', metadata: { provider_name: 'Novita' } } })
    expect(own(reader.facts().attributes)).toEqual({ 'upstream.provider': 'Novita' })
  })

  test('names the upstream of a response and of an embedding', () => {
    expect(told('openai-responses', [{ object: 'response', output: [], provider: 'Novita' }])).toEqual({ 'upstream.provider': 'Novita' })
    expect(told('openai-embeddings', [{ data: [], provider: 'Novita' }])).toEqual({ 'upstream.provider': 'Novita' })
  })
})

describe('filters', () => {
  const azure = (results: JsonValue): JsonValue => ({ choices: [{ index: 0, delta: {}, content_filter_results: results }] })

  test.each<readonly [string, Api, readonly JsonValue[], Values]>([
    [
      'Azure, of the answer',
      'openai-chat',
      [azure({ hate: { filtered: true, severity: 'high' }, violence: { filtered: false, severity: 'safe' } })],
      { 'response.safety_ratings': ['hate: high'], 'response.filtered_categories': ['hate'] },
    ],
    [
      'Azure, the worst of a stream',
      'openai-chat',
      [
        azure({ hate: { filtered: false, severity: 'low' } }),
        azure({ hate: { filtered: false, severity: 'medium' } }),
        azure({ hate: { filtered: false, severity: 'safe' } }),
      ],
      { 'response.safety_ratings': ['hate: medium'] },
    ],
    [
      'Azure, of the prompt',
      'openai-chat',
      [
        {
          choices: [],
          prompt_filter_results: [{ prompt_index: 0, content_filter_results: { jailbreak: { detected: true, filtered: false } } }],
        },
      ],
      { 'prompt.safety_ratings': ['jailbreak: detected'] },
    ],
    [
      'Azure, Responses',
      'openai-responses',
      [
        {
          object: 'response',
          output: [],
          content_filters: [
            { source_type: 'prompt', content_filter_results: { jailbreak: { detected: true, filtered: true } } },
            { source_type: 'completion', content_filter_results: { hate: { severity: 'low', filtered: false } } },
          ],
        },
      ],
      {
        'prompt.safety_ratings': ['jailbreak: detected'],
        'prompt.filtered_categories': ['jailbreak'],
        'response.safety_ratings': ['hate: low'],
      },
    ],
    [
      'Gemini, of the answer',
      'gemini-generate',
      [
        {
          candidates: [
            {
              safetyRatings: [
                { category: 'HARM_CATEGORY_HARASSMENT', probability: 'MEDIUM', blocked: true },
                { category: 'HARM_CATEGORY_HATE_SPEECH', probability: 'NEGLIGIBLE' },
              ],
            },
          ],
        },
      ],
      { 'response.safety_ratings': ['HARM_CATEGORY_HARASSMENT: MEDIUM'], 'response.filtered_categories': ['HARM_CATEGORY_HARASSMENT'] },
    ],
    [
      'Gemini, of the prompt',
      'gemini-generate',
      [
        {
          promptFeedback: {
            blockReason: 'SAFETY',
            safetyRatings: [{ category: 'HARM_CATEGORY_HARASSMENT', probability: 'HIGH', blocked: true }],
          },
        },
      ],
      {
        'prompt.block_reason': 'SAFETY',
        'prompt.safety_ratings': ['HARM_CATEGORY_HARASSMENT: HIGH'],
        'prompt.filtered_categories': ['HARM_CATEGORY_HARASSMENT'],
      },
    ],
    [
      'Anthropic, a refusal',
      'anthropic-messages',
      [
        {
          type: 'message_delta',
          delta: { stop_reason: 'refusal', stop_details: { type: 'refusal', category: 'cyber', explanation: 'words' } },
        },
      ],
      { 'response.refused': true, 'response.refusal.category': 'cyber' },
    ],
    ['OpenAI, a refusal', 'openai-chat', [{ choices: [{ index: 0, delta: { refusal: 'No.' } }] }], { 'response.refused': true }],
    [
      'OpenAI, no refusal',
      'openai-chat',
      [{ choices: [{ index: 0, delta: { refusal: '' } }] }, { choices: [{ index: 0, delta: { refusal: null } }] }],
      {},
    ],
    ['nothing', 'openai-chat', [azure({}), azure(null), azure([1]), azure({ hate: 1, error: { code: 'x' } })], {}],
    [
      'more than an attribute has room for',
      'openai-chat',
      [azure(Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`c${n}`, { severity: 'high', filtered: false }])))],
      { 'response.safety_ratings': Array.from({ length: 16 }, (_, n) => `c${n}: high`), 'response.left_out_values': 4 },
    ],
    [
      'a category that is a novel',
      'openai-chat',
      [azure({ ['x'.repeat(200)]: { severity: 'high', filtered: true } })],
      { 'response.left_out_values': 2 },
    ],
  ])('%s', (_, api, payloads, expected) => {
    expect(told(api, payloads)).toEqual(expected)
  })

  test('Azure, a prompt that is refused', () => {
    const reader = dialectOf('openai-chat').createReader({})
    const results = { hate: { filtered: true, severity: 'high' }, violence: { filtered: false, severity: 'safe' } }
    reader.failure(400, { error: { code: 'content_filter', innererror: { content_filter_result: results } } })
    expect(own(reader.facts().attributes)).toEqual({ 'prompt.safety_ratings': ['hate: high'], 'prompt.filtered_categories': ['hate'] })
  })
})

describe('what ended the answer', () => {
  const request = { stopSequences: ['STOP', '\n\n'] }
  const choice = (fields: { [name: string]: JsonValue }): JsonValue => ({
    choices: [{ index: 0, delta: {}, finish_reason: 'stop', ...fields }],
  })

  test.each<readonly [string, Api, JsonValue, Values]>([
    [
      'Anthropic',
      'anthropic-messages',
      { type: 'message_delta', delta: { stop_reason: 'stop_sequence', stop_sequence: 'STOP' } },
      { 'response.stop_sequence': 'STOP' },
    ],
    ['vLLM', 'openai-chat', choice({ stop_reason: '\n\n' }), { 'response.stop_sequence': '\n\n' }],
    ['SGLang', 'openai-chat', choice({ matched_stop: 'STOP' }), { 'response.stop_sequence': 'STOP' }],
    ['vLLM, a token', 'openai-chat', choice({ stop_reason: 128009 }), { 'response.stop_token_id': 128009 }],
    ['a word that the request has not', 'openai-chat', choice({ stop_reason: 'a word of the answer' }), {}],
    ['a word of Anthropic’s that the request has not', 'anthropic-messages', { type: 'message', stop_sequence: 'secret' }, {}],
    ['nothing', 'openai-chat', choice({ stop_reason: null }), {}],
  ])('%s', (_, api, payload, expected) => {
    expect(told(api, [payload], request)).toEqual(expected)
  })
})

describe('a cache diagnosis', () => {
  const openai = (diagnostics: JsonValue): JsonValue => ({ object: 'response', output: [], prompt_cache_diagnostics: diagnostics })
  const anthropic = (diagnostics: JsonValue): JsonValue => ({ type: 'message_start', message: { id: 'm', diagnostics } })

  test.each<readonly [string, Api, JsonValue, Values]>([
    [
      'OpenAI, a miss',
      'openai-responses',
      openai({ type: 'cache_miss', reason: 'tools_changed', cache_missed_tokens: 900, comparison_reusable_tokens: 1024 }),
      { 'cache.diagnosis': 'cache_miss', 'cache.miss_reason': 'tools_changed', 'cache.missed_tokens': 900, 'cache.reusable_tokens': 1024 },
    ],
    ['OpenAI, a hit', 'openai-responses', openai({ type: 'cache_hit' }), { 'cache.diagnosis': 'cache_hit' }],
    [
      'OpenAI, nothing to compare with',
      'openai-responses',
      openai({ type: 'comparison_response_not_found' }),
      { 'cache.diagnosis': 'comparison_response_not_found' },
    ],
    [
      'OpenAI, in a stream',
      'openai-responses',
      { type: 'response.completed', response: { id: 'r', prompt_cache_diagnostics: { type: 'unavailable' } } },
      { 'cache.diagnosis': 'unavailable' },
    ],
    [
      'Anthropic, a miss',
      'anthropic-messages',
      anthropic({ cache_miss_reason: { type: 'tools_changed', cache_missed_input_tokens: 900 } }),
      { 'cache.diagnosis': 'cache_miss', 'cache.miss_reason': 'tools_changed', 'cache.missed_tokens': 900 },
    ],
    [
      'Anthropic, nothing to compare with',
      'anthropic-messages',
      anthropic({ cache_miss_reason: { type: 'previous_message_not_found' } }),
      { 'cache.diagnosis': 'previous_message_not_found' },
    ],
    ['Anthropic, not there yet', 'anthropic-messages', anthropic({ cache_miss_reason: null }), { 'cache.diagnosis': 'pending' }],
    [
      'Anthropic, a whole answer',
      'anthropic-messages',
      { type: 'message', diagnostics: { cache_miss_reason: { type: 'unavailable' } } },
      { 'cache.diagnosis': 'unavailable' },
    ],
    ['none', 'anthropic-messages', anthropic(null), {}],
    ['an odd one', 'openai-responses', openai([{ type: 1 }]), {}],
  ])('%s', (_, api, payload, expected) => {
    expect(told(api, [payload])).toEqual(expected)
  })
})

test('nothing of this is made up where an answer says nothing', () => {
  const facts = (api: Api): ResponseFacts => dialectOf(api).createReader({}).facts()
  for (const api of ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini-generate', 'ollama-chat'] as const) {
    expect(own(facts(api).attributes)).toEqual({})
  }
})
