import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import type { RequestFacts } from '../../../sdk/provider/read/dialect.ts'
import { messageFaults, toolFaults } from '../../wire/message-shape.ts'
import { recognise } from '../../support/dialects.ts'

function facts(url: string, body?: JsonValue): RequestFacts {
  const shape = { method: 'POST', url: new URL(url), ...(body !== undefined && { body }) }
  const read = recognise(shape)?.readRequest(shape)
  if (read === undefined) throw new Error(`${url} is not recognised`)
  expect(messageFaults(read.inputMessages ?? [])).toEqual([])
  expect(toolFaults(read.toolDefinitions ?? [])).toEqual([])
  return read
}

describe('OpenAI chat', () => {
  const url = 'https://api.openai.com/v1/chat/completions'

  test('parameters', () => {
    const body = {
      model: 'parrot-2',
      stream: true,
      max_completion_tokens: 100,
      max_tokens: 1,
      temperature: 0.5,
      top_p: 0.9,
      frequency_penalty: 0.1,
      presence_penalty: -0.1,
      top_logprobs: 5,
      stop: 'END',
      seed: 7,
      n: 2,
      reasoning_effort: 'low',
      response_format: { type: 'json_schema', json_schema: {} },
      service_tier: 'flex',
    }
    expect(facts(url, body)).toEqual({
      model: 'parrot-2',
      stream: true,
      maxTokens: 100,
      temperature: 0.5,
      topP: 0.9,
      frequencyPenalty: 0.1,
      presencePenalty: -0.1,
      stopSequences: ['END'],
      seed: 7,
      choiceCount: 2,
      reasoningLevel: 'low',
      outputType: 'json',
      attributes: { 'openai.api.type': 'chat_completions', 'openai.request.service_tier': 'flex' },
    })
  })

  test('what is not stated is absent, one choice is the default, the tier "auto" is none', () => {
    expect(facts(url, { model: 'm', n: 1, service_tier: 'auto', temperature: null })).toEqual({
      model: 'm',
      attributes: { 'openai.api.type': 'chat_completions' },
    })
    expect(facts(url)).toEqual({ attributes: { 'openai.api.type': 'chat_completions' } })
  })

  test("Azure's deployment is the model", () => {
    expect(facts('https://x.openai.azure.com/openai/deployments/my%20gpt/chat/completions', {}).model).toBe('my gpt')
  })

  test('messages: system in place, media, calls and their results', () => {
    const { inputMessages, systemInstructions } = facts(url, {
      model: 'm',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          name: 'ada',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,aW1n' } },
            { type: 'image_url', image_url: { url: 'https://pictures.example/a.png' } },
            { type: 'input_audio', input_audio: { data: 'c25k', format: 'wav' } },
            { type: 'file', file: { file_data: 'data:application/pdf;base64,cGRm', filename: 'a.pdf' } },
            { type: 'file', file: { file_id: 'file-1' } },
            { type: 'hologram', depth: 3 },
          ],
        },
        {
          role: 'assistant',
          content: null,
          reasoning_content: 'Hm.',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":"it"}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'A cat.' },
      ],
    })
    expect(systemInstructions).toBe(undefined)
    expect(inputMessages).toEqual([
      { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
      {
        role: 'user',
        name: 'ada',
        parts: [
          { type: 'text', content: 'See' },
          { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'aW1n' },
          { type: 'uri', modality: 'image', uri: 'https://pictures.example/a.png' },
          { type: 'blob', modality: 'audio', mime_type: 'audio/wav', content: 'c25k' },
          { type: 'blob', modality: 'document', mime_type: 'application/pdf', content: 'cGRm', filename: 'a.pdf' },
          { type: 'file', modality: 'document', file_id: 'file-1' },
          { type: 'hologram', depth: 3 },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'Hm.' },
          { type: 'tool_call', id: 'c1', name: 'look', arguments: { at: 'it' } },
        ],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'A cat.' }] },
    ])
  })

  test('tools of three forms, without what else they hold', () => {
    const tools = [
      { type: 'function', function: { name: 'f', description: 'does f', parameters: { type: 'object' } } },
      { type: 'custom', custom: { name: 'c' } },
      { type: 'mcp', server_label: 'files', authorization: 'secret-token', headers: { 'X-Key': 'secret' } },
    ]
    const { toolDefinitions } = facts(url, { model: 'm', tools, functions: [{ name: 'old' }] })
    expect(toolDefinitions).toEqual([
      { type: 'function', name: 'f', description: 'does f', parameters: { type: 'object' } },
      { type: 'custom', name: 'c' },
      { type: 'mcp', name: 'mcp' },
      { type: 'function', name: 'old' },
    ])
  })
})

