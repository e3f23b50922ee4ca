/** How texts are cut: never within what is read as one character. */
import { describe, expect, test } from 'vitest'
import { headOf, tailOf, wellFormed } from '../../sdk/protocol/cutting.ts'
import { MAX_NAME, MAX_TEXT } from '../../sdk/protocol/fields.ts'
import { readDelta, readEventRecord, readSpanRecord } from '../../sdk/protocol/read-records.ts'
import { parserError } from '../../sdk/parser/parser.ts'
import { MAX_ERROR_MESSAGE, providerError, readFailure } from '../../sdk/provider/answer/errors.ts'
import { failureOf, withoutCredentials } from '../../sdk/span/failure.ts'

const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text)

const CHARACTERS: readonly (readonly [string, string])[] = [
  ['a letter', 'x'],
  ['a surrogate pair', '😀'],
  ['a letter and its accent', 'e\u0301'],
  ['a skin tone', '👍🏽'],
  ['a family, joined', '👩‍👩‍👧‍👦'],
  ['a flag', '🇦🇹'],
  ['Hangul in pieces', '각'],
  ['Devanagari', 'क्षि'],
  ['a line break of two', '\r\n'],
]

describe.each(CHARACTERS)('%s', (_, character) => {
  const whole = (text: string): boolean => text === character.repeat(text.length / character.length)

  test('is whole at the end of a beginning, and at the beginning of an end, whatever the limit', () => {
    const text = character.repeat(15)
    for (let limit = character.length; limit <= text.length + 1; limit++) {
      const [head, tail] = [headOf(text, limit), tailOf(text, limit)]
      expect([head.length <= limit, tail.length <= limit, whole(head), whole(tail)]).toEqual([true, true, true, true])
      expect(Math.min(limit, text.length) - head.length).toBeLessThan(character.length)
    }
  })

  test('is whole beside others', () => {
    for (let limit = 1; limit <= 6 + character.length; limit++) {
      const head = headOf(`abc${character}def`, limit)
      expect(['', 'a', 'ab', 'abc', `abc${character}`, `abc${character}d`, `abc${character}de`, `abc${character}def`]).toContain(head)
    }
  })
})

test('a letter with more marks than anybody reads is cut, and leaves no half of a pair', () => {
  const text = `z${'\u0301'.repeat(5_000)}`
  expect([headOf(text, 1_000).length, tailOf(text, 1_000).length]).toEqual([1_000, 1_000])
  const joined = `👩${'\u200d👩'.repeat(2_000)}`
  for (let limit = 900; limit < 910; limit++) {
    expect([isWellFormed(headOf(joined, limit)), isWellFormed(tailOf(joined, limit))]).toEqual([true, true])
    expect(headOf(joined, limit).length).toBeGreaterThan(limit - 70)
  }
})

test.each([
  ['nothing', '', 0, ''],
  ['no room', 'abc', 0, ''],
  ['room for less than the first character', '😀😀', 1, ''],
  ['all of it', '😀😀', 4, '😀😀'],
])('a beginning of %s', (_, text, limit, head) => expect(headOf(text, limit)).toBe(head))

test.each([
  ['\ud83d at the end', 'at the end \ud83d', 'at the end \ufffd'],
  ['\ude00 at the beginning', '\ude00 first', '\ufffd first'],
  ['the wrong way round', '\ude00\ud83d', '\ufffd\ufffd'],
  ['whole ones', '😀 é', '😀 é'],
])('halves that came on the wire are told as decoders tell them: %s', (_, text, expected) => expect(wellFormed(text)).toBe(expected))

const LONG = MAX_TEXT + 10
const record = { traceId: 't', spanId: 's', startTimeUnixNano: '1', resource: '1' }
/** Odd lengths before the emoji, so that one of two cuts would fall into it. */
const LEADS = ['', 'x', 'xy'] as const

describe.each(LEADS)('after %j', (lead) => {
  const emoji = (length: number): string => lead + '😀'.repeat(length / 2)

  test.each<readonly [string, () => string | undefined]>([
    ["a provider's message", () => providerError('x', emoji(MAX_ERROR_MESSAGE + 100)).message],
    ['a message in the JSON of an answer', () => readFailure(400, { error: { message: emoji(5_000) } }).message],
    ['the text of a failed answer', () => readFailure(500, emoji(5_000)).message],
    ['a halved message', () => readFailure(400, { error: { message: `${lead}\ud83d` } }).message],
    ["a page's own error", () => withoutCredentials(failureOf(new Error(`${lead}\ude00`))).message],
    ['what a parser could not read', () => parserError('invalid_json', emoji(1_000)).excerpt],
    ["a span's name", () => readSpanRecord({ ...record, name: emoji(MAX_NAME + 100) })?.name],
    ["a span's halved name", () => readSpanRecord({ ...record, name: `${lead}\ud83d` })?.name],
    ['a status', () => readSpanRecord({ ...record, name: 'n', status: { code: 2, message: emoji(600_000) } })?.status.message],
    ['a halved status', () => readSpanRecord({ ...record, name: 'n', status: { code: 2, message: `${lead}\ud83d` } })?.status.message],
    ['an attribute', () => String(readSpanRecord({ ...record, name: 'n', attributes: { a: emoji(600_000) } })?.attributes['a'])],
    ["an event's name", () => readEventRecord({ timeUnixNano: '1', name: `${emoji(MAX_NAME + 100)}\ud83d` })?.name],
    ['text that streamed', () => readDelta({ spanId: 's', at: '1', choice: 0, part: 'text', index: 0, text: emoji(LONG) })?.text],
    [
      'a message',
      () => {
        const content = { toolCallResult: emoji(LONG) }
        const result = readSpanRecord({ ...record, name: 'n', content })?.content?.toolCallResult
        return typeof result === 'string' ? result : undefined
      },
    ],
  ])('%s has whole characters', (_, cut) => {
    const text = cut()
    expect(text === undefined || text === '').toBe(false)
    expect(isWellFormed(text ?? '')).toBe(true)
  })
})

test('what went is counted', () => {
  const name = readSpanRecord({ ...record, name: `x${'😀'.repeat(MAX_NAME)}` })?.name ?? ''
  const [, head = '', more] = /^(.*)… \[(\d+) more characters\]$/su.exec(name) ?? []
  expect(head.length + Number(more)).toBe(2 * MAX_NAME + 1)
  const content = readSpanRecord({ ...record, name: 'n', content: { toolCallResult: `x${'😀'.repeat(MAX_TEXT)}` } })?.content
  expect(String(content?.toolCallResult).length + Number(content?.truncatedCharacters)).toBe(2 * MAX_TEXT + 1)
})
