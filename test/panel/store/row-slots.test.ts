import { expect, test } from 'vitest'
import { assignSlots } from '../../../panel/store/row-slots.ts'

const slots = (...keys: string[]) => new Map(keys.map((key, slot) => [key, slot]))

test.each<[string, string[], string[], [string, number][]]>([
  [
    'none before: as they come',
    [],
    ['a', 'b'],
    [
      ['a', 0],
      ['b', 1],
    ],
  ],
  [
    'a row that stays keeps its element',
    ['a', 'b', 'c'],
    ['b', 'c', 'd'],
    [
      ['b', 1],
      ['c', 2],
      ['d', 0],
    ],
  ],
  [
    'upwards too',
    ['b', 'c', 'd'],
    ['a', 'b', 'c'],
    [
      ['a', 2],
      ['b', 0],
      ['c', 1],
    ],
  ],
  [
    'where nothing stays, the elements keep their order',
    ['a', 'b', 'c'],
    ['x', 'y', 'z'],
    [
      ['x', 0],
      ['y', 1],
      ['z', 2],
    ],
  ],
  [
    'more rows need more elements',
    ['a'],
    ['a', 'b', 'c'],
    [
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ],
  ],
  ['fewer leave elements', ['a', 'b', 'c'], ['c'], [['c', 2]]],
])('%s', (_, before, keys, expected) => {
  expect([...assignSlots(slots(...before), keys)]).toEqual(expected)
})

test('no element shows two rows, whatever comes and goes', () => {
  let state = 7
  const random = (below: number) => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) % below
  let before: ReadonlyMap<string, number> = new Map()
  for (let round = 0; round < 500; round++) {
    const from = random(60)
    const keys = Array.from({ length: random(20) }, (_, at) => `row ${from + at}`)
    const now = assignSlots(before, keys)
    expect([...now.keys()]).toEqual(keys)
    expect(new Set(now.values()).size).toBe(keys.length)
    const there = new Set(before.values())
    const used = [...now.values()].filter((slot) => there.has(slot))
    // Elements that were there are used before others are made.
    expect(used).toHaveLength(Math.min(before.size, keys.length))
    before = now
  }
})
