import { describe, expect, test } from 'vitest'
import { hasLargeNumbers, isSameJson, mapNumbers, parseExact } from '../../../sdk/parser/exact-json.ts'
import { MAX_NESTING, parseJson } from '../../../sdk/parser/json.ts'
import type { JsonValue } from '../../../sdk/protocol/records.ts'

const BIG = '12345678901234567890'

describe('a number that a double does not hold is the text of its digits', () => {
  test.each<readonly [string, JsonValue]>([
    [BIG, BIG],
    [`-${BIG}`, `-${BIG}`],
    [`{"id": ${BIG}}`, { id: BIG }],
    [`{"a":[${BIG},1,{"b":-${BIG}}]}`, { a: [BIG, 1, { b: `-${BIG}` }] }],
    ['[9007199254740993]', ['9007199254740993']],
    ['[-9007199254740993 , 9007199254740993]', ['-9007199254740993', '9007199254740993']],
    ['{"n":18446744073709551615}', { n: '18446744073709551615' }],
    ['1e400', '1e400'],
    ['[-1E+400]', ['-1E+400']],
    ['[12345678901234567.89]', ['12345678901234567.89']],
    [`{"text":"say \\"${BIG}\\", or \\\\","n":${BIG}}`, { text: `say "${BIG}", or \\`, n: BIG }],
    [`{"${BIG}":${BIG}}`, { [BIG]: BIG }],
    ['1'.repeat(5_000), '1'.repeat(5_000)],
  ])('%s', (text, value) => expect(parseJson(text)).toEqual(value))
})

describe('a number that a double holds is that number', () => {
  test.each<readonly [string, JsonValue]>([
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740992', 9_007_199_254_740_992],
    ['12345678901234567000', 12_345_678_901_234_567_000],
    ['1e21', 1e21],
    ['1.5e300', 1.5e300],
    ['[100000000000000000000]', [100_000_000_000_000_000_000]],
    ['[0.12345678901234567, 1700000000123]', [0.123_456_789_012_345_67, 1_700_000_000_123]],
    // Beside a large one.
    ['[0.5, 1e400, -0.25, 1700000000123]', [0.5, '1e400', -0.25, 1_700_000_000_123]],
  ])('%s', (text, value) => expect(parseJson(text)).toEqual(value))
})

test.each(['{12345678901234567890:1}', '12345678901234567890 1', '[0123]', `"${BIG}`, '{"a":12345678901234567890', '1e'])(
  '%s is no JSON still',
  (text) => {
    expect(parseJson(text)).toBeUndefined()
    expect(() => parseExact(text)).toThrow(SyntaxError)
  },
)

test('nesting as deep as it is read, and strings of nothing but escapes, take no stack', () => {
  const depth = MAX_NESTING - 1
  expect(JSON.stringify(parseJson('['.repeat(depth) + BIG + ']'.repeat(depth)))).toContain(`"${BIG}"`)
  const escapes = '\\\\\\"\\n'.repeat(300_000)
  expect(parseJson(`{"a":"${escapes}","b":${BIG}}`)).toMatchObject({ b: BIG })
})

test('what is nested deeper than the stack is read as the platform reads it', () => {
  expect(() => parseExact('['.repeat(100_000) + ']'.repeat(100_000))).not.toThrow()
})

test('a field that is called like a prototype stays a field', () => {
  const value = parseExact(`{"__proto__":{"x":${BIG}}}`)
  expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
  expect(JSON.stringify(value)).toBe(`{"__proto__":{"x":"${BIG}"}}`)
})

describe('whether writing gives the text again', () => {
  const same = (text: string): boolean => isSameJson(text, JSON.parse(text))

  test.each([
    '{}',
    '[]',
    '{"a":1,"b":[true,false,null,-1.5,1e-7]}',
    '{ "a" : [ 1 , 2 ] ,\n\t"b" : "x y" }',
    '{"a":"\\u00e9\\/\\"","b":"é/"}',
    '{"a b":" : , 1.0 "}',
    '{"2":1,"10":2}',
  ])('%s does', (text) => expect(same(text)).toBe(true))

  test.each([
    `{"id":${BIG}}`,
    '{"lat":59.0}',
    '[1.50]',
    '[-0]',
    '[1E5]',
    '[1e5]',
    '[1e400]',
    '[1e-400]',
    '[0.1234567890123456789]',
    '{"a":1,"a":2}',
    '{"b":1,"1":2}',
    '{"10":1,"9":2}',
  ])('%s does not', (text) => expect(same(text)).toBe(false))
})

test('numbers are found outside strings only', () => {
  const seen: string[] = []
  mapNumbers('{"1":"2 \\" 3","k":[4,-5.5,6e7]}', (number) => {
    seen.push(number)
    return number
  })
  expect(seen).toEqual(['4', '-5.5', '6e7'])
})

test('large numbers are found however deep', () => {
  expect(hasLargeNumbers({ a: [[{ b: 2 ** 53 }]] })).toBe(true)
  expect(hasLargeNumbers({ a: [[{ b: 2 ** 53 - 1, c: 'x', d: null }]] })).toBe(false)
})

test('a text that is said to be the same is, whatever it is made of (seeded)', () => {
  let seed = 11
  const random = (below: number): number => (seed = (seed * 48_271) % 0x7fff_ffff) % below
  const pick = (from: readonly string[]): string => from[random(from.length)] ?? ''
  const space = (): string => pick(['', '', ' ', '\n  '])
  const NUMBERS = [
    '0',
    '-0',
    '1',
    '1.0',
    '-1.50',
    '0.1',
    '1e5',
    '1E-2',
    '1e400',
    BIG,
    '9007199254740991',
    '0.12345678901234567',
    '1.7976931348623157',
    '-0.5',
  ]
  const KEYS = ['a', 'b', '1', '10', 'a b', '": ']
  const made = (depth: number): string => {
    const kind = depth > 3 ? random(2) : random(4)
    const items = Array.from({ length: kind < 2 ? 0 : random(4) }, () => made(depth + 1))
    if (kind === 0) return pick(NUMBERS)
    if (kind === 1) return pick(['"x"', '", 1.0"', '"\\" : 1e5"', 'true', 'null'])
    if (kind === 2) return `[${space()}${items.join(`${space()},${space()}`)}]`
    return `{${items.map((item) => `${space()}${JSON.stringify(pick(KEYS))}${space()}:${space()}${item}`).join(',')}}`
  }
  const counts = { same: 0, other: 0 }
  for (let round = 0; round < 5_000; round++) {
    const text = made(0)
    const value: JsonValue = JSON.parse(text)
    const same = isSameJson(text, value)
    // Every token of the text in order, as JSON.stringify would write it.
    const tokens = (json: string): string => (json.match(/"(?:[^"\\]|\\.)*"|[^\s"]/g) ?? []).join('')
    expect([text, same]).toEqual([text, tokens(JSON.stringify(value)) === tokens(text)])
    counts[same ? 'same' : 'other']++
  }
  expect(counts.same).toBeGreaterThan(500)
  expect(counts.other).toBeGreaterThan(500)
})

test('a vector is told by its first numbers, and any other list is looked through', () => {
  const vector = Array.from({ length: 256 }, (_, at) => at + 0.5)
  expect(hasLargeNumbers([...vector, 2 ** 60])).toBe(false)
  expect(hasLargeNumbers([1, ...vector, 2 ** 60])).toBe(true)
  expect(hasLargeNumbers([...vector.slice(1, 255), 2 ** 60])).toBe(true)
  expect(hasLargeNumbers({ embedding: vector, n: 2 ** 60 })).toBe(true)
})
