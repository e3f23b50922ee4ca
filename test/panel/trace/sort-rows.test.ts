import { expect, test } from 'vitest'
import { sortRows } from '../../../panel/trace/sort-rows.ts'
import { random } from './drawing.ts'

const sorted = (keys: readonly number[], down: boolean): readonly number[] =>
  [
    ...sortRows(
      Int32Array.from(keys, (_, at) => at),
      Float64Array.from(keys),
      down,
    ),
  ].map((at) => keys[at] ?? 0)

test('numbers of all kinds stand in order, what is unknown last', () => {
  const keys = [3, Number.NaN, -0.5, 1e300, Number.NEGATIVE_INFINITY, 0, 5e-324, -1e300, Number.POSITIVE_INFINITY, 2 ** 40, 2 ** 40 + 1]
  const up = keys.filter((key) => !Number.isNaN(key)).toSorted((a, b) => a - b)
  expect(sorted(keys, false)).toEqual([...up, Number.NaN])
  expect(sorted(keys, true)).toEqual([...up.toReversed(), Number.NaN])
})

test('equals keep their order in both directions, the two zeros too', () => {
  const rows = Int32Array.from([7, 5, 9, 6])
  for (const down of [false, true]) {
    expect([...sortRows(rows, Float64Array.from([0, -0, 0, -0]), down)]).toEqual([7, 5, 9, 6])
    expect([...sortRows(rows, Float64Array.from([Number.NaN, 1, Number.NaN, 1]), down)]).toEqual([5, 6, 7, 9])
  }
  expect(sortRows(new Int32Array(0), new Float64Array(0), true)).toHaveLength(0)
})

test('the same order as a comparing sort', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const next = random(seed)
    const keys = Array.from({ length: 500 }, () =>
      next() < 0.5 ? Math.floor(next() * 50) : (next() - 0.5) * 10 ** Math.floor(next() * 20),
    )
    expect(sorted(keys, false)).toEqual(keys.toSorted((a, b) => a - b))
    expect(sorted(keys, true)).toEqual(keys.toSorted((a, b) => b - a))
  }
})
