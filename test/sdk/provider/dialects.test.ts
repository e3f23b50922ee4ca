import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol.ts'
import { recognise } from '../../../sdk/provider/dialects.ts'

function api(url: string, body?: JsonValue, method = 'POST'): string | undefined {
  return recognise({ method, url: new URL(url), ...(body !== undefined && { body }) })?.api
}

describe('by the path alone', () => {
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
    'https://api.openai.com/v1/responses',
    'https://api.openai.com/v1/models',
    'https://api.openai.com/v1/completions',
    'https://api.openai.com/v1/threads/t/messages',
    'https://api.anthropic.com/v1/messages/count_tokens',
    'https://api.anthropic.com/v1/messages/batches',
    'https://generativelanguage.googleapis.com/v1beta/models/gem:countTokens',
    'https://generativelanguage.googleapis.com/v1beta/models/gem:batchGenerateContent',
    'https://api.openai.com/',
  ])('not %s', (url) => {
    expect(api(url)).toBe(undefined)
  })

  test('a GET asks for stored completions', () => {
    expect(api('https://api.openai.com/v1/chat/completions', undefined, 'GET')).toBe(undefined)
  })
})

const chat = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }
const contents = { contents: [{ parts: [{ text: 'Hi' }] }] }

describe("by the body, on a route of the application's own", () => {
  const own = 'https://app.example/ask'

  test.each<[string, JsonValue, string | undefined]>([
    ['model and messages', chat, 'openai-chat'],
    ['with max_tokens only', { ...chat, max_tokens: 5 }, 'openai-chat'],
    ['a system prompt beside the messages', { ...chat, max_tokens: 5, system: 'Be brief.' }, 'anthropic-messages'],
    ['tools with input_schema', { ...chat, max_tokens: 5, tools: [{ name: 't', input_schema: {} }] }, 'anthropic-messages'],
    ['contents with parts', contents, 'gemini-generate'],
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
