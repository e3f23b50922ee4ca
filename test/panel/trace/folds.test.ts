import { describe, expect, test } from 'vitest'
import { Folds } from '../../../panel/trace/folds.ts'
import { ticks } from '../../../panel/trace/ticks.ts'
import { createTimeScale, strips } from '../../../panel/trace/time-scale.ts'
import { ORIGIN, random } from './drawing.ts'

const at = (time: number) => ORIGIN + time
/** Three calls of 200 ms, 45 s apart. */
const folds = new Folds([
  { start: at(200), end: at(45_000) },
  { start: at(45_200), end: at(90_000) },
])
const whole = { start: at(0), end: at(90_200) }

describe('a broken axis', () => {
  const scale = createTimeScale(whole, 720, folds)

  test('gives each fold its width and shares the rest', () => {
    expect([0, 200, 45_000, 45_200, 90_000, 90_200].map((time) => Math.round(scale.x(at(time))))).toEqual([0, 200, 260, 460, 520, 720])
    expect(strips(scale).map(({ x, width }) => [Math.round(x), Math.round(width)])).toEqual([
      [200, 60],
      [460, 60],
    ])
  })

  test('turns each pixel back, within folds too', () => {
    for (let x = -50; x <= 780; x += 1.7) expect(scale.x(scale.time(x))).toBeCloseTo(x, 3)
    expect(scale.time(230)).toBeCloseTo(at(22_600), 3)
  })

  test('cut by the picture, a fold shows that part of its width', () => {
    const half = createTimeScale({ start: at(22_600), end: at(45_200) }, 230, folds)
    expect(strips(half).map(({ x, width }) => [x, Math.round(width)])).toEqual([[0, 30]])
    expect(half.x(at(45_000))).toBeCloseTo(30)
  })

  test('within one pause it is not folded: nothing else would be seen', () => {
    const inside = createTimeScale({ start: at(1000), end: at(2000) }, 100, folds)
    expect([inside.x(at(1500)), strips(inside).length]).toEqual([50, 0])
  })

  test('many folds leave room for what ran', () => {
    const many = new Folds(Array.from({ length: 200 }, (_, each) => ({ start: at(each * 60_000 + 500), end: at((each + 1) * 60_000) })))
    const dense = createTimeScale({ start: at(0), end: at(200 * 60_000 + 500) }, 1000, many)
    expect(strips(dense).reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(400)
    expect(dense.x(at(200 * 60_000 + 500))).toBeCloseTo(1000)
  })

  test.each([1, 2, 3])('never turns around, whatever is folded (%i)', (seed) => {
    const next = random(seed)
    let time = 0
    const list = Array.from({ length: 30 }, () => ({ start: at((time += 1 + next() * 3000)), end: at((time += 2001 + next() * 90_000)) }))
    const [from, length] = [next() * time, 1 + next() * time]
    const drawn = createTimeScale({ start: at(from), end: at(from + length) }, 500, new Folds(list))
    let before = -Infinity
    for (let step = 0; step <= 400; step++) {
      const x = drawn.x(at(from + (length * step) / 400))
      expect(x).toBeGreaterThanOrEqual(before)
      before = x
    }
    expect(before).toBeCloseTo(500, 4)
  })
})

test('ticks stand between folds at their own times, with room for their labels', () => {
  const scale = createTimeScale(whole, 720, folds)
  expect(ticks(scale, { gap: 46 }).map(({ x, label }) => [Math.round(x), label])).toEqual([
    [50, '50 ms'],
    [100, '100 ms'],
    [150, '150 ms'],
    [260, '45.00 s'],
    [310, '45.05 s'],
    [360, '45.10 s'],
    [410, '45.15 s'],
    [520, '1:30.00 min'],
    [570, '1:30.05 min'],
    [620, '1:30.10 min'],
    [670, '1:30.15 min'],
    [720, '1:30.20 min'],
  ])
  expect(ticks(createTimeScale(whole, 300, folds), { gap: 60 }).map(({ label }) => label)).toEqual(['45.0 s', '1:30.0 min', '1:30.2 min'])
})
