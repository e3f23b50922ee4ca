import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { MAX_PARTS } from '../../../sdk/provider/answer/answer.ts'
import { createBodyReader } from '../../../sdk/provider/body.ts'
import { dialectOf } from '../../support/dialects.ts'

const anthropicMessages = dialectOf('anthropic-messages')
const geminiGenerate = dialectOf('gemini-generate')
const openaiChat = dialectOf('openai-chat')
const openaiCompletions = dialectOf('openai-completions')
const openaiEmbeddings = dialectOf('openai-embeddings')
const openaiResponses = dialectOf('openai-responses')

const dialects = [openaiChat, openaiResponses, openaiCompletions, openaiEmbeddings, anthropicMessages, geminiGenerate] as const
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

describe.each(dialects.map((dialect) => [dialect.api, dialect] as const))('%s', (_, dialect) => {
  const odd: readonly JsonValue[] = [
    null,
    1,
    'x',
    [],
    [[1]],
    {},
    { choices: 1, candidates: 'x', usage: [], usageMetadata: 1, error: 0 },
    { choices: [null, { index: -1, delta: 1 }, { index: 1e9, delta: {} }, { index: 0.5, delta: { content: 1, tool_calls: [1, {}] } }] },
    {
      candidates: [null, { index: 1e9 }, { content: { parts: [null, {}, { functionCall: 1 }, { functionCall: { partialArgs: [{}] } }] } }],
    },
    { type: 'content_block_delta', index: 5, delta: { text: 'lost' } },
    { type: 'content_block_start', index: 1e9, content_block: {} },
    { type: 'content_block_stop', index: 1e9 },
    { data: 1 },
    { data: [{ embedding: { float: 1 } }], usage: 1 },
    { choices: [{ text: 1, logprobs: { tokens: [1, 'a'], token_logprobs: 1, top_logprobs: [null, 'x'] } }] },
    { type: 'response.created', response: 1 },
    { type: 'response.created', response: {} },
    { type: 'response.output_item.added', item: 1 },
    { type: 'response.output_item.added', output_index: 'x', item: { type: 5, id: 5, content: 'x' } },
    {
      type: 'response.output_item.done',
      output_index: 1e9,
      item: { type: 'message', content: [null, {}, { type: 'output_text', text: 1 }] },
    },
    { type: 'response.output_item.done', item: { type: 'reasoning', summary: 'x', content: {} } },
    { type: 'response.output_item.done', item: { type: 'function_call', name: 1, arguments: [] } },
    { type: 'response.output_item.done', item: { type: 'odd_call', output: { a: null } } },
    { type: 'response.content_part.added', part: 'x' },
    { type: 'response.content_part.added', content_index: -1, part: { type: 'output_text' } },
    { type: 'response.output_text.delta', delta: { a: 1 }, logprobs: [null, { token: 1 }] },
    { type: 'response.function_call_arguments.delta', delta: 1 },
    { type: 'response.audio.delta', delta: 1 },
    { type: 'response.__proto__.delta', delta: 'x' },
    { type: 'constructor.delta', delta: 'x' },
    { type: 'response.completed', response: { output: [1, { type: 'message' }], usage: 'x', incomplete_details: 1 } },
    { type: 'response.failed', response: { error: 1 } },
    { object: 'response', status: 1, output: { a: 1 } },
    { type: 'message_start' },
    { type: 'message_delta' },
    { type: 'error' },
  ]

  test('no payload makes it throw', () => {
    const reader = dialect.createReader({})
    for (const data of odd) {
      reader.payload(data)
      reader.payload(data, 'error')
      reader.failure(500, data)
      expect(() => JSON.stringify({ ...reader.facts() })).not.toThrow()
    }
  })

  test('a status of 400 and more is an error from the first moment', () => {
    const body = createBodyReader({ dialect, request: {}, status: 503, contentType: '' })
    expect(body.facts().error).toEqual({ type: '503' })
    body.feed(bytesOf('upstream connect error'))
    body.end()
    expect(body.facts().error).toEqual({ type: '503', message: 'upstream connect error' })
  })

  test('an error in the form of an event stream is read', () => {
    const body = createBodyReader({ dialect, request: {}, status: 400, contentType: 'text/event-stream' })
    body.feed(bytesOf('data: {"error":{"type":"bad_input","message":"no"}}\n\n'))
    body.end()
    expect(body.facts().error).toEqual({ type: 'bad_input', message: 'no' })
  })

  test('an empty body is no error', () => {
    const body = createBodyReader({ dialect, request: {}, status: 200, contentType: 'text/event-stream' })
    expect(body.end()).toEqual([])
    expect(body.facts()).toMatchObject({ finishReasons: [], complete: false })
    expect(body.facts().error).toBe(undefined)
  })

  test('a web page where an answer should be is malformed', () => {
    const body = createBodyReader({ dialect, request: {}, status: 200, contentType: 'text/html' })
    body.feed(bytesOf('<!DOCTYPE html><p>Sign in</p>'))
    body.end()
    expect(body.facts().error).toEqual({ type: 'invalid_json' })
  })
})

