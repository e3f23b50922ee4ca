import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { MAX_PARTS } from '../../../sdk/provider/answer/answer.ts'
import { createBodyReader } from '../../../sdk/provider/body.ts'
import type { Api } from '../../../sdk/provider/read/dialect.ts'
import { dialectOf } from '../../support/dialects.ts'

const APIS: readonly Api[] = [
  'mistral-chat',
  'mistral-fim',
  'mistral-embeddings',
  'mistral-conversations',
  'cohere-chat',
  'ollama-chat',
  'ollama-generate',
  'ollama-embed',
  'gemini-embed',
  'gemini-interactions',
  'anthropic-complete',
]

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A value of each kind, for fields that should have another. */
const values: readonly JsonValue[] = [null, true, 1e308, '', 'x', [], [null], [{}], {}, { type: 1 }, { message: { content: 1 } }]
const fields: readonly string[] = [
  'type',
  'event_type',
  'index',
  'id',
  'model',
  'delta',
  'message',
  'content',
  'response',
  'thinking',
  'tool_calls',
  'done',
  'done_reason',
  'usage',
  'step',
  'steps',
  'outputs',
  'output_index',
  'interaction',
  'status',
  'errors',
  'error',
  'completion',
  'stop_reason',
  'embedding',
  'embeddings',
  'predictions',
  'data',
  'choices',
  'finish_reason',
  'arguments',
  'logprobs',
  'metadata',
  'citations',
]
const types: readonly string[] = [
  'content-start',
  'content-delta',
  'tool-plan-delta',
  'tool-call-start',
  'tool-call-delta',
  'citation-start',
  'message-end',
  'step.start',
  'step.delta',
  'content.start',
  'content.delta',
  'interaction.completed',
  'message.output.delta',
  'function.call.delta',
  'tool.execution.started',
  'tool.execution.done',
  'agent.handoff.done',
  'conversation.response.done',
  'conversation.response.error',
  'error',
]

describe.each(APIS.map((api) => [api, dialectOf(api)] as const))('%s', (_, wire) => {
  test('no payload makes it throw', () => {
    const reader = wire.createReader({})
    for (const value of values) {
      reader.payload(value)
      reader.failure(500, value)
      for (const field of fields) {
        reader.payload({ [field]: value })
        for (const type of types) reader.payload({ [field]: value, type, event_type: type }, type)
      }
    }
    for (const type of types)
      reader.payload({ type, event_type: type, index: 1e9, output_index: -1, delta: { type, message: {} }, step: { type } })
    expect(() => JSON.stringify({ ...reader.facts() })).not.toThrow()
  })

  test('a status of 400 and more is an error from the first moment', () => {
    const body = createBodyReader({ dialect: wire, request: {}, status: 503, contentType: '' })
    expect(body.facts().error).toEqual({ type: '503' })
    body.feed(bytesOf('upstream connect error'))
    body.end()
    expect(body.facts().error).toEqual({ type: '503', message: 'upstream connect error' })
  })

  test('an empty body is no error, and no end', () => {
    const body = createBodyReader({ dialect: wire, request: {}, status: 200, contentType: 'application/json' })
    expect(body.end()).toEqual([])
    expect(body.facts()).toMatchObject({ finishReasons: [], complete: false })
    expect(body.facts().error).toBe(undefined)
  })

  test('a web page where an answer should be is malformed', () => {
    const body = createBodyReader({ dialect: wire, request: {}, status: 200, contentType: 'text/html' })
    body.feed(bytesOf('<!DOCTYPE html>\n<p>Sign in</p>\n'))
    body.end()
    expect(body.facts().error).toEqual({ type: 'invalid_json' })
  })
})

test.each<[Api, (index: number) => JsonValue]>([
  ['cohere-chat', (index) => ({ type: 'content-start', index, delta: { message: { content: { type: 'text', text: 'x' } } } })],
  ['gemini-interactions', (index) => ({ event_type: 'step.start', index, step: { type: 'text', text: 'x' } })],
  ['mistral-conversations', (index) => ({ type: 'message.output.delta', output_index: index, content: 'x' })],
  ['ollama-chat', () => ({ message: { tool_calls: [{ function: { name: 'f', arguments: {} } }] }, done: false })],
])('%s: parts without end are cut at the limit', (api, payload) => {
  const reader = dialectOf(api).createReader({})
  for (let index = 0; index < MAX_PARTS + 10; index++) reader.payload(payload(index))
  expect(reader.facts().outputMessages[0]?.parts).toHaveLength(MAX_PARTS)
})

test('lines of an Ollama stream are told as they come', () => {
  const body = createBodyReader({ dialect: dialectOf('ollama-chat'), request: {}, status: 200, contentType: 'application/x-ndjson' })
  expect(body.feed(bytesOf('{"message":{"content":"Ja"},"done":fal'))).toEqual([])
  expect(body.feed(bytesOf('se}\n'))).toEqual([{ choice: 0, part: 'text', index: 0, text: 'Ja' }])
  expect(body.facts()).toMatchObject({ finishReasons: [null], complete: false })
})
