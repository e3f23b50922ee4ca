import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import type { RequestShape } from '../../../sdk/provider/read/dialect.ts'
import { recognise } from '../../support/dialects.ts'

function api(url: string, body?: JsonValue, method = 'POST'): string | undefined {
  return recognise({ method, url: new URL(url), ...(body !== undefined && { body }) })?.api
}

const chat = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }
const contents = { contents: [{ parts: [{ text: 'Hi' }] }] }

describe('by the path', () => {
  test.each([
    ['https://api.openai.com/v1/chat/completions', 'openai-chat'],
    ['http://localhost:11434/v1/chat/completions/', 'openai-chat'],
    ['https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=1', 'openai-chat'],
    ['https://proxy.example/llm/chat/completions', 'openai-chat'],
    ['https://api.anthropic.com/v1/messages', 'anthropic-messages'],
    ['https://proxy.example/anthropic/v1/messages?beta=true', 'anthropic-messages'],
    ['https://aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/anthropic/models/owl:streamRawPredict', 'anthropic-messages'],
    ['https://generativelanguage.googleapis.com/v1beta/models/gem:generateContent', 'gemini-generate'],
    ['https://generativelanguage.googleapis.com/v1beta/models/gem%3AstreamGenerateContent?alt=sse', 'gemini-generate'],
    ['https://l-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/gem:streamGenerateContent', 'gemini-generate'],
    ['https://proxy.example/tunedModels/mine:generateContent', 'gemini-generate'],
  ])('%s', (url, expected) => {
    expect(api(url)).toBe(expected)
  })

  test.each([
    'https://api.openai.com/v1/models',
    'https://api.openai.com/v1/responses/input_tokens',
    'https://api.openai.com/v1/responses/compact',
    'https://api.openai.com/v1/responses/resp_1/cancel',
    'https://api.openai.com/v1/moderations',
    'https://api.openai.com/v1/audio/speech',
    'https://api.openai.com/v1/images/generations',
    'https://surveys.example/api/responses',
    'https://tasks.example/api/completions',
    'https://maps.example/api/embeddings',
    'https://api.openai.com/v1/threads/t/messages',
    'https://api.anthropic.com/v1/messages/count_tokens',
    'https://api.anthropic.com/v1/messages/batches',
    'https://generativelanguage.googleapis.com/v1beta/models/gem:countTokens',
    'https://generativelanguage.googleapis.com/v1beta/models/gem:batchGenerateContent',
    'https://api.openai.com/',
  ])('not %s', (url) => {
    expect(api(url)).toBe(undefined)
  })

  test.each([
    ['https://api.openai.com/v1/responses', 'openai-responses'],
    ['https://x.openai.azure.com/openai/v1/responses?api-version=preview', 'openai-responses'],
    ['https://api.deepseek.com/responses', 'openai-responses'],
    ['http://localhost:1234/v1/responses', 'openai-responses'],
    ['https://api.openai.com/v1/completions', 'openai-completions'],
    ['https://x.openai.azure.com/openai/deployments/d/completions', 'openai-completions'],
    ['http://localhost:8000/v1/completions', 'openai-completions'],
    ['https://x.openai.azure.com/openai/deployments/d/embeddings', 'openai-embeddings'],
    ['https://router.huggingface.co/nebius/v1/embeddings', 'openai-embeddings'],
  ])('%s', (url, expected) => {
    expect(api(url)).toBe(expected)
  })

  test.each<[string, JsonValue, string | undefined]>([
    ['https://app.example/llm/responses', { model: 'm', input: 'Hi' }, 'openai-responses'],
    ['https://app.example/llm/responses', { prompt: { id: 'pmpt_1' } }, 'openai-responses'],
    ['https://surveys.example/api/responses', { answers: [] }, undefined],
    ['https://app.example/llm/completions', { prompt: 'Once' }, 'openai-completions'],
    ['https://app.example/llm/completions', chat, 'openai-chat'],
    ['https://tasks.example/api/completions', { task: 1 }, undefined],
    ['https://app.example/llm/embeddings', { input: ['a'] }, 'openai-embeddings'],
    ['https://maps.example/api/embeddings', { url: 'a' }, undefined],
  ])('%s with %j', (url, body, expected) => {
    expect(api(url, body)).toBe(expected)
  })

  test.each([
    ['https://api.openai.com/v1/responses/resp_1?stream=true', 'openai-responses'],
    ['https://proxy.example/llm/responses/resp_1', 'openai-responses'],
    ['https://api.x.ai/v1/responses/0d1c-22', 'openai-responses'],
    ['https://surveys.example/api/responses/17', undefined],
    ['https://api.openai.com/v1/responses/resp_1/input_items', undefined],
    ['https://api.openai.com/v1/embeddings', undefined],
  ])('GET %s', (url, expected) => {
    expect(api(url, undefined, 'GET')).toBe(expected)
    expect(api(url, undefined, 'DELETE')).toBe(undefined)
  })

  test('a GET asks for stored completions', () => {
    expect(api('https://api.openai.com/v1/chat/completions', undefined, 'GET')).toBe(undefined)
  })
})

