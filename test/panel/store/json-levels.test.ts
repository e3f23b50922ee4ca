import { expect, test } from 'vitest'
import { levelsThatFit } from '../../../panel/store/json-levels.ts'

test.each([
  [5, 1],
  [{ a: 1 }, 1],
  [{ a: {} }, 2],
  [{ a: { b: [1, { c: {} }] } }, 5],
])('%j unfolds %i levels', (value, levels) => {
  expect(levelsThatFit(value, 100)).toBe(levels)
})

test('stops at the level that would be too many', () => {
  const wide = { a: Array.from({ length: 50 }, () => ({ b: Array.from({ length: 50 }, () => [0]) })) }
  expect(levelsThatFit(wide, 10_000)).toBe(5)
  expect(levelsThatFit(wide, 101)).toBe(4)
  expect(levelsThatFit(wide, 60)).toBe(3)
})
