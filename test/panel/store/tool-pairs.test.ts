import { expect, test } from 'vitest'
import { pairTools } from '../../../panel/store/tool-pairs.ts'
import type { Message, MessagePart } from '../../../sdk/protocol/records.ts'

const call = (id: string, name = 'f'): MessagePart => ({ type: 'tool_call', id, name, arguments: {} })
const result = (id: string, response = id): MessagePart => ({ type: 'tool_call_response', id, response })
const asks = (...parts: MessagePart[]): Message => ({ role: 'assistant', parts })
const answers = (...parts: MessagePart[]): Message => ({ role: 'tool', parts })
const pathOf = (message: number): string => `inputMessages/${message}`
const all = { isOpen: () => true, pathOf, next: [] }

test('a result is paired with its call by id, in whatever order they come', () => {
  const [a, b, forA, forB] = [call('a'), call('b', 'g'), result('a'), result('b')]
  const { facts, shownWithCall } = pairTools({ inputMessages: [asks(a, b), answers(forB), answers(forA)] }, all)
  expect(facts.get(a)).toMatchObject({ name: 'f', result: forA, resultPath: 'inputMessages/2/0' })
  expect(facts.get(forB)).toMatchObject({ name: 'g', call: b, resultPath: 'inputMessages/1/0' })
  expect([...shownWithCall]).toEqual([forB, forA])
})

test('without ids they are paired in order', () => {
  const [a, b, first, second] = [call(''), call(''), result('', '1'), result('', '2')]
  const { facts } = pairTools({ inputMessages: [asks(a, b), answers(first, second)] }, all)
  expect([facts.get(a)?.result, facts.get(b)?.result]).toEqual([first, second])
})

test('a result of no known call stays alone, and so does one that stands before its call', () => {
  const [late, early, other] = [call('a'), result('a'), result('x')]
  const { facts, shownWithCall } = pairTools({ inputMessages: [answers(early), asks(late), answers(other)] }, all)
  expect([facts.get(early), facts.get(other), facts.get(late)?.result, shownWithCall.size]).toEqual([undefined, undefined, undefined, 0])
})

test('an id that is used again means the later call', () => {
  const [a, first, again, second] = [call('a'), result('a', '1'), call('a'), result('a', '2')]
  const { facts } = pairTools({ inputMessages: [asks(a), answers(first), asks(again), answers(second)] }, all)
  expect([facts.get(a)?.result, facts.get(again)?.result]).toEqual([first, second])
})

test('a result whose call is folded is shown where it stands, with what is known of the call', () => {
  const [a, forA] = [call('a'), result('a')]
  const content = { inputMessages: [asks(a), answers(forA)], toolDefinitions: [{ type: 'function', name: 'f' }] }
  const { facts, shownWithCall } = pairTools(content, { ...all, isOpen: (message) => message > 0 })
  expect(shownWithCall.size).toBe(0)
  expect(facts.get(forA)).toMatchObject({ call: a, definition: { name: 'f' } })
})

test('what a call asks for is answered by what the next call sends', () => {
  const [asked, answer] = [call('a'), result('a')]
  const sent = [{ role: 'user', parts: [] }, asks(call('a')), answers(answer)]
  const content = { inputMessages: sent.slice(0, 1), outputMessages: [asks(asked)] }
  const { facts, calls } = pairTools(content, { ...all, next: sent })
  expect(facts.get(asked)).toMatchObject({ result: answer })
  expect(facts.get(asked)).not.toHaveProperty('resultPath')
  expect(calls).toEqual([{ key: '0', id: 'a', name: 'f', isAnswer: true }])
})
