import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import type { RequestFacts } from '../../../sdk/provider/read/dialect.ts'
import { messageFaults, partFaults, toolFaults } from '../../wire/message-shape.ts'
import { recognise } from '../../support/dialects.ts'

function facts(url: string, body?: JsonValue, method = 'POST'): RequestFacts {
  const shape = { method, url: new URL(url), ...(body !== undefined && { body }) }
  const read = recognise(shape)?.readRequest(shape)
  if (read === undefined) throw new Error(`${url} is not recognised`)
  expect(messageFaults(read.inputMessages ?? [])).toEqual([])
  expect(partFaults(read.systemInstructions ?? [])).toEqual([])
  expect(toolFaults(read.toolDefinitions ?? [])).toEqual([])
  return read
}

const tool = { type: 'function', function: { name: 'look', description: 'Looks.', parameters: { type: 'object' } } }
const definition = { type: 'function', name: 'look', description: 'Looks.', parameters: { type: 'object' } }
const user = (content: string) => ({ role: 'user', parts: [{ type: 'text', content }] })

describe('Mistral', () => {
  test('chat: the seed has a name of its own', () => {
    const body = {
      model: 'swift-3',
      messages: [{ role: 'user', content: 'Hi' }],
      random_seed: 7,
      seed: 1,
      max_tokens: 5,
      stream: true,
      tools: [tool],
    }
    expect(facts('https://api.mistral.ai/v1/chat/completions', body)).toEqual({
      model: 'swift-3',
      stream: true,
      maxTokens: 5,
      seed: 7,
      inputMessages: [user('Hi')],
      toolDefinitions: [definition],
    })
  })

  test('an agent, without a model', () => {
    const body = { agent_id: 'ag-1', messages: [{ role: 'user', content: 'Hi' }] }
    expect(facts('https://api.mistral.ai/v1/agents/completions', body)).toEqual({
      attributes: { 'genai_devtools.request.agent_id': 'ag-1' },
      inputMessages: [user('Hi')],
    })
  })

  test('fill-in-the-middle', () => {
    const body = {
      model: 'swift-code',
      prompt: 'a = ',
      suffix: ';',
      stream: false,
      temperature: 0,
      top_p: 1,
      max_tokens: 9,
      stop: 'x',
      random_seed: 3,
    }
    expect(facts('https://api.mistral.ai/v1/fim/completions', body)).toEqual({
      model: 'swift-code',
      stream: false,
      temperature: 0,
      topP: 1,
      maxTokens: 9,
      stopSequences: ['x'],
      seed: 3,
      inputMessages: [
        {
          role: 'user',
          parts: [
            { type: 'text', content: 'a = ' },
            { type: 'suffix', content: ';' },
          ],
        },
      ],
    })
  })

  test('embeddings', () => {
    expect(
      facts('https://api.mistral.ai/v1/embeddings', { model: 'm', input: ['a'], output_dimension: 8, encoding_format: 'base64' }),
    ).toEqual({
      model: 'm',
      attributes: { 'gen_ai.embeddings.dimension.count': 8, 'gen_ai.request.encoding_formats': ['base64'] },
    })
    expect(facts('https://api.mistral.ai/v1/embeddings', { model: 'm', input: ['a'] })).toEqual({ model: 'm' })
  })

  test('conversations', () => {
    const body = {
      agent_id: 'ag-1',
      stream: true,
      instructions: 'Be brief.',
      completion_args: { temperature: 0.2, max_tokens: 5, random_seed: 1, stop: ['x'], response_format: { type: 'json_schema' } },
      tools: [tool, { type: 'web_search' }],
      inputs: [
        { type: 'message.input', role: 'user', content: 'Hi' },
        { type: 'function.call', tool_call_id: 'c-1', name: 'look', arguments: '{"at":1}' },
        { type: 'function.result', tool_call_id: 'c-1', result: 'seen' },
      ],
    }
    expect(facts('https://api.mistral.ai/v1/conversations/conv-1#stream', body)).toEqual({
      stream: true,
      temperature: 0.2,
      maxTokens: 5,
      seed: 1,
      stopSequences: ['x'],
      outputType: 'json',
      conversationId: 'conv-1',
      attributes: { 'genai_devtools.request.agent_id': 'ag-1' },
      systemInstructions: [{ type: 'text', content: 'Be brief.' }],
      inputMessages: [
        user('Hi'),
        { role: 'assistant', parts: [{ type: 'tool_call', id: 'c-1', name: 'look', arguments: { at: 1 } }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c-1', response: 'seen' }] },
      ],
      toolDefinitions: [definition, { type: 'web_search', name: 'web_search' }],
    })
    expect(facts('https://api.mistral.ai/v1/conversations', { model: 'm', inputs: 'Hi' })).toEqual({
      model: 'm',
      inputMessages: [user('Hi')],
    })
  })
})

describe('Cohere', () => {
  test('parameters and history', () => {
    const body = {
      model: 'shrike',
      stream: true,
      max_tokens: 5,
      temperature: 0.3,
      p: 0.9,
      k: 40,
      seed: 2,
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
      stop_sequences: ['x'],
      response_format: { type: 'json_object' },
      tools: [tool],
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hi' },
            { type: 'image_url', image_url: { url: 'https://a.example/b.png' } },
          ],
        },
        {
          role: 'assistant',
          tool_plan: 'Look.',
          tool_calls: [{ id: 'c-1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
        },
        { role: 'tool', tool_call_id: 'c-1', content: 'seen' },
      ],
    }
    expect(facts('https://api.cohere.com/v2/chat', body)).toEqual({
      model: 'shrike',
      stream: true,
      maxTokens: 5,
      temperature: 0.3,
      topP: 0.9,
      topK: 40,
      seed: 2,
      frequencyPenalty: 0.1,
      presencePenalty: 0.2,
      stopSequences: ['x'],
      outputType: 'json',
      toolDefinitions: [definition],
      inputMessages: [
        { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
        {
          role: 'user',
          parts: [
            { type: 'text', content: 'Hi' },
            { type: 'uri', modality: 'image', uri: 'https://a.example/b.png' },
          ],
        },
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'Look.' },
            { type: 'tool_call', id: 'c-1', name: 'look', arguments: { at: 1 } },
          ],
        },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c-1', response: 'seen' }] },
      ],
    })
  })

  test('without a body nothing is stated', () => {
    expect(facts('https://api.cohere.com/v2/chat')).toEqual({})
  })
})

