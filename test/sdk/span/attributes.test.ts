/** What the conventions' types allow in an attribute, and what they do not. */
import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import type { Api, RequestFacts, ResponseFacts } from '../../../sdk/provider/read/dialect.ts'
import { finishReasonAttributes, requestAttributes, responseAttributes } from '../../../sdk/span/attributes.ts'
import { toSeconds } from '../../../sdk/moment.ts'
import { dialectOf } from '../../support/dialects.ts'

const chat = dialectOf('openai-chat')
const url = new URL('https://api.example.com/v1/chat/completions')

function asked(request: RequestFacts): { readonly [name: string]: unknown } {
  return requestAttributes(chat, 'openai', request, url)
}

function outputType(api: Api, address: string, body: JsonValue): string | undefined {
  return dialectOf(api).readRequest({ method: 'POST', url: new URL(address), body }).outputType
}

function answer(facts: Partial<ResponseFacts>): ResponseFacts {
  return { finishReasons: [], usage: {}, outputMessages: [], complete: true, ...facts }
}

describe('an integer', () => {
  test.each([[1.5], [0.1], [2 ** 53], [-(2 ** 53)], [1e21], [NaN], [Infinity]])('is not %s', (value) => {
    const attributes = asked({ seed: value, maxTokens: value, topK: value, choiceCount: value })
    expect(Object.keys(attributes).filter((name) => /seed|max_tokens|top_k|choice/.test(name))).toEqual([])
  })

  test.each([[0], [7], [-7], [2 ** 53 - 1]])('is %s', (value) => {
    expect(asked({ seed: value, maxTokens: value, topK: value, choiceCount: value })).toMatchObject({
      'gen_ai.request.seed': value,
      'gen_ai.request.max_tokens': value,
      'gen_ai.request.top_k': value,
      'gen_ai.request.choice.count': value,
    })
  })

  test.each<readonly [Api, string, JsonValue]>([
    ['openai-embeddings', 'https://api.openai.com/v1/embeddings', { model: 'm', input: 'x', dimensions: 1.5 }],
    ['ollama-embed', 'http://localhost:11434/api/embed', { model: 'm', input: 'x', dimensions: '256' }],
    ['mistral-embeddings', 'https://api.mistral.ai/v1/embeddings', { model: 'm', input: 'x', output_dimension: 0.5 }],
  ])('is how many dimensions %s asks for', (api, address, body) => {
    const { attributes = {} } = dialectOf(api).readRequest({ method: 'POST', url: new URL(address), body })
    expect(attributes).not.toHaveProperty(['gen_ai.embeddings.dimension.count'])
  })
})

describe('a finish reason', () => {
  test.each<readonly [string, Partial<ResponseFacts>, readonly string[] | undefined]>([
    ['is not that an answer waits', { finishReasons: ['queued'] }, undefined],
    ['is not that an answer is being made', { finishReasons: ['in_progress'] }, undefined],
    ['is not nothing', { finishReasons: [''] }, undefined],
    ['is not missing where there is no choice', { finishReasons: [] }, undefined],
    ['is missing where the answer broke off', { finishReasons: [''], complete: false }, ['error']],
    ['is missing of one choice of two', { finishReasons: ['stop', ''] }, ['stop', 'error']],
    ['is missing where none came', { finishReasons: [null] }, ['error']],
    ['is the provider’s word', { finishReasons: ['stop', 'completed'] }, ['stop', 'completed']],
  ])('%s', (_, facts, expected) => {
    expect(finishReasonAttributes(answer(facts))['gen_ai.response.finish_reasons']).toEqual(expected)
  })
})

test.each([[''], [undefined]])('%j is no id and no model', (nothing) => {
  const attributes = responseAttributes(answer(nothing === undefined ? {} : { id: nothing, model: nothing }), {})
  expect(Object.keys(attributes)).toEqual([])
})

test('an answer that is fetched again is not counted again, under no name', () => {
  const counted = {
    usage: { inputTokens: 3 },
    attributes: { 'gen_ai.usage.text.input_tokens': 3, 'genai_devtools.usage.cost': 1, 'genai_devtools.wire': 'x' },
  }
  expect(responseAttributes(answer(counted), { operation: 'fetch_response' })).toEqual({ 'genai_devtools.wire': 'x' })
  expect(Object.keys(responseAttributes(answer(counted), {}))).toHaveLength(4)
})

test.each([
  [116.30000000004656, 0.1163],
  [0.1 + 0.2, 0.0003],
  [1234.5678, 1.234568],
  [5000, 5],
  [0, 0],
])('%f ms are %f s, without the noise of a difference', (milliseconds, seconds) => {
  expect(toSeconds(milliseconds)).toBe(seconds)
})

describe('the output type', () => {
  const gemini = 'https://generativelanguage.googleapis.com/v1beta/models/magpie:generateContent'
  const interactions = 'https://generativelanguage.googleapis.com/v1beta/interactions'
  const openai = 'https://api.openai.com/v1/chat/completions'

  test.each<readonly [string, Api, string, JsonValue, string | undefined]>([
    ['a picture', 'gemini-generate', gemini, { generationConfig: { responseModalities: ['TEXT', 'IMAGE'] } }, 'image'],
    ['speech', 'gemini-generate', gemini, { generationConfig: { responseModalities: ['AUDIO'] } }, 'speech'],
    ['text', 'gemini-generate', gemini, { generationConfig: { responseModalities: ['TEXT'] } }, 'text'],
    ['text in lower case, in snake case', 'gemini-generate', gemini, { generation_config: { response_modalities: ['text'] } }, 'text'],
    [
      'JSON as text',
      'gemini-generate',
      gemini,
      { generationConfig: { responseModalities: ['TEXT'], responseMimeType: 'application/json' } },
      'json',
    ],
    ['one of some words', 'gemini-generate', gemini, { generationConfig: { responseMimeType: 'text/x.enum' } }, 'text'],
    ['nothing', 'gemini-generate', gemini, { generationConfig: { responseModalities: [] } }, undefined],
    ['a picture of an interaction', 'gemini-interactions', interactions, { response_modalities: ['image'] }, 'image'],
    ['text of an interaction', 'gemini-interactions', interactions, { response_modalities: ['text'] }, 'text'],
    ['speech of an interaction', 'gemini-interactions', interactions, { generation_config: { response_modalities: ['audio'] } }, 'speech'],
    ['speech of OpenAI', 'openai-chat', openai, { modalities: ['text', 'audio'] }, 'speech'],
    ['text of OpenAI', 'openai-chat', openai, { modalities: ['text'] }, 'text'],
    ['JSON of OpenAI', 'openai-chat', openai, { modalities: ['text'], response_format: { type: 'json_object' } }, 'json'],
    ['a picture of OpenRouter', 'openai-chat', openai, { modalities: ['image', 'text'] }, 'image'],
  ])('%s', (_, api, address, body, expected) => {
    expect(outputType(api, address, body)).toBe(expected)
  })
})
