import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { recognise } from '../../support/dialects.ts'

function api(url: string, body?: JsonValue, method = 'POST'): string | undefined {
  return recognise({ method, url: new URL(url), ...(body !== undefined && { body }) })?.api
}

const chat = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }
const asked = { model: 'm', input: 'Hi' }
const uiMessages = { model: 'm', options: {}, messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }] }

describe('recognised', () => {
  test.each<[string, string, JsonValue?]>([
    ['mistral-chat', 'https://api.mistral.ai/v1/chat/completions#stream'],
    ['mistral-chat', 'https://api.mistral.ai/v1/agents/completions', { agent_id: 'a', messages: [] }],
    ['mistral-chat', 'https://proxy.example/mistral/v1/agents/completions', { agent_id: 'a', messages: [] }],
    ['mistral-fim', 'https://codestral.mistral.ai/v1/fim/completions'],
    ['mistral-fim', 'https://proxy.example/v1/fim/completions'],
    ['mistral-embeddings', 'https://api.mistral.ai/v1/embeddings'],
    ['mistral-conversations', 'https://api.mistral.ai/v1/conversations'],
    ['mistral-conversations', 'https://api.mistral.ai/v1/conversations/conv_1#stream'],
    ['mistral-conversations', 'https://api.mistral.ai/v1/conversations/conv_1/restart'],
    ['mistral-conversations', 'https://proxy.example/v1/conversations', { model: 'm', inputs: 'Hi' }],
    ['cohere-chat', 'https://api.cohere.com/v2/chat'],
    ['cohere-chat', 'https://api.cohere.ai/v2/chat', chat],
    ['cohere-chat', 'https://proxy.example/cohere/v2/chat', chat],
    ['ollama-chat', 'http://localhost:11434/api/chat'],
    ['ollama-chat', 'http://192.168.1.7:11434/api/chat', chat],
    ['ollama-chat', 'https://ollama.com/api/chat'],
    ['ollama-chat', 'https://app.example/ollama/api/chat', chat],
    ['ollama-chat', 'https://app.example/api/chat', { ...chat, options: { num_ctx: 1 } }],
    ['ollama-generate', 'http://127.0.0.1:11434/api/generate', { model: 'm', prompt: 'Hi' }],
    ['ollama-generate', 'https://app.example/api/generate', { model: 'm', prompt: 'Hi', keep_alive: '5m' }],
    ['ollama-embed', 'http://localhost:11434/api/embed', asked],
    ['ollama-embed', 'http://localhost:11434/api/embeddings', { model: 'm', prompt: 'Hi' }],
    ['gemini-embed', 'https://generativelanguage.googleapis.com/v1beta/models/gem:embedContent'],
    ['gemini-embed', 'https://generativelanguage.googleapis.com/v1beta/models/gem%3AbatchEmbedContents'],
    ['gemini-embed', 'https://aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/text-embedding-9:predict'],
    ['gemini-interactions', 'https://generativelanguage.googleapis.com/v1beta/interactions'],
    ['gemini-interactions', 'https://proxy.example/google/v1beta/interactions'],
    ['gemini-interactions', 'https://l-aiplatform.googleapis.com/v1/projects/p/locations/l/interactions'],
    ['gemini-interactions', 'https://proxy.example/interactions', asked],
    ['anthropic-complete', 'https://api.anthropic.com/v1/complete'],
    ['anthropic-complete', 'https://app.example/ask', { model: 'm', prompt: 'Hi', max_tokens_to_sample: 1 }],
  ])('%s: %s', (expected, url, body) => {
    expect(api(url, body)).toBe(expected)
  })

  test('an interaction that is fetched', () => {
    expect(api('https://generativelanguage.googleapis.com/v1beta/interactions/v1_x?stream=true', undefined, 'GET')).toBe(
      'gemini-interactions',
    )
  })

  test('the same paths elsewhere are those of the vendor that made them', () => {
    expect(api('https://proxy.example/v1/chat/completions', chat)).toBe('openai-chat')
    expect(api('http://localhost:11434/v1/chat/completions', chat)).toBe('openai-chat')
    expect(api('https://mistral.ai.example/v1/chat/completions', chat)).toBe('openai-chat')
  })
})

describe('left alone', () => {
  test.each<[string, string, JsonValue?]>([
    ["an application's own chat", 'https://app.example/api/chat', chat],
    ["a UI framework's chat", 'https://app.example/api/chat', uiMessages],
    ['the same on the port of Ollama', 'http://localhost:11434/api/chat', uiMessages],
    ["an application's own generate", 'https://app.example/api/generate', { prompt: 'Hi', options: {} }],
    ["an application's own v2", 'https://app.example/v2/chat', { text: 'Hi' }],
    ['the first version of Cohere', 'https://api.cohere.com/v1/chat', { model: 'm', message: 'Hi' }],
    ["Ollama's list of models", 'http://localhost:11434/api/show', { model: 'm' }],
    ['a completion of something else', 'https://app.example/complete', { prompt: 'Hi' }],
    ["Discord's interactions", 'https://discord.example/api/v10/interactions', { type: 2, data: {} }],
    ["OpenAI's conversations", 'https://api.openai.com/v1/conversations', { metadata: {} }],
    ['agents that are made', 'https://api.mistral.ai/v1/agents', { model: 'm', name: 'a', instructions: 'i' }],
    ['an interaction that is cancelled', 'https://generativelanguage.googleapis.com/v1beta/interactions/v1_x/cancel', {}],
    [
      'pictures of Vertex AI',
      'https://aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/imagen:predict',
      { instances: [] },
    ],
    ['a batch', 'https://generativelanguage.googleapis.com/v1beta/models/gem:asyncBatchEmbedContent', {}],
    [
      'tokens that are counted (Gemini)',
      'https://generativelanguage.googleapis.com/v1beta/models/gem:countTokens',
      { contents: [{ parts: [] }] },
    ],
    [
      'tokens that are counted (Vertex AI)',
      'https://aiplatform.googleapis.com/v1/publishers/google/models/gem:countTokens',
      { contents: [{ parts: [] }] },
    ],
    ['tokens that are counted (Anthropic)', 'https://api.anthropic.com/v1/messages/count_tokens', { ...chat, max_tokens: 1, system: 's' }],
    ['Bedrock, converse', 'https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse', chat],
    ['Bedrock, converse-stream', 'https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse-stream', chat],
    [
      'Bedrock, invoke with the body of Anthropic’s completions',
      'https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/invoke',
      { prompt: 'Hi', max_tokens_to_sample: 1 },
    ],
    [
      'Bedrock, invoke with a stream',
      'https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/invoke-with-response-stream',
      { ...chat, max_tokens: 1, system: 's' },
    ],
  ])('%s', (_, url, body) => {
    expect(api(url, body)).toBe(undefined)
  })

  test.each(['http://localhost:11434/api/chat', 'https://api.cohere.com/v2/chat', 'https://api.anthropic.com/v1/complete'])(
    'a GET of %s',
    (url) => {
      expect(api(url, undefined, 'GET')).toBe(undefined)
    },
  )
})
