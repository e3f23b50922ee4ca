/** When the second half is loaded where only exporters wait for spans. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CalmLoad, MAX_CALM_MS } from '../../sdk/calm-load.ts'

let load: ReturnType<typeof vi.fn<() => void>>
let calm: CalmLoad
let idle: (() => void)[]

beforeEach(() => {
  vi.useFakeTimers()
  load = vi.fn<() => void>()
  calm = new CalmLoad(load)
  idle = []
  vi.stubGlobal('requestIdleCallback', (then: () => void) => void idle.push(then))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function becomesIdle(): void {
  for (const then of idle.splice(0)) then()
}

test('a page without calls: it is loaded in idle time, once', () => {
  calm.want()
  calm.want()
  expect(load).not.toHaveBeenCalled()
  becomesIdle()
  vi.advanceTimersByTime(2 * MAX_CALM_MS)
  expect(load).toHaveBeenCalledOnce()
})

test('a call that waits for its answer is not disturbed: neither one before, nor one that is made before idle time comes', () => {
  const first = calm.called()
  calm.want()
  expect(idle).toEqual([])
  first()
  first()
  const second = calm.called()
  becomesIdle()
  expect(load).not.toHaveBeenCalled()
  second()
  becomesIdle()
  expect(load).toHaveBeenCalledOnce()
})

test('one call is answered, another still waits', () => {
  const first = calm.called()
  calm.called()
  calm.want()
  first()
  expect(idle).toEqual([])
})

test('answers that never come and a page that is never idle are waited for no longer than the limit', () => {
  calm.called()
  calm.want()
  vi.advanceTimersByTime(MAX_CALM_MS - 1)
  expect(load).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(load).toHaveBeenCalledOnce()
})

test('where there is no idle callback, a timer serves', () => {
  vi.stubGlobal('requestIdleCallback', undefined)
  calm.want()
  vi.advanceTimersByTime(1)
  expect(load).toHaveBeenCalledOnce()
})

test('a load that failed and is wanted again', () => {
  calm.want()
  becomesIdle()
  calm.want()
  becomesIdle()
  expect(load).toHaveBeenCalledTimes(2)
})
