import { expect, test } from 'vitest'
import { holesIn, streamProfile } from '../../../panel/store/stream-profile.ts'
import { createTimeScale } from '../../../panel/trace/time-scale.ts'

const LEVELS = ' ▁▂▃▄▅▆▇█'

/** One character for each slice of two pixels, at 10 ms a pixel. */
function draw(offsets: readonly number[], sizes: readonly number[], pixels = 40): string {
  const scale = createTimeScale({ start: 0, end: pixels * 10 }, pixels)
  const rects = streamProfile(0, { offsets, sizes }, { x: 0, y: 0, width: pixels, height: 8 }, scale)
  const line = Array.from({ length: pixels / 2 }, () => 0)
  for (const { x, height } of rects) line[Math.round(x / 2)] = Math.round(height)
  return line.map((level) => LEVELS[level]).join('')
}

test('few chunks at a steady pace are one even body, not a comb', () => {
  const offsets = [0, 100, 200, 300, 400]
  expect(draw(offsets, [50, 50, 50, 50, 0])).toBe('████████████████████')
})

test('the body is as high as bytes came fast', () => {
  expect(draw([0, 100, 200, 300, 400], [80, 40, 40, 80, 0])).toBe('█████▄▄▄▄▄▄▄▄▄▄█████')
})

test('a pause leaves a hole up to the chunk that ended it', () => {
  expect(draw([0, 80, 480], [40, 40, 40], 56)).toBe('████████                ████')
})

test('holes are told by their edges, the open end included', () => {
  const stream = { x: 10, y: 0, width: 100, height: 8 }
  const body = (x: number, width: number) => ({ x, y: 0, width, height: 8 })
  expect(holesIn([body(10, 30), body(40, 10), body(70, 20)], stream)).toEqual([
    [50, 70],
    [90, 110],
  ])
  expect(holesIn([body(10, 100)], stream)).toEqual([])
})

test('a single chunk is seen, and no chunks are nothing', () => {
  expect(draw([200], [10]).trim()).not.toBe('')
  expect(draw([], [])).toBe(' '.repeat(20))
})
