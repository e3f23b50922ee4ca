import { describe, expect, test } from 'vitest'
import { between, panned, zoomed } from '../../../panel/store/zoom.ts'

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
