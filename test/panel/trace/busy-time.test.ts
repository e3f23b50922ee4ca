import { expect, test } from 'vitest'
import { BusyTime } from '../../../panel/trace/busy-time.ts'
import { random, shuffled } from './drawing.ts'

function gapsOf(spans: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const busy = new BusyTime()
  for (const [start, end] of spans) busy.add(start, end)
  return busy.gaps.map(({ start, end }) => [start, end] as const)
}

test('only pauses of over two seconds are idle', () => {
  expect(
    gapsOf([
      [0, 1000],
      [3000, 3100],
      [5101, 5200],
    ]),
  ).toEqual([[3100, 5101]])
})

test('a span that bridges a pause ends it, one within another adds nothing', () => {
  expect(
    gapsOf([
      [0, 1],
      [9000, 9001],
      [20_000, 20_001],
      [1, 9000],
    ]),
  ).toEqual([[9001, 20_000]])
  expect(
    gapsOf([
      [0, 9000],
      [10, 20],
      [50, 8000],
    ]),
  ).toEqual([])
})

test('nothing, and times that are none, are no pauses', () => {
  expect(gapsOf([])).toEqual([])
  expect(
    gapsOf([
      [0, 1],
      [Number.NaN, 9],
      [5, Number.POSITIVE_INFINITY],
      [9000, 9001],
    ]),
  ).toEqual([[1, 9000]])
})

/** All at once, by sorting: what adding one by one must come to. */
function byHand(spans: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const gaps: [number, number][] = []
  let end = Number.POSITIVE_INFINITY
  for (const [start, until] of spans.toSorted((a, b) => a[0] - b[0])) {
    if (start - end > 2000) gaps.push([end, start])
    end = end === Number.POSITIVE_INFINITY ? until : Math.max(end, until)
  }
  return gaps
}

test.each([1, 2, 3, 4, 5])('in any order the same pauses (%i)', (seed) => {
  const next = random(seed)
  const spans = Array.from({ length: 400 }, () => {
    const start = Math.round(next() * 1_000_000)
    return [start, start + Math.round(next() ** 6 * 20_000)] as const
  })
  expect(gapsOf(spans).length).toBeGreaterThan(20)
  expect(gapsOf(spans)).toEqual(byHand(spans))
  expect(gapsOf(shuffled(spans, next))).toEqual(byHand(spans))
})

test('of more pauses than anybody tells apart, the long ones are left', () => {
  const next = random(9)
  let at = 0
  const spans = Array.from({ length: 20_000 }, (_, index) => {
    at += 2_100 + (index % 100 === 0 ? 3_600_000 : 0)
    return [at, at + 1] as const
  })
  const gaps = gapsOf(shuffled(spans, next))
  expect(gaps.length).toBeLessThanOrEqual(16_384)
  expect(gaps.filter(([start, end]) => end - start > 3_600_000)).toHaveLength(199)
})

test('the list is the same one for as long as the pauses are the same', () => {
  const busy = new BusyTime()
  busy.add(0, 1)
  busy.add(9000, 9001)
  const before = busy.gaps
  busy.add(9000, 9500)
  busy.add(9400, 10_800)
  expect(busy.gaps).toBe(before)
  busy.add(20_000, 20_001)
  expect(busy.gaps).toHaveLength(2)
})
