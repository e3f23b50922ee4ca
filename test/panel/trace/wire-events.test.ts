import { expect, test } from 'vitest'
import { readRawRequest, readRawResponse, withheldBy } from '../../../panel/trace/raw.ts'
import { wireEvents } from '../../../panel/trace/wire-events.ts'
import type { RawResponse } from '../../../sdk/protocol/raw.ts'

/** Chunks at 10, 20, 30 ... ms. */
function response(type: string, chunks: readonly string[], form: RawResponse['form'] = 'chunks'): RawResponse {
  let end = 0
  return {
    status: 200,
    headers: { 'content-type': type },
    form,
    text: chunks.join(''),
    ends: chunks.map((chunk) => (end += chunk.length)),
    times: chunks.map((_, index) => 10 * (index + 1)),
    sizes: chunks.map((chunk) => chunk.length),
  }
}

test('events of a stream have the time of the chunk that ended them, however they are cut', () => {
  const chunks = ['event: delta\nda', 'ta: {"a":1}\n', '\ndata: x\ndata: y\r\n\r\ndata: [DO', 'NE]\n\n']
  expect(wireEvents(response('text/event-stream', chunks))).toEqual([
    { text: 'event: delta\ndata: {"a":1}', name: 'delta', data: '{"a":1}', at: 20, gap: undefined },
    { text: 'data: x\ndata: y', name: undefined, data: 'x\ny', at: 30, gap: 10 },
    { text: 'data: [DONE]', name: undefined, data: '[DONE]', at: 40, gap: 10 },
  ])
})

test('lines of JSON are one event each, and the last may be cut off', () => {
  const events = wireEvents(response('application/x-ndjson', ['{"a":1}\n{"b"', ':2}\n{"c"']))
  expect(events.map(({ text, at }) => [text, at])).toEqual([
    ['{"a":1}', 10],
    ['{"b":2}', 20],
    ['{"c"', 20],
  ])
})

test('anything else is shown as it came: chunk by chunk, or as one', () => {
  expect(wireEvents(response('application/json', ['[{"a":1},', '{"b":2}]'])).map(({ text, at }) => [text, at])).toEqual([
    ['[{"a":1},', 10],
    ['{"b":2}]', 20],
  ])
  const whole = { ...response('application/json', ['{"a":\n1}'], 'json'), ends: [], times: [] }
  expect(wireEvents(whole)).toEqual([{ text: '{"a":\n1}', name: undefined, data: '{"a":\n1}', at: undefined, gap: undefined }])
  expect(wireEvents(response('text/event-stream', []))).toEqual([])
})

test('what a page says is rebuilt, and what makes no sense is left out', () => {
  expect(readRawRequest({ method: 'POST', url: 7, headers: { a: 'b', c: 1 }, keys: ['x', 2], body: 'b', bodySize: -1 })).toEqual({
    method: 'POST',
    url: '',
    headers: { a: 'b' },
    keys: ['x'],
    body: 'b',
  })
  expect([null, 'x', {}, { method: 1 }].map(readRawRequest)).toEqual([undefined, undefined, undefined, undefined])
  expect(readRawResponse({ text: 'a', status: 200, form: 'odd', ends: ['1', 1], dropped: 3 })).toEqual({
    status: 200,
    headers: {},
    form: 'chunks',
    text: 'a',
    ends: [0, 1],
    times: [],
    sizes: [],
    dropped: 3,
  })
  expect([{ withheld: 'redact' }, { withheld: 'odd' }, null].map(withheldBy)).toEqual(['redact', undefined, undefined])
})
