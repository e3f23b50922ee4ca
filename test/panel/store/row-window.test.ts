import { describe, expect, test } from 'vitest'
import { heightOf, rowWindow, scrollTo } from '../../../panel/store/row-window.ts'

describe('rows near the screen', () => {
  test.each([
    [0, 210, 100, 0, 15],
    [2100, 210, 1000, 95, 115],
    [2100, 210, 101, 95, 101],
    [0, 210, 0, 0, 0],
    [9999, 210, 5, 5, 5],
  ])('scrolled to %i with %i px and %i rows: %i to %i', (top, height, count, first, end) => {
    expect(rowWindow(top, height, count)).toEqual({ first, end, base: 0, top: 0 })
  })

  test('of a list that is longer than a browser can lay out all are reached, and each stands where the screen is', () => {
    const [count, height] = [2_000_000, 210]
    const box = heightOf(count)
    expect(box).toBeLessThan(33_500_000)
    for (const scrollTop of [0, 1, 5_000_000, box - height - 1, box - height]) {
      const { first, end, base, top } = rowWindow(scrollTop, height, count)
      expect(base).toBe(first)
      expect(top).toBeLessThanOrEqual(scrollTop)
      expect(top + (end - first) * 21).toBeGreaterThanOrEqual(scrollTop + height)
    }
    expect(rowWindow(0, height, count).first).toBe(0)
    expect(rowWindow(box - height, height, count).end).toBe(count)
    for (const at of [0, 7, 1_234_567, 1_999_999]) {
      const to = scrollTo(at, 3_000_000, height, count)
      const { first, top } = rowWindow(to, height, count)
      const onScreen = top + (at - first) * 21 - to
      expect(onScreen).toBeGreaterThan(-1)
      expect(onScreen).toBeLessThan(height - 20)
      expect(scrollTo(at, to, height, count)).toBeCloseTo(to, 5)
    }
  })
})

test('a row off the screen is brought in at the nearer edge, one on it moves nothing', () => {
  expect(scrollTo(0, 100, 210, 100)).toBe(0)
  expect(scrollTo(50, 0, 210, 100)).toBe(51 * 21 - 210)
  expect(scrollTo(6, 100, 210, 100)).toBe(100)
})
