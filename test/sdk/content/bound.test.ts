import { describe, expect, test } from 'vitest'
import { boundContent, DEFAULT_LIMITS, MAX_MESSAGES, MAX_PART_CHARACTERS } from '../../../sdk/content/bound.ts'
import { MAX_SPAN_CHARACTERS } from '../../../sdk/content/limits.ts'
import { copyJson } from '../../../sdk/content/json.ts'
import { charactersOf } from '../../../sdk/content/own-json.ts'
import type { Message, MessagePart, SpanContent } from '../../../sdk/protocol/records.ts'
import { readSpanRecord } from '../../../sdk/protocol/read-records.ts'
import { messageFaults, partFaults, toolFaults } from '../../wire/message-shape.ts'

const text = (content: string): MessagePart => ({ type: 'text', content })
const message = (role: string, ...parts: MessagePart[]): Message => ({ role, parts })
const long = (characters: number) => 'abcdefghij'.repeat(Math.ceil(characters / 10)).slice(0, characters)
const small = { ...DEFAULT_LIMITS, part: 1_000, span: 4_000, messages: 20 }

/** What the conventions' schemas ask, whatever was cut. */
function expectValid(content: SpanContent) {
  expect(messageFaults([...(content.inputMessages ?? []), ...(content.outputMessages ?? [])])).toEqual([])
  expect(partFaults(content.systemInstructions ?? [])).toEqual([])
  expect(toolFaults(content.toolDefinitions ?? [])).toEqual([])
}

describe('content', () => {
  test('that fits is the same, and says nothing of cuts', () => {
    const content: SpanContent = {
      systemInstructions: [text('Be brief.')],
      inputMessages: [message('user', text('hi'))],
      outputMessages: [{ ...message('assistant', text('ho')), finish_reason: 'stop', logprobs: [{ token: 'ho', logprob: -0.1 }] }],
      toolDefinitions: [{ type: 'function', name: 'f', parameters: {} }],
      toolCallArguments: { a: 1 },
      toolCallResult: null,
    }
    expect(boundContent(content)).toEqual(content)
  })

  test('of a long part keeps head and tail, and the part says how much went', () => {
    const bounded = boundContent({ outputMessages: [message('assistant', text(`HEAD${long(100_000)}TAIL`))] })
    const part = bounded.outputMessages?.[0]?.parts[0]
    expect(part?.['content']).toMatch(/^HEAD.*characters cut\].*TAIL$/s)
    expect(charactersOf(part ?? null)).toBeLessThanOrEqual(MAX_PART_CHARACTERS + 40)
    expect(part?.['truncated_characters']).toBe(bounded.truncatedCharacters)
    expect(bounded.truncatedCharacters).toBeGreaterThan(100_008 - MAX_PART_CHARACTERS)
  })

  test('stays valid by the conventions, whatever kind of part is cut', () => {
    const parts: MessagePart[] = [
      text(long(3_000)),
      { type: 'reasoning', content: long(3_000) },
      { type: 'tool_call', id: 'c1', name: 'f', arguments: { code: long(3_000), n: 1 } },
      { type: 'tool_call_response', id: 'c1', response: Array.from({ length: 4_000 }, (_, n) => ({ n })) },
      {
        type: 'server_tool_call',
        id: 's',
        name: 'web',
        server_tool_call: { type: 'web_search', list: Array.from({ length: 4_000 }, () => [1]) },
      },
      { type: 'server_tool_call_response', server_tool_call_response: { type: 'result', text: long(3_000) } },
      { type: 'uri', modality: 'image', uri: `https://example.com/${long(3_000)}` },
      { type: 'hologram', content: long(3_000) },
    ]
    for (const limits of [small, { ...small, part: 100 }, { ...small, part: 10 }]) {
      const bounded = boundContent(
        {
          systemInstructions: parts,
          inputMessages: parts.map((part) => message('user', part)),
          outputMessages: [message('assistant', ...parts)],
          toolDefinitions: [{ type: 'function', name: 'f', description: long(3_000), parameters: { type: 'object', d: long(3_000) } }],
        },
        limits,
      )
      expectValid(bounded)
      expect(bounded.outputMessages?.[0]?.parts[2]).toMatchObject({ type: 'tool_call', id: 'c1', name: 'f' })
      const tools = bounded.toolDefinitions ?? []
      expect(tools[0]).toMatchObject({ type: 'function', name: 'f', truncated_characters: expect.any(Number) })
    }
  })

  test('of a whole span too long keeps the answer and the newest messages whole', () => {
    const inputMessages = Array.from({ length: 10 }, (_, at) => message('user', text(`${at} ${long(900)}`)))
    const bounded = boundContent({ inputMessages, outputMessages: [message('assistant', text('the answer'))] }, small)
    expect(bounded.outputMessages).toEqual([message('assistant', text('the answer'))])
    const whole = (bounded.inputMessages ?? []).map((each, at) => each === inputMessages[at])
    expect(whole).toEqual([false, false, false, false, false, false, true, true, true, true])
    expect(bounded.inputMessages?.[0]?.parts[0]?.['content']).toBe('[902 characters cut]')
  })

  test('oldest messages beyond the limit are left out and counted', () => {
    const inputMessages = Array.from({ length: 25 }, (_, at) => message('user', text(String(at))))
    const bounded = boundContent({ inputMessages }, small)
    expect(bounded.truncatedMessages).toBe(5)
    expect(bounded.inputMessages?.[0]).toEqual(message('user', text('5')))
  })

  test('token log-probabilities beyond the limit are left out and counted', () => {
    const logprobs = Array.from({ length: 50 }, (_, at) => ({ token: String(at), logprob: -1, top: [{ token: 'x', logprob: -2 }] }))
    const bounded = boundContent({ outputMessages: [{ ...message('assistant', text('x')), logprobs }] }, { ...small, logprobs: 30 })
    expect(bounded.outputMessages?.[0]).toMatchObject({ logprobs: logprobs.slice(0, 30), truncated_logprobs: 20 })
  })

  test('of any size fits a record, and passes the protocol unchanged', () => {
    const inputMessages = Array.from({ length: 3_000 }, () =>
      message('user', text(long(2_000)), { type: 'tool_call', name: 'f', arguments: long(500) }),
    )
    const toolCallResult = { text: long(300_000), list: Array.from({ length: 50_000 }, (_, n) => ({ n, s: 'x' })) }
    const content = boundContent({ inputMessages, toolCallResult, outputMessages: [message('assistant', text(long(500_000)))] })
    const stubs = MAX_MESSAGES * 250
    expect(charactersOf(copyJson(content))).toBeLessThan(MAX_SPAN_CHARACTERS + stubs)
    expectValid(content)
    const span = { traceId: 'a', spanId: 'b', startTimeUnixNano: '1', content }
    expect(readSpanRecord(span)?.content).toEqual(content)
  })
})
