import { expect, test } from 'vitest'
import { dragTo, grabAt } from '../../../panel/store/overview-drag.ts'
import { Folds } from '../../../panel/trace/folds.ts'
import { createTimeScale } from '../../../panel/trace/time-scale.ts'

const full = { start: 0, end: 1000 }
const scale = createTimeScale(full, 500)
const zoom = { start: 200, end: 400 }

test.each([
  [50, 'new'],
  [97, 'start'],
  [150, 'window'],
  [203, 'end'],
  [300, 'new'],
])('at %i takes hold of %s', (x, type) => {
  expect(grabAt(x, scale, zoom).type).toBe(type)
  expect(grabAt(x, scale, undefined).type).toBe('new')
})

test('of edges that lie together the right one is taken on its side', () => {
  const narrow = { start: 200, end: 202 }
  expect([grabAt(99, scale, narrow).type, grabAt(102, scale, narrow).type]).toEqual(['start', 'end'])
})

test('moves an edge, the window or begins anew', () => {
  const drag = (from: number, to: number) => dragTo(to, grabAt(from, scale, zoom), scale, full)
  expect(drag(100, 50)).toEqual({ start: 100, end: 400 })
  expect(drag(200, 50)).toEqual({ start: 100, end: 200 })
  expect(drag(150, 200)).toEqual({ start: 300, end: 500 })
  expect(drag(150, 900)).toEqual({ start: 800, end: 1000 })
  expect(drag(150, -900)).toEqual({ start: 0, end: 200 })
  expect(drag(300, 400)).toEqual({ start: 600, end: 800 })
  expect(drag(300, 302)).toBe('same')
})

test('a window that moves over a fold keeps its width on the screen', () => {
  const folded = createTimeScale({ start: 0, end: 10_000 }, 560, new Folds([{ start: 1000, end: 9000 }]))
  const moved = dragTo(folded.x(100) + 310, grabAt(folded.x(100), folded, { start: 0, end: 500 }), folded, { start: 0, end: 10_000 })
  if (moved === undefined || moved === 'same') throw new Error('nothing moved')
  expect(folded.x(moved.end) - folded.x(moved.start)).toBeCloseTo(folded.x(500))
  expect(moved.start).toBeGreaterThanOrEqual(9000)
})