test('text deltas come with the payload that carries them, and facts stand between', () => {
  const body = createBodyReader({ dialect: openaiChat, request: { stream: true }, status: 200, contentType: 'text/event-stream' })
  expect(body.feed(bytesOf('data: {"choices":[{"index":0,"delta":{"reasoning":"Hm"}}]}\n'))).toEqual([])
  expect(body.feed(bytesOf('\n'))).toEqual([{ choice: 0, part: 'reasoning', index: 0, text: 'Hm' }])
  expect(body.facts()).toMatchObject({ finishReasons: [null], complete: false })
  const call = 'data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}]}}]}\n\n'
  expect(body.feed(bytesOf(call))).toEqual([{ choice: 0, part: 'tool_arguments', index: 1, text: '{}' }])
})

test('messages are put together only when they are asked for, and once', () => {
  const reader = openaiChat.createReader({})
  reader.payload({ choices: [{ delta: { content: 'a' } }] })
  const before = reader.facts().outputMessages
  expect(reader.facts().outputMessages).toBe(before)
  reader.payload({ choices: [{ delta: { content: 'b' } }] })
  expect(reader.facts().outputMessages).toEqual([{ role: 'assistant', parts: [{ type: 'text', content: 'ab' }] }])
})

test('parts without end are cut at the limit, and what was cut is told', () => {
  const reader = anthropicMessages.createReader({})
  for (let index = 0; index < MAX_PARTS + 10; index++) {
    reader.payload({ type: 'content_block_start', index, content_block: { type: 'text', text: 'x' } })
  }
  expect(reader.facts().outputMessages[0]?.parts).toHaveLength(MAX_PARTS)
  const chat = openaiChat.createReader({})
  for (let index = 0; index < MAX_PARTS + 10; index++) {
    chat.payload({ choices: [{ delta: { tool_calls: [{ index, id: `c${index}`, function: { name: 'f', arguments: '{}' } }] } }] })
  }
  expect(chat.facts().outputMessages[0]?.parts).toHaveLength(MAX_PARTS)
  expect(chat.facts().attributes).toEqual({ 'genai_devtools.response.dropped_characters': 20 })
})

test('a path of streamed arguments cannot reach a prototype', () => {
  const reader = geminiGenerate.createReader({ stream: true })
  const partialArgs = [
    { jsonPath: '$.__proto__.polluted', stringValue: 'yes' },
    { jsonPath: '$.a.constructor', stringValue: 'own' },
    { jsonPath: '$.list[999999999]', numberValue: 1 },
  ]
  reader.payload({ candidates: [{ content: { parts: [{ functionCall: { name: 'f', partialArgs } }] } }] })
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  const [part] = reader.facts().outputMessages[0]?.parts ?? []
  expect(part?.['arguments']).toEqual({ a: { constructor: 'own' } })
})
