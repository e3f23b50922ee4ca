import { describe, expect, test } from 'vitest'
import { barGeometry } from '../../../panel/trace/layout.ts'
import type { Bar } from '../../../panel/trace/layout.ts'
import type { BarTimes } from '../../../panel/trace/bar-times.ts'
import { ticks } from '../../../panel/trace/ticks.ts'
import { createTimeScale } from '../../../panel/trace/time-scale.ts'
import { ORIGIN, traceOf } from './drawing.ts'

const scale = createTimeScale({ start: ORIGIN, end: ORIGIN + 1000 }, 200)

function bar(line: string, now = 500, on = scale): Bar | undefined {
  return barGeometry(traceOf(line).span(0), on, 16, ORIGIN + now)
}

describe('the scale', () => {
  test('turns time into pixels and back', () => {
    expect([0, 250, 1000].map((time) => scale.x(ORIGIN + time))).toEqual([0, 50, 200])
    expect(scale.time(50)).toBe(ORIGIN + 250)
  })

  test('of nothing divides by nothing', () => {
    const empty = createTimeScale({ start: 5, end: 5 }, 0)
    expect([empty.x(5), empty.time(3), ticks(empty).length]).toSatisfy((values: number[]) => values.every(Number.isFinite))
  })

  test.each([
    [1000, 200, ['0.5 s', '1.0 s']],
    [100, 400, ['20 ms', '40 ms', '60 ms', '80 ms', '100 ms']],
    [6300, 640, ['1 s', '2 s', '3 s', '4 s', '5 s', '6 s']],
    [0.05, 300, ['0.02 ms', '0.04 ms']],
    [200_000, 300, ['1 min', '2 min', '3 min']],
    [100_000, 300, ['30 s', '1:00 min', '1:30 min']],
    [3 * 3600_000, 300, ['1 h', '2 h', '3 h']],
  ])('%d ms over %d px has ticks at %j', (length, width, labels) => {
    const found = ticks(createTimeScale({ start: ORIGIN, end: ORIGIN + length }, width))
    expect(found.map(({ label }) => label)).toEqual(labels)
  })

  test('has ticks at least as far apart as asked, and not many more, for any range', () => {
    for (let length = 0.01; length < 1e10; length *= 1.7) {
      const found = ticks(createTimeScale({ start: ORIGIN, end: ORIGIN + length }, 800), { gap: 64 })
      const gaps = found.slice(1).map(({ x }, index) => x - (found[index]?.x ?? 0))
      expect(
        gaps.every((gap) => gap >= 63.9),
        `${length}`,
      ).toBe(true)
      expect(found.length, `${length}`).toBeGreaterThanOrEqual(2)
      expect(new Set(found.map(({ label }) => label)).size, `${length}`).toBe(found.length)
    }
  })
})

describe('a bar', () => {
  test('of a retry has the wait before it, which is seen where the bar itself is not', () => {
    const retry = traceOf('chat m  0..100  error=429\nchat m  600..900  retry=1').span(1)
    expect(barGeometry(retry, scale, 16, 0)?.wait).toEqual({ x: 20, y: 0, width: 100, height: 16 })
    const before = createTimeScale({ start: ORIGIN, end: ORIGIN + 500 }, 100)
    expect(barGeometry(retry, before, 16, 0)).toMatchObject({ wait: { x: 20, width: 88 }, outline: { x: 108 } })
    expect(bar('chat m  100..600')?.wait).toBeUndefined()
  })

  test('of a streamed call has a waiting and a streaming part that meet under the first chunk', () => {
    expect(bar('chat m  100..600  first=300')).toEqual({
      shape: 'phases',
      hollow: true,
      outline: { x: 20, y: 0, width: 100, height: 16 },
      waiting: { x: 20, y: 0, width: 40, height: 16 },
      streaming: { x: 60, y: 0, width: 60, height: 16 },
      firstChunkX: 60,
      end: 'plain',
    })
  })

  test('shows how long it was queued, and until when the model reasoned', () => {
    const span = traceOf('chat m  100..600  first=300').span(0)
    const parts = (times: BarTimes) => {
      const drawn = barGeometry(span, scale, 16, 0, times)
      return [drawn?.queuedX, drawn?.reasoning?.x, drawn?.reasoning?.width]
    }
    expect(parts({ queued: 50, reasoned: 400 })).toEqual([30, 60, 40])
    // Nobody is queued after the first chunk, and nothing is drawn beyond the end.
    expect(parts({ queued: 9000, reasoned: 9000 })).toEqual([60, 60, 60])
    expect(parts({ reasoned: 100 })).toEqual([undefined, undefined, undefined])
    expect(parts({})).toEqual([undefined, undefined, undefined])
  })

  test('grows to now while it runs', () => {
    expect(bar('chat m  100..', 500)).toMatchObject({
      outline: { x: 20, width: 80 },
      waiting: { width: 80 },
      streaming: undefined,
      end: 'running',
    })
    expect(bar('chat m  100..  first=300', 700)).toMatchObject({ waiting: { width: 40 }, streaming: { x: 60, width: 80 } })
  })

  test.each([
    ['invoke_agent a  0..9', 'bracket', 'plain'],
    ['invoke_agent a  0..9  first=3', 'phases', 'plain'],
    ['execute_tool t  0..9', 'solid', 'plain'],
    ['chat m  0..9  error=500  reason=length', 'phases', 'error'],
    ['chat m  0..9  end=aborted', 'phases', 'aborted'],
    ['chat m  0..9  reason=max_tokens', 'phases', 'cutOff'],
  ])('%s is a %s with end %s', (line, shape, end) => {
    expect(bar(line)).toMatchObject({ shape, end })
  })

  test('is wide enough to be seen, and cut a little outside the picture', () => {
    expect(bar('chat m  100..100')?.outline.width).toBe(2)
    const zoomed = createTimeScale({ start: ORIGIN + 400, end: ORIGIN + 400.001 }, 200)
    expect(bar('chat m  0..9000  first=300', 0, zoomed)).toMatchObject({
      outline: { x: -8, width: 216 },
      waiting: { width: 0 },
      firstChunkX: undefined,
    })
  })

  test('outside the picture is none', () => {
    expect(bar('chat m  2000..3000')).toBeUndefined()
    expect(
      barGeometry(traceOf('chat m  0..10').span(0), createTimeScale({ start: ORIGIN + 50, end: ORIGIN + 60 }, 100), 16, 0),
    ).toBeUndefined()
  })
})
