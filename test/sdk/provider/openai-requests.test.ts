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

describe('OpenAI Responses', () => {
  const url = 'https://api.openai.com/v1/responses'

  test('parameters', () => {
    expect(
      facts(url, {
        model: 'parrot-3',
        stream: true,
        max_output_tokens: 100,
        temperature: 0.5,
        top_p: 0.9,
        reasoning: { effort: 'high', summary: 'auto' },
        text: { format: { type: 'json_schema', schema: {} }, verbosity: 'low' },
        service_tier: 'priority',
        previous_response_id: 'resp_0',
        conversation: { id: 'conv_1' },
        prompt: { id: 'pmpt_1', version: '2', variables: { city: 'Ulm' } },
        instructions: 'Be brief.',
        input: 'Hi',
        tools: [
          { type: 'function', name: 'f', description: 'does f', parameters: { type: 'object' }, strict: true },
          { type: 'mcp', server_label: 'zoo', server_url: 'https://zoo.example', authorization: 'secret-token', headers: { k: 'secret' } },
          { type: 'web_search' },
        ],
      }),
    ).toEqual({
      model: 'parrot-3',
      stream: true,
      maxTokens: 100,
      temperature: 0.5,
      topP: 0.9,
      reasoningLevel: 'high',
      outputType: 'json',
      previousResponseId: 'resp_0',
      conversationId: 'conv_1',
      attributes: {
        'openai.api.type': 'responses',
        'openai.request.service_tier': 'priority',
        'gen_ai.prompt.name': 'pmpt_1',
        'gen_ai.prompt.version': '2',
      },
      systemInstructions: [{ type: 'text', content: 'Be brief.' }],
      inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
      toolDefinitions: [
        { type: 'function', name: 'f', description: 'does f', parameters: { type: 'object' } },
        { type: 'mcp', name: 'mcp' },
        { type: 'web_search', name: 'web_search' },
      ],
    })
  })

  test('items: the assistant’s in a row are one message', () => {
    const { inputMessages } = facts(url, {
      model: 'm',
      conversation: 'conv_2',
      input: [
        { role: 'developer', content: 'Be kind.' },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'See' },
            { type: 'input_image', image_url: 'data:image/png;base64,aW1n', detail: 'auto' },
            { type: 'input_image', file_id: 'file-1' },
            { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,cGRm' },
            { type: 'input_file', file_url: 'https://papers.example/a.pdf' },
          ],
        },
        { type: 'reasoning', id: 'rs_1', encrypted_content: 'c2VjcmV0', summary: [{ type: 'summary_text', text: 'Look.' }] },
        { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'look', arguments: '{"at":"it"}' },
        { type: 'custom_tool_call', call_id: 'c2', name: 'draw', input: 'a cat' },
        { type: 'function_call_output', call_id: 'c1', output: 'A cat.' },
        { type: 'custom_tool_call_output', call_id: 'c2', output: [{ type: 'input_image', image_url: 'https://a.example/c.png' }] },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'A cat.', annotations: [] }] },
        { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'cats' } },
        { role: 'user', content: 'And?' },
        { type: 'item_reference', id: 'msg_9' },
      ],
    })
    expect(inputMessages).toEqual([
      { role: 'developer', parts: [{ type: 'text', content: 'Be kind.' }] },
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'See' },
          { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'aW1n' },
          { type: 'file', modality: 'image', file_id: 'file-1' },
          { type: 'blob', modality: 'document', mime_type: 'application/pdf', content: 'cGRm', filename: 'a.pdf' },
          { type: 'uri', modality: 'document', uri: 'https://papers.example/a.pdf' },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'Look.' },
          { type: 'tool_call', id: 'c1', name: 'look', arguments: { at: 'it' } },
          { type: 'tool_call', id: 'c2', name: 'draw', arguments: 'a cat' },
        ],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'A cat.' }] },
      {
        role: 'tool',
        parts: [{ type: 'tool_call_response', id: 'c2', response: [{ type: 'uri', modality: 'image', uri: 'https://a.example/c.png' }] }],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'text', content: 'A cat.' },
          {
            type: 'server_tool_call',
            id: 'ws_1',
            name: 'web_search',
            server_tool_call: { type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'cats' } },
          },
        ],
      },
      { role: 'user', parts: [{ type: 'text', content: 'And?' }] },
      { role: 'user', parts: [{ type: 'item_reference', id: 'msg_9' }] },
    ])
  })

  test('an answer that is fetched: its id, and where a stream goes on', () => {
    expect(facts(`${url}/resp_1?stream=true&starting_after=42`, undefined, 'GET')).toEqual({
      operation: 'fetch_response',
      stream: true,
      attributes: { 'openai.api.type': 'responses', 'gen_ai.response.id': 'resp_1', 'gen_ai.request.stream_cursor': '42' },
    })
    expect(facts(`${url}/resp_1`, undefined, 'GET')).toEqual({
      operation: 'fetch_response',
      attributes: { 'openai.api.type': 'responses', 'gen_ai.response.id': 'resp_1' },
    })
  })
})