describe("by the body, on a route of the application's own", () => {
  const own = 'https://app.example/ask'

  test.each<[string, JsonValue, string | undefined]>([
    ['model and messages', chat, 'openai-chat'],
    ['with max_tokens only', { ...chat, max_tokens: 5 }, 'openai-chat'],
    ['a system prompt beside the messages', { ...chat, max_tokens: 5, system: 'Be brief.' }, 'anthropic-messages'],
    ['tools with input_schema', { ...chat, max_tokens: 5, tools: [{ name: 't', input_schema: {} }] }, 'anthropic-messages'],
    ['contents with parts', contents, 'gemini-generate'],
    ['items as input', { model: 'm', input: [{ role: 'user', content: 'Hi' }] }, 'openai-responses'],
    ['a text as input, with instructions', { model: 'm', input: 'Hi', instructions: 'Be brief.' }, 'openai-responses'],
    ['a text as input, and a voice', { model: 'm', input: 'Hi', voice: 'v', instructions: 'Whisper.' }, undefined],
    ['a text as input and no more', { model: 'm', input: 'Hi' }, undefined],
    ['texts as input', { model: 'm', input: ['a', 'b'] }, 'openai-embeddings'],
    ['a text as input for a model of embeddings', { model: 'text-embedding-9', input: 'a' }, 'openai-embeddings'],
    ['an encoding of what comes', { model: 'm', input: 'a', encoding_format: 'base64' }, 'openai-embeddings'],
    ['a prompt and a limit', { model: 'm', prompt: 'Once', max_tokens: 5 }, 'openai-completions'],
    ['a prompt for a picture', { model: 'm', prompt: 'An owl', size: '1024x1024', n: 1 }, undefined],
    ['a prompt in the words of Anthropic’s older API', { model: 'm', prompt: 'Hi', max_tokens_to_sample: 5 }, 'anthropic-complete'],
    ["a UI framework's messages", { model: 'm', messages: [{ role: 'user', parts: [] }] }, undefined],
    ['messages without a model', { messages: chat.messages }, undefined],
    ['JSON-RPC', { jsonrpc: '2.0', id: 1, method: 'tools/call', params: {} }, undefined],
    ['a text', 'Hi', undefined],
  ])('%s', (_, body, expected) => {
    expect(api(own, body)).toBe(expected)
  })

  test('bodies that look like it but are answered in another form', () => {
    expect(api('https://app.example/api/chat', chat)).toBe(undefined)
    expect(api('https://api.cohere.com/v1/chat', chat)).toBe(undefined)
    expect(api('https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse', chat)).toBe(undefined)
    expect(api('https://bedrock-runtime.us-east-1.amazonaws.com/model/m/invoke', { ...chat, max_tokens: 1, system: 's' })).toBe(undefined)
    expect(api('https://api.anthropic.com/v1/messages/count_tokens', { ...chat, max_tokens: 1, system: 's' })).toBe(undefined)
    expect(api('https://generativelanguage.googleapis.com/v1beta/models/gem:countTokens', contents)).toBe(undefined)
  })

  test('never by the host', () => {
    expect(api('https://api.openai.com/v1/something', { model: 'm' })).toBe(undefined)
  })
})

describe('an address that was asked before', () => {
  test('is known without a look at the body where the path alone told', () => {
    const url = new URL('https://again.example/v1/chat/completions')
    const shape = (): RequestShape => ({
      method: 'POST',
      url,
      get body(): JsonValue {
        throw new Error('looked at')
      },
    })
    expect([recognise(shape())?.api, recognise(shape())?.api]).toEqual(['openai-chat', 'openai-chat'])
  })

  test.each([
    ['https://again.example/v1/conversations', { inputs: 'Hi' }, { items: [] }],
    ['https://again.example/v2/chat', chat, { message: 'Hi' }],
    ['https://again.example/api/chat', { ...chat, keep_alive: 1 }, { messages: [{ role: 'user', parts: [] }] }],
    ['https://again.example/anything', chat, { some: 'thing' }],
  ])('is asked anew where it did not: %s', (url, ours, theirs) => {
    const before = [api(url, ours), api(url, theirs)]
    expect(before[0]).toBeDefined()
    expect(before[1]).toBeUndefined()
    expect([api(url, theirs), api(url, ours), api(url, ours, 'GET')]).toEqual([before[1], before[0], undefined])
  })
})
