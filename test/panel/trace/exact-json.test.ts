import { describe, expect, test } from 'vitest'
import { exactNumber, parseForEye, writeForEye } from '../../../panel/trace/exact-json.ts'

/** The tree's leaves as the eye sees them. */
function leaves(json: string): readonly string[] {
  const seen: string[] = []
  JSON.stringify(parseForEye(json), (_, value: unknown) => {
    if (typeof value === 'string') seen.push(exactNumber(value) ?? JSON.stringify(value))
    else if (typeof value !== 'object') seen.push(String(value))
    return value
  })
  return seen
}

describe('numbers are shown as they were written', () => {
  test.each([
    ['[12345678901234567890,-9007199254740993]', ['12345678901234567890', '-9007199254740993']],
    ['{"lat":59.0,"lon":-0,"n":1E5,"m":1e400}', ['59.0', '-0', '1E5', '1e400']],
    ['[0.1234567890123456789, 1.5, 3]', ['0.1234567890123456789', '1.5', '3']],
    ['["1.0", "x \\" 2.0", true, null]', ['"1.0"', '"x \\" 2.0"', 'true']],
  ])('%s', (json, expected) => expect(leaves(json)).toEqual(expected))
})

test('and written again as they were', () => {
  expect(writeForEye(parseForEye('{"n":12345678901234567890,"f":1.0,"s":"1.0"}'))).toBe(
    '{\n  "n": 12345678901234567890,\n  "f": 1.0,\n  "s": "1.0"\n}',
  )
})

test('a text that only looks marked is text', () => {
  expect(exactNumber('\uE000alert(1)')).toBeUndefined()
  expect(exactNumber('12')).toBeUndefined()
})
