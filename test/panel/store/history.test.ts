import { expect, test } from 'vitest'
import { repeated } from '../../../panel/store/history.ts'
import type { Message } from '../../../sdk/protocol/records.ts'

const say = (role: string, content: string): Message => ({ role, parts: [{ type: 'text', content }] })

test('a call repeats the messages of the call before, and its answer', () => {
  const before = { inputMessages: [say('user', 'a')], outputMessages: [{ ...say('assistant', 'b'), finish_reason: 'stop' }] }
  expect(repeated(before, { inputMessages: [say('user', 'a'), say('assistant', 'b'), say('user', 'c')] })).toBe(2)
})

test('equal is by value: the order of keys is the serialiser’s', () => {
  const call = (args: { [key: string]: number }): Message => ({
    role: 'assistant',
    parts: [{ type: 'tool_call', name: 'f', arguments: args }],
  })
  expect(repeated({ inputMessages: [call({ a: 1, b: 2 })] }, { inputMessages: [call({ b: 2, a: 1 })] })).toBe(1)
  expect(repeated({ inputMessages: [call({ a: 1, b: 2 })] }, { inputMessages: [call({ a: 1, b: 3 })] })).toBe(0)
})

test('counts stop at the first difference, and without a call before there is nothing to repeat', () => {
  const input = [say('user', 'a'), say('user', 'b')]
  expect(repeated({ inputMessages: [say('user', 'x'), say('user', 'b')] }, { inputMessages: input })).toBe(0)
  expect(repeated(undefined, { inputMessages: input })).toBe(0)
})
