import { expect, test } from 'vitest'
import { steady, steadyList } from '../../../panel/store/steady.ts'

test.each<[string, unknown, unknown, boolean]>([
  ['equal fields', { a: 1, b: { c: ['x', Number.NaN] } }, { b: { c: ['x', Number.NaN] }, a: 1 }, true],
  ['another value', { a: 1 }, { a: 2 }, false],
  ['another value within', { a: { b: [1, 2] } }, { a: { b: [1, 3] } }, false],
  ['one field more', { a: 1 }, { a: 1, b: undefined }, false],
  ['one field less', { a: 1, b: undefined }, { a: 1 }, false],
  ['undefined under another name', { a: undefined }, { b: undefined }, false],
  ['a list and an object', { a: ['x'] }, { a: { 0: 'x' } }, false],
  ['a longer list', [1, 2], [1, 2, 3], false],
  ['an object and none', { a: {} }, { a: undefined }, false],
  ['null', { a: null }, { a: {} }, false],
])('%s', (_, before, now, isKept) => {
  expect(steady(before, now)).toBe(isKept ? before : now)
})

test('a list keeps what says the same at each place', () => {
  const before = [{ a: 1 }, { a: 2 }]
  const now = [{ a: 1 }, { a: 3 }, { a: 4 }]
  const kept = steadyList(before, now)
  expect(kept[0]).toBe(before[0])
  expect(kept.slice(1)).toEqual(now.slice(1))
  expect(kept).toHaveLength(3)
})
