import { describe, expect, test } from 'vitest'
import { rowWindow, scrollTo } from '../../../panel/store/row-window.ts'

describe('rows near the screen', () => {
  test.each([
    [0, 210, 100, 0, 15],
    [2100, 210, 1000, 95, 115],
    [2100, 210, 101, 95, 101],
    [0, 210, 0, 0, 0],
    [9999, 210, 5, 5, 5],
  ])('scrolled to %i with %i px and %i rows: %i to %i', (top, height, count, first, end) => {
    expect(rowWindow(top, height, count)).toEqual({ first, end })
  })
})

test('a row off the screen is brought in at the nearer edge, one on it moves nothing', () => {
  expect(scrollTo(0, 100, 237, 27)).toBe(0)
  expect(scrollTo(50, 0, 237, 27)).toBe(51 * 21 - 210)
  expect(scrollTo(6, 100, 237, 27)).toBe(100)
})