describe('OpenAI completions', () => {
  const url = 'https://api.openai.com/v1/completions'

  test('parameters, and what to fill in between', () => {
    const body = { model: 'quill-1', prompt: 'def f(', suffix: ')', max_tokens: 9, n: 2, echo: true, logprobs: 3, stop: ['\n'], seed: 1 }
    expect(facts(url, body)).toEqual({
      model: 'quill-1',
      maxTokens: 9,
      choiceCount: 2,
      stopSequences: ['\n'],
      seed: 1,
      inputMessages: [
        {
          role: 'user',
          parts: [
            { type: 'text', content: 'def f(' },
            { type: 'suffix', content: ')' },
          ],
        },
      ],
    })
  })

  test.each<[string, JsonValue, JsonValue]>([
    ['texts', ['a', 'b'], [[{ type: 'text', content: 'a' }], [{ type: 'text', content: 'b' }]]],
    ['tokens', [1, 2], [[{ type: 'token_ids', token_ids: [1, 2] }]]],
    ['lists of tokens', [[1], [2, 3]], [[{ type: 'token_ids', token_ids: [1] }], [{ type: 'token_ids', token_ids: [2, 3] }]]],
  ])('a prompt of %s', (_, prompt, parts) => {
    expect(facts(url, { model: 'm', prompt }).inputMessages?.map((message) => message.parts)).toEqual(parts)
  })

  test("Azure's deployment is the model", () => {
    expect(facts('https://x.openai.azure.com/openai/deployments/my%20quill/completions', { prompt: 'a' }).model).toBe('my quill')
  })
})

describe('OpenAI embeddings', () => {
  test('parameters; what is embedded is no message', () => {
    const body = { model: 'nest-3', input: ['a'], encoding_format: 'base64', dimensions: 256 }
    expect(facts('https://api.openai.com/v1/embeddings', body)).toEqual({
      model: 'nest-3',
      attributes: { 'gen_ai.request.encoding_formats': ['base64'], 'gen_ai.embeddings.dimension.count': 256 },
    })
    expect(facts('https://x.openai.azure.com/openai/deployments/nest/embeddings', { input: 'a' })).toEqual({ model: 'nest' })
  })
})

test('no request makes a reader throw, and no key of a URL gets into the facts', () => {
  const odd: readonly JsonValue[] = [
    null,
    1,
    'x',
    [],
    {},
    { input: 1, prompt: {}, tools: 1, text: 1, reasoning: [] },
    {
      input: [null, 1, [], {}, { type: 1 }, { type: 'message', content: 1 }, { type: 'function_call_output', output: 5 }],
      prompt: [null, {}],
    },
  ]
  for (const path of ['v1/responses', 'v1/completions', 'v1/embeddings']) {
    for (const body of odd) expect(JSON.stringify(facts(`https://api.openai.com/${path}?key=secret`, body))).not.toContain('secret')
  }
})
