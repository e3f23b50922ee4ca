import { expect, test } from 'vitest'
import type { Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { ingest } from '../../support/ingest.ts'
import { draw, entriesOf, ORIGIN, PAGE, traceOf } from './drawing.ts'

const pauses = (trace: Trace, of: 'spans' | 'calls' = 'spans') => trace.idle(of).map(({ start, end }) => [start - ORIGIN, end - ORIGIN])

const MINUTES = `
  chat a  0..200
  chat a  45000..45300
  invoke_agent b  90000..130000
    chat a  90050..90500  first=90100
    execute_tool t  127000..129000
`

test('between traces no span runs; within one, only its agent may', () => {
  const trace = traceOf(MINUTES)
  expect(pauses(trace)).toEqual([
    [200, 45_000],
    [45_300, 90_000],
  ])
  expect(pauses(trace, 'calls')).toEqual([
    [200, 45_000],
    [45_300, 90_050],
    [90_500, 127_000],
  ])
})

test('an agent without calls, and one that streams, is at work itself', () => {
  expect(pauses(traceOf('invoke_agent a  0..60000\nchat b  90000..90100'), 'calls')).toEqual([[60_000, 90_000]])
  expect(pauses(traceOf('invoke_agent a  0..60000  first=100\n  chat b  10..20'), 'calls')).toEqual([])
})

test('children that come after their agent make it one that holds them', () => {
  const trace = createTrace()
  const [agent, first, second] = draw('invoke_agent a  0..60000\n  chat b  10..20\n  chat b  59000..59900')
  if (agent === undefined || first === undefined || second === undefined) throw new Error('no drawing')
  ingest(trace, PAGE, entriesOf([agent]), 0)
  expect(pauses(trace, 'calls')).toEqual([])
  ingest(trace, PAGE, entriesOf([first, second], 10), 0)
  expect(pauses(trace, 'calls')).toEqual([[20, 59_000]])
})

test('from the first span on that runs, nothing is idle', () => {
  expect(pauses(traceOf('chat a  0..10\nchat a  10000..\nchat a  30000..30010\nchat a  90000..90010'))).toEqual([[10, 10_000]])
})

test('what went is no time at which anything ran', () => {
  const trace = createTrace({ spans: 2, bytes: 1e9 })
  ingest(trace, PAGE, entriesOf(draw('chat a  0..10\nchat a  5000..5010')), 0)
  expect(pauses(trace)).toEqual([[10, 5000]])
  ingest(trace, PAGE, entriesOf(draw('chat a  0..1\nchat a  0..1\nchat b  9000..9010').slice(2), 20), 0)
  expect(pauses(trace)).toEqual([[5010, 9000]])
  trace.clear()
  expect(pauses(trace)).toEqual([])
})
