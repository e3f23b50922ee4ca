import { signal } from '@preact/signals'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createTimeline } from '../../../panel/store/timeline.ts'
import type { TimeRange } from '../../../panel/store/time-range.ts'
import { ORIGIN, traceOf } from '../trace/drawing.ts'

const settings = new Map<string, string>()
vi.stubGlobal('localStorage', {
  getItem: (name: string) => settings.get(name) ?? null,
  setItem: (name: string, value: string) => settings.set(name, value),
})
beforeEach(() => settings.clear())

const AGENT = `
  chat a  0..200
  invoke_agent b  45000..95000
    chat a  45010..45500
    chat a  94500..95000
`
const full = { start: ORIGIN, end: ORIGIN + 95_000 }

function timeline() {
  const zoom = signal<TimeRange | undefined>(undefined)
  return { zoom, ...createTimeline({ trace: traceOf(AGENT), version: signal(1), zoom }) }
}

const starts = ({ folds }: ReturnType<typeof timeline>) => folds.value.list.map(({ start }) => start - ORIGIN)

describe('pauses', () => {
  test('between traces are folded, opened and folded again', () => {
    const time = timeline()
    expect(starts(time)).toEqual([200])
    expect(time.togglePause(ORIGIN + 300)).toBe(true)
    expect([starts(time), time.opened.value.length]).toEqual([[], 1])
    expect(time.togglePause(ORIGIN + 44_000)).toBe(true)
    expect([starts(time), time.opened.value.length]).toEqual([[200], 0])
    expect(time.togglePause(ORIGIN + 46_000)).toBe(false)
  })

  test('within a trace are offered, and folded when asked for', () => {
    const time = timeline()
    // 49 s of the agent's 50 s, and of the first call's 0.2 s.
    expect(time.idleShare(full)).toBeCloseTo(49 / 50.2, 2)
    expect(time.idleShare({ start: ORIGIN + 45_000, end: ORIGIN + 45_500 })).toBe(0)
    time.togglePause(ORIGIN + 300)
    time.squeezeMore()
    expect(starts(time)).toEqual([200, 45_500])
    expect(time.idleShare(full)).toBe(0)
  })

  test('stay as they are where the user wants that, and next time too', () => {
    timeline().setSqueeze(false)
    const time = timeline()
    expect([starts(time), time.squeeze.value, time.idleShare(full)]).toEqual([[], false, 0])
  })
})

describe('the way', () => {
  const range = (start: number, end: number) => ({ start: ORIGIN + start, end: ORIGIN + end })

  test('has a step for each choice of less, and none for a wheel', () => {
    const time = timeline()
    time.zoomTo(range(0, 10_000))
    time.zoomTo(range(1000, 5000))
    time.moveTo(range(1100, 4000))
    time.zoomTo(range(1200, 2000))
    expect(time.way.value).toEqual([range(0, 10_000), range(1100, 4000)])
    expect(time.back()).toBe(true)
    expect([time.zoom.value, time.way.value]).toEqual([range(1100, 4000), [range(0, 10_000)]])
  })

  test('loses the steps that show no more than what is shown', () => {
    const time = timeline()
    time.zoomTo(range(0, 10_000))
    time.zoomTo(range(1000, 5000))
    time.moveTo(range(20_000, 24_000))
    expect(time.way.value).toEqual([])
    expect([time.back(), time.zoom.value, time.back()]).toEqual([true, undefined, false])
  })

  test('of a drag begins at what was shown before it', () => {
    const time = timeline()
    time.zoomTo(range(0, 10_000))
    time.zoom.value = range(2000, 3000)
    time.zoomTo(range(2000, 2500), range(0, 10_000))
    expect(time.way.value).toEqual([range(0, 10_000)])
  })
})
