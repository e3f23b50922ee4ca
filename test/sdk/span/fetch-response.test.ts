import { expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { createBodyReader } from '../../../sdk/provider/body.ts'
import { inferenceName, requestAttributes, responseAttributes } from '../../../sdk/span/attributes.ts'
import { recognise } from '../../support/dialects.ts'

const answer: JsonValue = {
  object: 'response',
  id: 'resp_1',
  model: 'parrot-2',
  status: 'in_progress',
  output: [],
  usage: { input_tokens: 5, output_tokens: 2, input_tokens_details: { audio_tokens: 1 } },
}

test('an answer that is fetched again names its state and cursor, and counts no tokens', () => {
  const url = new URL('https://api.openai.com/v1/responses/resp_1?stream=true&starting_after=12')
  const shape = { method: 'GET', url }
  const dialect = recognise(shape)
  if (dialect === undefined) throw new Error('not recognised')
  const request = dialect.readRequest(shape)
  expect(inferenceName(request.operation ?? dialect.operation, request)).toBe('fetch_response')
  expect(requestAttributes(dialect, 'openai', request, url)).toMatchObject({
    'gen_ai.operation.name': 'fetch_response',
    'gen_ai.response.id': 'resp_1',
    'gen_ai.request.stream_cursor': '12',
  })
  const body = createBodyReader({ dialect, request, status: 200, contentType: 'application/json' })
  body.feed(new TextEncoder().encode(JSON.stringify(answer)))
  body.end()
  expect(body.facts().usage).toEqual({ inputTokens: 5, outputTokens: 2 })
  expect(responseAttributes(body.facts(), request)).toEqual({
    'gen_ai.response.id': 'resp_1',
    'gen_ai.response.model': 'parrot-2',
    'gen_ai.response.status': 'in_progress',
  })
  expect(responseAttributes(body.facts(), {})).toMatchObject({ 'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.audio.input_tokens': 1 })
})
