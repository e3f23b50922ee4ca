import { describe, expect, test } from 'vitest'
import { around, between, panned, zoomed } from '../../../panel/store/zoom.ts'
import { Folds } from '../../../panel/trace/folds.ts'
import { createTimeScale } from '../../../panel/trace/time-scale.ts'

const full = { start: 0, end: 1000 }

describe('zooming', () => {
  test('keeps the moment under the pointer in its place', () => {
    expect(zoomed(full, full, 0.5, 200)).toEqual({ start: 100, end: 600 })
    expect(zoomed({ start: 100, end: 600 }, full, 2, 200)).toBeUndefined()
  })

  test('ends at the edges, and never at nothing', () => {
    expect(zoomed({ start: 0, end: 100 }, full, 3, 50)).toEqual({ start: 0, end: 200 })
    const deep = Array.from({ length: 200 }).reduce<{ start: number; end: number }>((view) => zoomed(view, full, 0.5, 500) ?? full, full)
    expect(deep.end - deep.start).toBeGreaterThan(0)
  })
})

test('panning keeps the length and stops at both edges', () => {
  const view = { start: 400, end: 600 }
  expect(panned(view, full, 0.5)).toEqual({ start: 500, end: 700 })
  expect(panned(view, full, 10)).toEqual({ start: 800, end: 1000 })
  expect(panned(view, full, -10)).toEqual({ start: 0, end: 200 })
  expect(panned(full, full, 0.5)).toBeUndefined()
})

test('a drag may go either way and leave the picture', () => {
  expect(between(700, 300, full)).toEqual({ start: 300, end: 700 })
  expect(between(300, 5000, full)).toEqual({ start: 300, end: 1000 })
  expect(between(-5, 5000, full)).toBeUndefined()
})

describe('over folds', () => {
  const long = { start: 0, end: 20_000 }
  const folds = new Folds([{ start: 1000, end: 19_000 }])
  const scaleOf = (range: { start: number; end: number }) => createTimeScale(range, 560, folds)

  test('the moment under the pointer keeps its place, on either side of a fold', () => {
    const scale = scaleOf(long)
    for (const about of [700, 19_300]) {
      const near = scaleOf(zoomed(scale, long, 0.8, about) ?? long)
      expect(near.x(about)).toBeCloseTo(scale.x(about), 0)
      expect(near.perPixel).toBeLessThan(scale.perPixel)
    }
  })

  test('panning goes as far on the screen, over a fold too', () => {
    const scale = scaleOf({ start: 500, end: 19_400 })
    const moved = panned(scale, long, 0.1) ?? long
    expect(scale.x(moved.start)).toBeCloseTo(56)
    expect(scale.x(moved.end)).toBeCloseTo(616)
    expect(panned(scale, long, 10)?.end).toBe(20_000)
  })
})

test('what is fitted has a little room beside it', () => {
  expect(around({ start: 400, end: 600 }, full)).toEqual({ start: 390, end: 610 })
  expect(around(full, full)).toBeUndefined()
})