describe('Ollama', () => {
  const host = 'http://localhost:11434'

  test('chat: options, images, calls, and the stream that is the default', () => {
    const body = {
      model: 'wren:2b',
      format: { type: 'object' },
      think: 'high',
      options: {
        num_predict: 9,
        temperature: 0.1,
        top_p: 0.5,
        top_k: 3,
        seed: 4,
        stop: ['x'],
        frequency_penalty: 1,
        presence_penalty: 2,
        num_ctx: 8,
      },
      tools: [tool],
      messages: [
        { role: 'user', content: 'What?', images: ['aWU='] },
        { role: 'assistant', content: '', thinking: 'Hm', tool_calls: [{ function: { name: 'look', arguments: { at: 1 } } }] },
        { role: 'tool', content: 'seen', tool_name: 'look' },
      ],
    }
    expect(facts(`${host}/api/chat`, body)).toEqual({
      model: 'wren:2b',
      stream: true,
      maxTokens: 9,
      temperature: 0.1,
      topP: 0.5,
      topK: 3,
      seed: 4,
      stopSequences: ['x'],
      frequencyPenalty: 1,
      presencePenalty: 2,
      reasoningLevel: 'high',
      outputType: 'json',
      toolDefinitions: [definition],
      inputMessages: [
        {
          role: 'user',
          parts: [
            { type: 'text', content: 'What?' },
            { type: 'blob', modality: 'image', content: 'aWU=' },
          ],
        },
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'Hm' },
            { type: 'tool_call', name: 'look', arguments: { at: 1 } },
          ],
        },
        { role: 'tool', parts: [{ type: 'tool_call_response', name: 'look', response: 'seen' }] },
      ],
    })
  })

  test('what means none is none', () => {
    expect(
      facts(`${host}/api/chat`, { model: 'm', stream: false, format: '', think: false, options: { num_predict: -1 }, messages: [] }),
    ).toEqual({
      model: 'm',
      stream: false,
      inputMessages: [],
    })
    expect(facts(`${host}/api/chat`)).toEqual({})
  })

  test('generate', () => {
    expect(facts(`${host}/api/generate`, { model: 'm', prompt: 'a', suffix: 'z', system: 's', format: 'json', images: ['aWU='] })).toEqual({
      model: 'm',
      stream: true,
      outputType: 'json',
      systemInstructions: [{ type: 'text', content: 's' }],
      inputMessages: [
        {
          role: 'user',
          parts: [
            { type: 'text', content: 'a' },
            { type: 'blob', modality: 'image', content: 'aWU=' },
            { type: 'suffix', content: 'z' },
          ],
        },
      ],
    })
  })

  test('embeddings', () => {
    expect(facts(`${host}/api/embed`, { model: 'm', input: 'a', dimensions: 8 })).toEqual({
      model: 'm',
      attributes: { 'gen_ai.embeddings.dimension.count': 8 },
    })
    expect(facts(`${host}/api/embeddings`, { model: 'm', prompt: 'a' })).toEqual({ model: 'm' })
  })
})

