import { describe, expect, test } from 'vitest'
import { briefValue } from '../../../panel/trace/brief-value.ts'
import { firstLine, LINE_CHARACTERS, oneLine } from '../../../panel/trace/one-line.ts'

describe('a text becomes one line', () => {
  test.each([
    ['  a\n\n b\t\u0007c  ', 'a b c'],
    ['# Title\n\n- one\n- two\n1. three', 'Title one two three'],
    ['> said\n> again', 'said again'],
    ['**Deep**: `10,935 m`, *see* [the map](https://example.org/a?b=c) ![x](y.png)', 'Deep: 10,935 m, see the map x'],
    ['```ts\nconst a = 1\n```\nafter', 'const a = 1 after'],
    ['a\n---\nb', 'a b'],
    // No markdown: what code and sums are made of stays.
    ['2*3*4 is snake_case_name, 2**3**4, a - b, __init__', '2*3*4 is snake_case_name, 2**3**4, a - b, __init__'],
    ['', ''],
    ['\n \n', ''],
  ])('%j', (text, line) => expect(oneLine(text)).toBe(line))

  test('it is cut between characters, and says so', () => {
    const line = oneLine('👩‍👩‍👧 '.repeat(100))
    expect(line.length).toBeLessThanOrEqual(LINE_CHARACTERS + 1)
    expect(line).toMatch(/👧…$/u)
    expect(oneLine('x'.repeat(LINE_CHARACTERS))).toBe('x'.repeat(LINE_CHARACTERS))
    expect(oneLine('a'.padEnd(1_000_000))).toBe('a…')
  })

  test.each([
    ['\n\n## How deep?\nAnd who?', 'How deep?'],
    ['---\nbody', 'body'],
    ['one', 'one'],
    [' \n ', ''],
  ])('the first line of %j', (text, line) => expect(firstLine(text)).toBe(line))

  test.each(['*'.repeat(100_000), '['.repeat(100_000), '> '.repeat(100_000), '- '.repeat(50_000), '`'.repeat(100_000)])(
    'marks without end are no trap: %.4s',
    (text) => expect(oneLine(text).length).toBeLessThanOrEqual(LINE_CHARACTERS + 1),
  )
})

describe('a value in a few words', () => {
  test.each([
    [{ query: 'mariana', limit: 5 }, 'query: mariana, limit: 5'],
    ['{"query":"mariana","id":12345678901234567890}', 'query: mariana, id: 12345678901234567890'],
    [{ hits: [1, 2], next: { a: 1 }, done: true, none: null }, 'hits: 2 items, next: {…}, done: true, none: null'],
    [[{ a: 1 }], '1 item'],
    ['Zones end\nat the await.', '“Zones end at the await.”'],
    [{ content: [{ type: 'image' }, { type: 'text', text: 'from MCP' }] }, '“from MCP”'],
    [[{ type: 'text', text: '{"a":1}' }], 'a: 1'],
    [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 }, 'a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, …'],
    [{}, ''],
    ['', ''],
    [undefined, ''],
    [null, ''],
    [false, 'false'],
    ['{not json', '“{not json”'],
    [{ مفتاح: 'قيمة' }, '\u2068مفتاح\u2069: \u2068قيمة\u2069'],
  ])('%j', (value, words) => expect(briefValue(value)).toBe(words))

  test('lists within lists of text end', () => {
    let nested: object = [{ type: 'text', text: 'x' }]
    for (let depth = 0; depth < 1_000; depth++) nested = [nested]
    expect(briefValue(JSON.stringify(nested))).toBe('1 item')
  })
})
