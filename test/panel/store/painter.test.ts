/** Which frames are painted. Frames are the test's. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPainter } from '../../../panel/store/painter.ts'

let waiting: ((now: number) => void)[] = []
let now = 0
beforeEach(() => {
  waiting = []
  now = 1_000
  vi.stubGlobal('requestAnimationFrame', (callback: (at: number) => void) => waiting.push(callback))
  vi.stubGlobal('cancelAnimationFrame', (id: number) => void (waiting[id - 1] = () => {}))
})
afterEach(() => vi.unstubAllGlobals())

/** 16 milliseconds later. @returns whether anybody waited for it */
function frame(): boolean {
  now += 16
  const due = waiting
  waiting = []
  for (const each of due) each(now)
  return due.length > 0
}

function painterOf(interval: (cost: number) => number, wantsMore = false) {
  const painted: number[] = []
  const painter = createPainter({
    paint() {
      painted.push(now)
      return wantsMore
    },
    interval,
  })
  return { painter, painted }
}

test('a burst of requests is one paint, in the next frame', () => {
  const { painter, painted } = painterOf(() => 0)
  for (let at = 0; at < 10; at++) painter.request()
  expect(painted).toEqual([])
  frame()
  expect(painted).toEqual([1_016])
  expect(frame()).toBe(false)
})

test('one that wants the next frame gets it, until it is stopped', () => {
  const { painter, painted } = painterOf(() => 0, true)
  painter.request()
  for (let at = 0; at < 3; at++) frame()
  expect(painted).toEqual([1_016, 1_032, 1_048])
  painter.stop()
  frame()
  expect(painted).toHaveLength(3)
})

test('the first is painted at once; then it rests, and what was asked for meanwhile is painted after that', () => {
  let interval = 100
  const { painter, painted } = painterOf(() => interval)
  painter.request()
  frame()
  painter.request()
  for (let at = 0; at < 7; at++) frame()
  expect(painted).toEqual([1_016, 1_128])
  expect(frame()).toBe(false)
  // The rest ends: the next frame has what is left.
  painter.request()
  frame()
  interval = 0
  frame()
  expect(painted).toHaveLength(3)
})

test('what a paint cost is measured to the task after its frame', async () => {
  const costs: number[] = []
  const { painter } = painterOf((cost) => {
    costs.push(cost)
    return 0
  })
  painter.request()
  frame()
  await new Promise((resolve) => setTimeout(resolve, 20))
  painter.request()
  frame()
  expect(costs).toHaveLength(2)
  expect(costs[0]).toBe(0)
  expect(costs[1]).toBeGreaterThan(0)
})
