import { expect, test } from 'vitest'
import { flameLayout, flamePieces, MOST_LANES, type Flame } from '../../../panel/trace/flame-layout.ts'
import { createTimeScale } from '../../../panel/trace/time-scale.ts'
import { Folds } from '../../../panel/trace/folds.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { ORIGIN, traceOf } from './drawing.ts'

function flameOf(trace: Trace): Flame {
  const [first = -1] = trace.spans()
  const steps = flameLayout(trace.tables, trace.spansOfTrace(first))
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

const names = (trace: Trace, { lanes }: Flame) => lanes.map(({ rows }) => rows.map((row) => trace.span(row).name).join(' · '))

test('spans stand by depth, and what overlaps at one depth on further lanes', () => {
  const trace = traceOf(`
    invoke_agent a  0..100
      chat one  0..40
        execute_tool in  10..20
      execute_tool slow  40..90
      execute_tool quick  45..60
      chat two  90..`)
  expect(names(trace, flameOf(trace))).toEqual([
    'invoke_agent a',
    'chat one · execute_tool slow · chat two',
    'execute_tool quick',
    'execute_tool in',
  ])
})

test('thousands at one depth stand by start, in whatever order their parents have them', () => {
  const agents = Array.from({ length: 3 }, (_, agent) => [
    `  invoke_agent a${agent}  ${agent}..9000`,
    ...Array.from({ length: 900 }, (_call, at) => `    chat c  ${agent + at * 3}..${agent + at * 3 + 1}`),
  ])
  const trace = traceOf(['invoke_workflow w  0..9000', ...agents.flat()].join('\n'))
  const { lanes } = flameOf(trace)
  expect(lanes.map(({ rows }) => rows.length)).toEqual([1, 1, 1, 1, 2_700])
  expect(lanes[4]?.starts).toEqual(Array.from({ length: 2_700 }, (_, at) => ORIGIN + at))
})

test('beyond the lanes of one depth the rest shares the last one, and is counted', () => {
  const calls = Array.from({ length: MOST_LANES + 3 }, (_, at) => `  chat c${at}  ${at}..1000`)
  const trace = traceOf(['invoke_agent a  0..1000', ...calls].join('\n'))
  const flame = flameOf(trace)
  expect([flame.lanes.length, flame.crowded]).toEqual([1 + MOST_LANES, 3])
  expect(flame.lanes.at(-1)?.rows.length).toBe(4)
})

test('pieces are what is seen of a lane; spans below two pixels are one', () => {
  const calls = Array.from({ length: 1_000 }, (_, at) => `  chat c${at}  ${at}..${at + 1}`)
  const trace = traceOf(['invoke_agent a  0..2000', ...calls, '  chat last  1500..1900', '  chat runs  1950..'].join('\n'))
  const lane = flameOf(trace).lanes[1]
  if (lane === undefined) throw new Error('no lane')
  const pieces = (start: number, end: number) =>
    flamePieces(lane, createTimeScale({ start: ORIGIN + start, end: ORIGIN + end }, 200), ORIGIN + 2000)
  const all = pieces(0, 2000)
  expect(all.length).toBeLessThan(110)
  expect(all.reduce((sum, { merged }) => sum + merged, 0)).toBe(1_002)
  expect(all.slice(-2).map(({ x, width }) => [Math.round(x), Math.round(width)])).toEqual([
    [150, 40],
    [195, 5],
  ])
  expect(pieces(500, 510).map(({ row }) => trace.span(row).name)).toEqual(Array.from({ length: 11 }, (_, at) => `chat c${500 + at}`))
})

test('pieces lie where folded time puts them', () => {
  const trace = traceOf(`
    invoke_agent a  0..10000
      chat one  0..100
      chat two  9900..10000`)
  const lane = flameOf(trace).lanes[1]
  const scale = createTimeScale({ start: ORIGIN, end: ORIGIN + 10_000 }, 300, new Folds([{ start: ORIGIN + 100, end: ORIGIN + 9_900 }]))
  const [one, two] = lane === undefined ? [] : flamePieces(lane, scale, ORIGIN + 10_000)
  expect([one?.x, one?.width, two?.x].map((x) => Math.round(x ?? -1))).toEqual([0, 120, 180])
})
