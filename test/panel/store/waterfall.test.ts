import { expect, test } from 'vitest'
import { WATERFALL_LEFT, waterfallScale, waterfallTicks } from '../../../panel/store/waterfall.ts'

const ORIGIN = 1_790_000_000_000
const HOURS = 4 * 3_600_000

test('all of the time begins at 0', () => {
  const scale = waterfallScale({ start: ORIGIN, end: ORIGIN + 6_300 }, 600, true)
  expect(waterfallTicks(scale, ORIGIN).map(({ label }) => label)).toEqual(['0 s', '1 s', '2 s', '3 s', '4 s', '5 s', '6 s'])
  expect(waterfallTicks(scale, ORIGIN)[0]?.x).toBe(WATERFALL_LEFT)
})

test('a tick stays at its time when less is shown', () => {
  const scale = waterfallScale({ start: ORIGIN + 2_500, end: ORIGIN + 4_500 }, 408, false)
  expect(waterfallTicks(scale, ORIGIN)).toEqual([
    { x: WATERFALL_LEFT, label: '2.5 s' },
    { x: WATERFALL_LEFT + 100, label: '3.0 s' },
    { x: WATERFALL_LEFT + 200, label: '3.5 s' },
    { x: WATERFALL_LEFT + 300, label: '4.0 s' },
    { x: WATERFALL_LEFT + 400, label: '4.5 s' },
  ])
})

test('of a millisecond in hours there are few ticks, told apart, with room for their labels', () => {
  const scale = waterfallScale({ start: ORIGIN + HOURS, end: ORIGIN + HOURS + 1 }, 800, false)
  const found = waterfallTicks(scale, ORIGIN)
  expect(found.map(({ label }) => label)).toEqual([
    '14,400,000.0 ms',
    '14,400,000.2 ms',
    '14,400,000.4 ms',
    '14,400,000.6 ms',
    '14,400,000.8 ms',
    '14,400,001.0 ms',
  ])
  expect(found.slice(1).every(({ x }, at) => x - (found[at]?.x ?? 0) > 90)).toBe(true)
})