describe('Anthropic messages', () => {
  const url = 'https://api.anthropic.com/v1/messages'

  test('parameters, system and tools', () => {
    const body = {
      model: 'owl-4',
      max_tokens: 50,
      temperature: 1,
      top_p: 0.8,
      top_k: 40,
      stop_sequences: ['###'],
      stream: true,
      output_config: { effort: 'high', format: { type: 'json_schema', schema: {} } },
      system: [{ type: 'text', text: 'Be wise.', cache_control: { type: 'ephemeral' } }],
      tools: [
        { name: 'look', description: 'looks', input_schema: { type: 'object' } },
        { type: 'web_search_20250305', name: 'web_search', max_uses: 2 },
      ],
      messages: [],
    }
    expect(facts(url, body)).toEqual({
      model: 'owl-4',
      maxTokens: 50,
      temperature: 1,
      topP: 0.8,
      topK: 40,
      stopSequences: ['###'],
      stream: true,
      reasoningLevel: 'high',
      outputType: 'json',
      systemInstructions: [{ type: 'text', content: 'Be wise.' }],
      toolDefinitions: [
        { type: 'function', name: 'look', description: 'looks', parameters: { type: 'object' } },
        { type: 'web_search_20250305', name: 'web_search' },
      ],
      inputMessages: [],
    })
  })

  test('blocks', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'anBn' } }
    const { inputMessages } = facts(url, {
      model: 'owl-4',
      max_tokens: 1,
      messages: [
        {
          role: 'user',
          content: [
            image,
            { type: 'document', source: { type: 'url', url: 'https://papers.example/a.pdf' } },
            { type: 'document', source: { type: 'file', file_id: 'file-1' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
            { type: 'tool_use', id: 't1', name: 'look', input: { at: 'it' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'A cat.' }] },
            { type: 'tool_result', tool_use_id: 't2', is_error: true, content: [image, { type: 'text', text: 'failed' }] },
          ],
        },
      ],
    })
    const blob = { type: 'blob', modality: 'image', mime_type: 'image/jpeg', content: 'anBn' }
    expect(inputMessages?.map(({ parts }) => parts)).toEqual([
      [
        blob,
        { type: 'uri', modality: 'document', uri: 'https://papers.example/a.pdf' },
        { type: 'file', modality: 'document', file_id: 'file-1' },
      ],
      [
        { type: 'reasoning', content: 'Hm.' },
        { type: 'tool_call', id: 't1', name: 'look', arguments: { at: 'it' } },
      ],
      [
        { type: 'tool_call_response', id: 't1', response: 'A cat.' },
        { type: 'tool_call_response', id: 't2', is_error: true, response: [blob, { type: 'text', content: 'failed' }] },
      ],
    ])
  })

  test('on Vertex AI the path has the model', () => {
    const vertex = 'https://aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/anthropic/models/owl@4:rawPredict'
    expect(facts(vertex, { messages: [] }).model).toBe('owl@4')
  })
})

describe('Gemini', () => {
  const url = 'https://generativelanguage.googleapis.com/v1beta/models/magpie-3:streamGenerateContent?alt=sse&key=secret'
  const camel = {
    generationConfig: {
      maxOutputTokens: 9,
      temperature: 0,
      topP: 0.5,
      topK: 3,
      candidateCount: 2,
      seed: 1,
      stopSequences: ['x'],
      presencePenalty: 0.2,
      responseMimeType: 'application/json',
      thinkingConfig: { thinkingLevel: 'low' },
    },
    systemInstruction: { parts: [{ text: 'Chirp.' }] },
    contents: [{ parts: [{ inlineData: { mimeType: 'video/mp4', data: 'bXA0' } }] }],
    tools: [{ functionDeclarations: [{ name: 'f', parametersJsonSchema: { type: 'object' } }] }, { googleSearch: {} }],
  }
  const snake = {
    generation_config: {
      max_output_tokens: 9,
      temperature: 0,
      top_p: 0.5,
      top_k: 3,
      candidate_count: 2,
      seed: 1,
      stop_sequences: ['x'],
      presence_penalty: 0.2,
      response_mime_type: 'application/json',
      thinking_config: { thinking_level: 'low' },
    },
    system_instruction: { parts: { text: 'Chirp.' } },
    contents: [{ parts: { inline_data: { mime_type: 'video/mp4', data: 'bXA0' } } }],
    tools: [{ function_declarations: [{ name: 'f', parameters_json_schema: { type: 'object' } }] }, { googleSearch: {} }],
  }

  test.each([
    ['camelCase', camel],
    ['snake_case', snake],
  ])('parameters in %s', (_, body) => {
    expect(facts(url, body)).toEqual({
      model: 'magpie-3',
      stream: true,
      maxTokens: 9,
      temperature: 0,
      topP: 0.5,
      topK: 3,
      choiceCount: 2,
      seed: 1,
      stopSequences: ['x'],
      presencePenalty: 0.2,
      outputType: 'json',
      reasoningLevel: 'low',
      systemInstructions: [{ type: 'text', content: 'Chirp.' }],
      inputMessages: [{ role: 'user', parts: [{ type: 'blob', modality: 'video', mime_type: 'video/mp4', content: 'bXA0' }] }],
      toolDefinitions: [
        { type: 'function', name: 'f', parameters: { type: 'object' } },
        { type: 'googleSearch', name: 'googleSearch' },
      ],
    })
  })

  test('calls and their results, roles as the conventions name them', () => {
    const { inputMessages } = facts(url, {
      contents: [
        { role: 'model', parts: [{ functionCall: { name: 'look', args: { at: 'it' } }, thoughtSignature: 'c2ln' }] },
        { role: 'function', parts: [{ functionResponse: { name: 'look', response: { saw: 'a cat' } } }] },
        { role: 'user', parts: [{ fileData: { fileUri: 'gs://bucket/a.png', mimeType: 'image/png' } }] },
      ],
    })
    expect(inputMessages).toEqual([
      { role: 'assistant', parts: [{ type: 'tool_call', name: 'look', arguments: { at: 'it' } }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', name: 'look', response: { saw: 'a cat' } }] },
      { role: 'user', parts: [{ type: 'uri', modality: 'image', mime_type: 'image/png', uri: 'gs://bucket/a.png' }] },
    ])
  })
})

test('no request makes its reader throw, and no key of a URL gets into the facts', () => {
  const odd: readonly JsonValue[] = [
    null,
    1,
    'x',
    [],
    {},
    { messages: 1, contents: 'x', tools: {}, system: 5 },
    { messages: [null, 1, []] },
  ]
  const urls = ['chat/completions', 'v1/messages', 'models/m:generateContent'].map((path) => `https://h.example/${path}?key=secret`)
  for (const url of urls) for (const body of odd) expect(JSON.stringify(facts(url, body))).not.toContain('secret')
})
