import { expect, test } from 'vitest'
import { selfTime } from '../../../panel/trace/self-time.ts'
import { ORIGIN, traceOf } from './drawing.ts'

const selfOf = (drawing: string, now = Number.NaN): number => {
  const trace = traceOf(drawing)
  return selfTime(trace.tables, trace.spans()[Symbol.iterator]().next().value ?? -1, now)
}

test('time that children share is taken away once', () => {
  expect(
    selfOf(`
      invoke_agent a  0..100
        chat m  10..40
          chat inner  15..20
        chat m  30..50
        chat m  35..38
        chat m  60..70`),
  ).toBe(50)
  expect(selfOf('chat m  0..100')).toBe(100)
})

test('what of a child lies outside takes nothing away', () => {
  expect(
    selfOf(`
      invoke_agent a  10..100
        chat m  0..20
        chat m  90..300
        chat m  400..500`),
  ).toBe(70)
})

test('a span that runs lasts until now, and so does its child', () => {
  const running = `
      invoke_agent a  0..
        chat m  10..30
        chat m  40..`
  expect(selfOf(running, ORIGIN + 100)).toBe(20)
  expect(selfOf(running)).toBeNaN()
})