describe('Gemini, embeddings', () => {
  const models = 'https://generativelanguage.googleapis.com/v1beta/models'

  test('one and several', () => {
    expect(facts(`${models}/gem-embed:embedContent`, { content: { parts: [{ text: 'a' }] }, outputDimensionality: 8 })).toEqual({
      model: 'gem-embed',
      attributes: { 'gen_ai.embeddings.dimension.count': 8 },
    })
    expect(
      facts(`${models}/gem-embed:batchEmbedContents`, { requests: [{ model: 'models/gem-embed', output_dimensionality: 4 }] }),
    ).toEqual({
      model: 'gem-embed',
      attributes: { 'gen_ai.embeddings.dimension.count': 4 },
    })
    expect(facts(`${models}/gem-embed:embedContent`)).toEqual({ model: 'gem-embed' })
  })

  test('Vertex AI', () => {
    const url = 'https://aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/text-embedding-9:predict'
    expect(facts(url, { instances: [{ content: 'a' }], parameters: { outputDimensionality: 16 } })).toEqual({
      model: 'text-embedding-9',
      attributes: { 'gen_ai.embeddings.dimension.count': 16 },
    })
  })
})

describe('Gemini, interactions', () => {
  const url = 'https://generativelanguage.googleapis.com/v1beta/interactions'

  test('parameters, tools and steps', () => {
    const body = {
      model: 'magpie-3',
      stream: true,
      previous_interaction_id: 'int-0',
      system_instruction: 'Be brief.',
      generation_config: { temperature: 0, top_p: 0.5, max_output_tokens: 9, seed: 1, stop_sequences: ['x'], thinking_level: 'low' },
      response_format: { type: 'text', mime_type: 'application/json' },
      tools: [
        { type: 'function', name: 'look', description: 'Looks.', parameters: { type: 'object' } },
        { type: 'mcp_server', name: 'birds', url: 'https://mcp.example', headers: { authorization: 'planted-secret' } },
        { type: 'google_search' },
      ],
      input: [
        {
          type: 'user_input',
          content: [
            { type: 'text', text: 'Hi' },
            { type: 'image', mime_type: 'image/png', data: 'aWU=' },
          ],
        },
        { type: 'thought', signature: 'c2ln' },
        { type: 'function_call', id: 'f-1', name: 'look', arguments: { at: 1 } },
        { type: 'function_result', call_id: 'f-1', name: 'look', result: 'seen' },
        { type: 'function_result', call_id: 'f-2', is_error: true, result: [{ type: 'text', text: 'dark' }] },
      ],
    }
    const read = facts(url, body)
    expect(read).toEqual({
      model: 'magpie-3',
      stream: true,
      previousResponseId: 'int-0',
      temperature: 0,
      topP: 0.5,
      maxTokens: 9,
      seed: 1,
      stopSequences: ['x'],
      reasoningLevel: 'low',
      outputType: 'json',
      systemInstructions: [{ type: 'text', content: 'Be brief.' }],
      toolDefinitions: [definition, { type: 'mcp_server', name: 'birds' }, { type: 'google_search', name: 'google_search' }],
      inputMessages: [
        {
          role: 'user',
          parts: [
            { type: 'text', content: 'Hi' },
            { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'aWU=' },
          ],
        },
        { role: 'assistant', parts: [{ type: 'tool_call', id: 'f-1', name: 'look', arguments: { at: 1 } }] },
        {
          role: 'tool',
          parts: [
            { type: 'tool_call_response', id: 'f-1', name: 'look', response: 'seen' },
            { type: 'tool_call_response', id: 'f-2', is_error: true, response: [{ type: 'text', content: 'dark' }] },
          ],
        },
      ],
    })
    expect(JSON.stringify(read)).not.toContain('planted-secret')
  })

  test('a text, one content, turns', () => {
    expect(facts(url, { model: 'm', input: 'Hi' }).inputMessages).toEqual([user('Hi')])
    expect(facts(url, { model: 'm', input: { type: 'text', text: 'Hi' } }).inputMessages).toEqual([user('Hi')])
    const turns = [
      { role: 'user', content: 'Hi' },
      { role: 'model', content: [{ type: 'text', text: 'Ja' }] },
    ]
    expect(facts(url, { model: 'm', input: turns }).inputMessages).toEqual([
      user('Hi'),
      { role: 'assistant', parts: [{ type: 'text', content: 'Ja' }] },
    ])
  })

  test('an agent in the background', () => {
    expect(facts(url, { agent: 'digger', input: 'Dig', background: true })).toEqual({
      attributes: { 'genai_devtools.request.agent_id': 'digger', 'genai_devtools.request.background': true },
      inputMessages: [user('Dig')],
    })
  })

  test('one that is fetched, from where it broke', () => {
    expect(facts(`${url}/int-1?stream=true&last_event_id=e-9`, undefined, 'GET')).toEqual({
      operation: 'fetch_response',
      stream: true,
      attributes: { 'gen_ai.response.id': 'int-1', 'gen_ai.request.stream_cursor': 'e-9' },
    })
    expect(facts(`${url}/int-1`, undefined, 'GET')).toEqual({
      operation: 'fetch_response',
      stream: false,
      attributes: { 'gen_ai.response.id': 'int-1' },
    })
  })
})

