import { describe, expect, test } from 'vitest'
import { readSpanRecord } from '../../../sdk/protocol/read-records.ts'
import type { Message } from '../../../sdk/protocol/records.ts'
import { MAX_LOGPROBS } from '../../../sdk/provider/answer/answer.ts'
import { readLogprobs } from '../../../sdk/provider/answer/logprobs.ts'
import { dialectOf } from '../../support/dialects.ts'

const openaiChat = dialectOf('openai-chat')

describe('the forms of token probabilities', () => {
  const token = { token: 'a', logprob: -1, bytes: [97], top_logprobs: [{ token: 'b', logprob: -2, bytes: [98] }] }
  const read = { token: 'a', logprob: -1, top: [{ token: 'b', logprob: -2 }] }

  test('a list of tokens, lists of text and refusal, lists in parallel', () => {
    expect(readLogprobs([token])).toEqual([read])
    expect(readLogprobs({ content: [token], refusal: [token] })).toEqual([read, read])
    expect(readLogprobs({ content: null, refusal: [token] })).toEqual([read])
    expect(readLogprobs({ tokens: ['a'], token_logprobs: [-1], top_logprobs: [{ b: -2 }] })).toEqual([read])
    expect(readLogprobs({ tokens: ['a', 'b'], token_logprobs: [null] })).toEqual([{ token: 'a' }, { token: 'b' }])
  })

  test('what is no such form is none', () => {
    for (const odd of [null, undefined, 1, 'x', {}, [], [1, {}, { token: 1 }], { content: 'x' }, { tokens: [1] }]) {
      expect(readLogprobs(odd)).toEqual([])
    }
  })
})

function spanWith(message: unknown): readonly Message[] | undefined {
  const span = { traceId: 't', spanId: 's', startTimeUnixNano: '1', content: { outputMessages: [message] } }
  return readSpanRecord(span)?.content?.outputMessages
}

test('they survive the way to the panel, rebuilt', () => {
  const logprobs = [{ token: 'a', logprob: -1, top: [{ token: 'b', logprob: -2 }] }, { token: 'c' }]
  expect(spanWith({ role: 'assistant', parts: [], logprobs })).toEqual([{ role: 'assistant', parts: [], logprobs }])
  const forged = [{ token: 1 }, null, { token: 'a', logprob: 'x', top: [{ token: 'b' }, 1], more: 1 }]
  expect(spanWith({ role: 'assistant', parts: [], logprobs: forged })).toEqual([
    { role: 'assistant', parts: [], logprobs: [{ token: 'a', top: [] }] },
  ])
  expect(spanWith({ role: 'assistant', parts: [], logprobs: 'x' })).toEqual([{ role: 'assistant', parts: [] }])
})

test('their number is limited, what was dropped is told, and the protocol lets through all that were kept', () => {
  const top_logprobs = Array.from({ length: 20 }, (_, at) => ({ token: `t${at}`, logprob: -at }))
  const tokens = 2_000
  const reader = openaiChat.createReader({ stream: true })
  for (let at = 0; at < tokens; at++) {
    reader.payload({ choices: [{ delta: { content: 'x' }, logprobs: { content: [{ token: 'x', logprob: -1, top_logprobs }] } }] })
  }
  const { outputMessages, attributes } = reader.facts()
  const kept = Math.floor(MAX_LOGPROBS / 21)
  expect(outputMessages[0]?.logprobs).toHaveLength(kept)
  expect(attributes).toEqual({ 'genai_devtools.response.dropped_logprobs': tokens - kept })
  expect(spanWith(outputMessages[0])).toEqual(outputMessages)
})
