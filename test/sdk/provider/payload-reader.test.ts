import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { createBodyReader } from '../../../sdk/provider/body.ts'
import { createPayloadReader } from '../../../sdk/provider/payload-reader.ts'
import { dialectOf } from '../../support/dialects.ts'

const chat = dialectOf('openai-chat')
const reader = () => createPayloadReader(chat.createReader({ stream: true }))
const chunk = (content: string, finish: string | null = null): JsonValue => ({
  id: 'c1',
  choices: [{ index: 0, delta: { content }, finish_reason: finish }],
})
const delta = (text: string) => ({ choice: 0, part: 'text', index: 0, text })

describe('payloads that come by themselves', () => {
  test('say what they say in a body', () => {
    const payloads = [chunk('Hel'), chunk('lo', 'stop'), { id: 'c1', choices: [], usage: { prompt_tokens: 2, completion_tokens: 1 } }]
    const alone = reader()
    for (const payload of payloads) alone.payload(payload)
    alone.text('[DONE]')
    alone.end()
    const body = createBodyReader({ dialect: chat, request: { stream: true }, status: 200, contentType: 'text/event-stream' })
    body.feed(new TextEncoder().encode(`${payloads.map((payload) => `data: ${JSON.stringify(payload)}\n\n`).join('')}data: [DONE]\n\n`))
    body.end()
    const told = ({ facts }: Pick<typeof body, 'facts'>) => JSON.parse(JSON.stringify(facts())) as unknown
    expect(told(alone)).toEqual(told(body))
    expect(told(alone)).toMatchObject({ complete: true, ended: true, usage: { inputTokens: 2 }, finishReasons: ['stop'] })
  })

  test('give their text once', () => {
    const alone = reader()
    alone.payload(chunk('Hel'))
    alone.payload(chunk('lo'))
    expect(alone.take()).toEqual([delta('Hel'), delta('lo')])
    expect(alone.take()).toEqual([])
  })

  test('may be told by their one text, where they differ in no more', () => {
    const alone = reader()
    const again = alone.payload(chunk('Hel'))
    expect(again?.text).toBe('Hel')
    again?.again('lo')
    expect(alone.take()).toEqual([delta('Hel'), delta('lo')])
    expect(alone.payload(chunk('', 'stop'))).toBeUndefined()
  })

  test('begin the answer with the first that is no sign of life', () => {
    const alone = reader()
    alone.payload({ type: 'ping' })
    expect(alone.began).toBe(false)
    alone.payload(chunk(''))
    expect(alone.began).toBe(true)
  })

  test('are left out and counted after the wire’s terminator, and no fault then', () => {
    const alone = reader()
    alone.payload(chunk('Hi', 'stop'))
    const again = alone.payload(chunk('!'))
    alone.text('[DONE]')
    alone.take()
    alone.payload(chunk(' more'))
    again?.again(' and more')
    alone.text('no JSON')
    expect([alone.afterEnd, alone.take(), alone.facts().error]).toEqual([3, [], undefined])
  })

  test('that are no JSON are a fault before it', () => {
    const alone = reader()
    alone.text('no JSON')
    expect(alone.facts().error).toEqual({ type: 'invalid_json' })
  })
})
