import { expect, test } from 'vitest'
import { timeRange } from '../../../panel/store/time-range.ts'
import type { Totals } from '../../../panel/trace/model.ts'

const totals = (running: number, start: number, end: number): Totals => ({
  traces: 1,
  spans: 1,
  running,
  tokens: {},
  errors: 0,
  cutOff: 0,
  aborted: 0,
  dropped: 0,
  range: { start, end },
})

test('what is over is shown from its start to its end', () => {
  expect(timeRange(totals(0, 1000, 7310), 99_999)).toEqual({ start: 1000, end: 7310 })
})

test('while something runs the end stays ahead of now, in steps', () => {
  const ends = [2000, 2400, 2600].map((elapsed) => timeRange(totals(1, 1000, 1000), 1000 + elapsed).end - 1000)
  expect(ends).toEqual([3000, 3000, 3000])
  for (let elapsed = 1; elapsed < 1e6; elapsed = Math.ceil(elapsed * 1.37)) {
    const { end } = timeRange(totals(1, 0, 0), elapsed)
    expect(end).toBeGreaterThan(elapsed)
    expect(end).toBeLessThanOrEqual(Math.max(200, elapsed * 1.1 * 1.7))
  }
})

test('a clock behind the page does not cut what the page already told', () => {
  expect(timeRange(totals(1, 0, 5000), 100).end).toBeGreaterThanOrEqual(5000)
})

test('nothing yet has a range of a second', () => {
  expect(timeRange({ ...totals(0, 0, 0), range: undefined }, 50)).toEqual({ start: 50, end: 1050 })
})