test('Anthropic, completions', () => {
  const body = {
    model: 'dodo-1',
    prompt: '\n\nHuman: Hi\n\nAssistant:',
    max_tokens_to_sample: 3,
    temperature: 0,
    top_p: 1,
    top_k: 5,
    stop_sequences: ['x'],
  }
  expect(facts('https://api.anthropic.com/v1/complete', body)).toEqual({
    model: 'dodo-1',
    maxTokens: 3,
    temperature: 0,
    topP: 1,
    topK: 5,
    stopSequences: ['x'],
    inputMessages: [user('\n\nHuman: Hi\n\nAssistant:')],
  })
})

test.each<[string, JsonValue]>([
  ['https://api.mistral.ai/v1/chat/completions', { messages: [1, { role: 2, content: 3, tool_calls: [4, {}] }], tools: [5], agent_id: 6 }],
  ['https://api.mistral.ai/v1/conversations', { inputs: [1, { type: 2 }, { type: 'function.result' }], completion_args: 3, tools: 4 }],
  [
    'https://api.cohere.com/v2/chat',
    {
      messages: [
        { content: [1, {}], tool_calls: 2 },
        { role: 'tool', content: { a: 1 } },
      ],
      response_format: 1,
    },
  ],
  ['http://localhost:11434/api/chat', { options: 1, messages: [{ images: [1], tool_calls: [{}] }], format: 2, think: [] }],
  ['http://localhost:11434/api/generate', { prompt: 1, images: 'x', options: [] }],
  ['https://generativelanguage.googleapis.com/v1beta/models/g:batchEmbedContents', { requests: [1], parameters: 'x' }],
  [
    'https://generativelanguage.googleapis.com/v1beta/interactions',
    { input: [1, null, [2], { type: 3, content: { type: 'x' } }], tools: [[]] },
  ],
  ['https://api.anthropic.com/v1/complete', { prompt: [1], stop_sequences: {} }],
  ['https://api.cohere.com/v2/chat', [1]],
])('odd values are left out: %s', (url, body) => {
  const shape = { method: 'POST', url: new URL(url), body }
  expect(() => JSON.stringify(recognise(shape)?.readRequest(shape))).not.toThrow()
})
