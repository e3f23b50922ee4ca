/** What of a batch is passed on at once, and how much there is of it. */
import { describe, expect, test } from 'vitest'
import { MAX_ENTRIES } from '../../sdk/protocol/fields.ts'
import { charactersOf, MAX_ENTRY_CHARACTERS, MAX_PIECE_CHARACTERS, piecesOf } from '../../src/batch-pieces.ts'

const entry = (seq: number, characters: number): unknown => ({ seq, span: { name: 'x'.repeat(characters) } })
const numbers = (entries: readonly unknown[]): unknown[] => entries.map((each) => Reflect.get(Object(each), 'seq'))
const shapes = (sent: readonly unknown[]) => [...piecesOf(sent)].map(({ entries, last, isLast }) => [numbers(entries), last, isLast])

describe('pieces of a batch', () => {
  test('an ordinary batch is one piece', () => {
    expect(shapes([entry(1, 500), entry(2, 500), entry(3, 500)])).toEqual([[[1, 2, 3], 3, true]])
  })

  test('a large one is several, in order, and no entry is lost', () => {
    const half = MAX_PIECE_CHARACTERS / 2 - 100
    expect(shapes([entry(1, half), entry(2, half), entry(3, half), entry(4, 3 * half), entry(5, 1)])).toEqual([
      [[1, 2], 2, false],
      [[3], 3, false],
      [[4], 4, false],
      [[5], 5, true],
    ])
  })

  test('an entry that is too long is in none, the others are, and its number counts', () => {
    const pieces = shapes([entry(1, 1), entry(3, MAX_ENTRY_CHARACTERS + 1), entry(2, 1)])
    expect(pieces).toEqual([[[1, 2], 3, true]])
    expect(shapes([entry(7, MAX_ENTRY_CHARACTERS + 1)])).toEqual([[[], 7, true]])
  })

  test('of more entries than a batch has, the rest is in no piece', () => {
    const pieces = [...piecesOf(Array.from({ length: MAX_ENTRIES + 5 }, (_, at) => entry(at + 1, 1)))]
    expect(pieces.reduce((sum, { entries }) => sum + entries.length, 0)).toBe(MAX_ENTRIES)
  })

  test('what is no entry passes: the reader counts it', () => {
    expect(shapes(['x', null, { seq: 'no' }])).toEqual([[[undefined, undefined, 'no'], 0, true]])
  })
})

describe('the length of an entry', () => {
  const records: readonly unknown[] = [
    entry(1, 600),
    { seq: 1, resource: 'r', attributes: { a: 'b'.repeat(100), n: 12, list: ['a', 'b', true] }, scope: { name: 's' } },
    { seq: 2, event: { name: 'e', body: { a: [1, 2, { b: null }] } } },
  ]
  test.each(records)('is about that of its JSON', (record) => {
    const length = JSON.stringify(record).length
    expect(charactersOf(record)).toBeGreaterThan(0.7 * length)
    expect(charactersOf(record)).toBeLessThan(1.5 * length)
  })

  const cycle: { self?: unknown } = {}
  cycle.self = cycle
  let deep: unknown = 1
  for (let at = 0; at < 100_000; at++) deep = [deep]
  test.each<readonly [string, unknown]>([
    ['a long text', 'x'.repeat(MAX_ENTRY_CHARACTERS + 1)],
    ['many values', Array.from({ length: 4_000_000 }, () => 1)],
    ['holes', Array.from({ length: 1 }).concat(Object.assign([], { length: 1e9 }))],
    ['a cycle', cycle],
    ['a depth that no JSON has', deep],
    ['bytes', new Uint8Array(2_000_000)],
  ])('%s: too long', (_, value) => {
    expect(charactersOf(value)).toBeGreaterThan(MAX_ENTRY_CHARACTERS)
  })
})
