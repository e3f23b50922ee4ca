import { describe, expect, test } from 'vitest'
import { redactCards, redactEmails, redactKeys } from '../../../sdk/content/presets.ts'
import type { Redact } from '../../../sdk/options.ts'

const context = { kind: 'input', traceId: 't', spanId: 's' } as const
const inText = (redact: Redact, content: string) => redact({ type: 'text', content }, context)
const said = (content: string) => ({ type: 'text', content })

describe('e-mail addresses', () => {
  test.each([
    ['Write to ann@example.com.', 'Write to [email].'],
    ['<Ann.Lee+tag@sub.example.co.uk>, bob_1@x-y.de', '<[email]>, [email]'],
    ['jörg@bücher.de; o’ann@x.io', '[email]; o’[email]'],
  ])('%s', (before, after) => expect(inText(redactEmails, before)).toEqual(said(after)))
  test.each(['@mention', 'a@b', '2 @ 3.50', 'npm i pkg@1.2.3', 'user@localhost'])('not %s', (words) =>
    expect(inText(redactEmails, words)).toEqual(said(words)),
  )
})

describe('card numbers', () => {
  test.each(['4111111111111111', '4111 1111 1111 1111', '4111-1111-1111-1111', '378282246310005', '6011 0009 9013 9424', '30569309025904'])(
    '%s',
    (card) => expect(inText(redactCards, `pay with ${card}, please`)).toEqual(said('pay with [card], please')),
  )
  test.each([
    '4111111111111112',
    '1234 5678 9012 3456',
    '1790000000000000007',
    '0.4111111111111111',
    '41111111111111114111111',
    '+49 30 1234567',
  ])('not %s', (words) => expect(inText(redactCards, words)).toEqual(said(words)))
})

describe('keys', () => {
  test.each([
    ['use sk-proj-abc123DEF456ghi789 now', 'use [key] now'],
    ['curl -H "Authorization: Bearer abc.def-ghi"', 'curl -H "Authorization: Bearer [key]"'],
    ['{"password": "hunter2secret"}', '{"password": "[key]"}'],
    ['GH ghp_abcdefghijklmnopqrst, AIzaSyA1234567890abcdefghijklmnopqrstuv', 'GH [key], [key]'],
  ])('%s', (before, after) => expect(inText(redactKeys, before)).toEqual(said(after)))
  test.each(['a task-manager-with-long-name', 'the key is under the mat', 'password: short', 'sk-learn'])('not %s', (words) =>
    expect(inText(redactKeys, words)).toEqual(said(words)),
  )
})

describe('every preset', () => {
  test('reaches keys and values of arguments at any depth, and leaves what a part is', () => {
    const part = {
      type: 'tool_call',
      id: 'c1',
      name: 'mail',
      arguments: { to: ['ann@example.com'], 'bob@example.com': { cc: 'ann@example.com' }, n: 1 },
    }
    expect(redactEmails(part, context)).toEqual({
      type: 'tool_call',
      id: 'c1',
      name: 'mail',
      arguments: { to: ['[email]'], '[email]': { cc: '[email]' }, n: 1 },
    })
  })

  test('leaves base64 alone: a change would break it', () => {
    const blob = { type: 'blob', modality: 'image', content: '4111111111111111', name: '4111111111111111' }
    expect(redactCards(blob, context)).toEqual({ ...blob, name: '[card]' })
  })
})
