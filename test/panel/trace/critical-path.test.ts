import { expect, test } from 'vitest'
import { criticalPath } from '../../../panel/trace/critical-path.ts'
import { i32 } from '../../../panel/trace/table.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { toUnixNano } from '../../../panel/trace/time.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { ingest } from '../../support/ingest.ts'
import { draw, entriesOf, lineId, ORIGIN, PAGE, random, traceId, traceOf } from './drawing.ts'

/** `wait 0..10`, a line a section; of the whole trace, or of the span of a name. */
function pathOf(drawing: string | Trace, of?: string, now = 10_000): readonly string[] {
  const trace = typeof drawing === 'string' ? traceOf(drawing) : drawing
  const found = [...trace.spans()].find((index) => trace.span(index).name === of)
  return sectionsOf(trace, found, now).map(({ row, start, end }) => {
    const name = row < 0 ? 'nothing' : trace.span(row).name
    return `${name} ${start - ORIGIN}..${end - ORIGIN}`
  })
}

function sectionsOf(trace: Trace, found: number | undefined, now: number) {
  const [first = -1] = trace.spans()
  const steps = criticalPath(trace.tables, found ?? ~i32(trace.tables.spans.columns.trace, first), ORIGIN + now)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** All lines at the left edge are roots of one trace. */
function oneTraceOf(drawing: string): Trace {
  const trace = createTrace()
  ingest(trace, PAGE, entriesOf(draw(drawing).map((span) => ({ ...span, traceId: traceId(1) }))), 0)
  return trace
}

test('the path goes through the child that ends last, and is the parent’s own where none runs', () => {
  const drawing = `
    invoke_agent a  0..100
      chat m  10..40
      execute_tool slow  50..90
      execute_tool quick  50..60`
  expect(pathOf(drawing)).toEqual([
    'invoke_agent a 0..10',
    'chat m 10..40',
    'invoke_agent a 40..50',
    'execute_tool slow 50..90',
    'invoke_agent a 90..100',
  ])
})

test('children that overlap hand over where the later one begins', () => {
  const drawing = `
    invoke_agent a  0..100
      chat one  0..60
      chat two  40..100
      chat inside  45..55`
  expect(pathOf(drawing)).toEqual(['chat one 0..40', 'chat two 40..100'])
})

test('a wait of one for the next is found in a child of a child', () => {
  const drawing = `
    invoke_workflow w  0..100
      invoke_agent a  0..60
        execute_tool t  20..60
      invoke_agent b  60..100`
  expect(pathOf(drawing)).toEqual(['invoke_agent a 0..20', 'execute_tool t 20..60', 'invoke_agent b 60..100'])
  expect(pathOf(drawing, 'invoke_agent a')).toEqual(['invoke_agent a 0..20', 'execute_tool t 20..60'])
})

test('a child that outlives its parent, or begins before it, counts within the parent alone', () => {
  const drawing = `
    invoke_agent a  10..100
      chat early  0..30
      execute_tool late  80..300
      chat after  150..200
      chat before  0..5`
  expect(pathOf(drawing)).toEqual(['chat early 10..30', 'invoke_agent a 30..80', 'execute_tool late 80..100'])
})

test('a child whose clock is another one lies outside, and takes no part', () => {
  expect(pathOf('invoke_agent a  1000..1100\n  chat m  10..40')).toEqual(['invoke_agent a 1000..1100'])
})

test('a span that ends before it starts, or when it starts, is none of the path', () => {
  const drawing = `
    invoke_agent a  0..100
      chat m  50..40
      chat n  60..60
      chat o  0..0`
  expect(pathOf(drawing)).toEqual(['invoke_agent a 0..50', 'invoke_agent a 50..60', 'invoke_agent a 60..100'])
})

test('what runs goes on until now', () => {
  const drawing = `
    invoke_agent a  0..
      chat m  10..40
      execute_tool t  50..`
  expect(pathOf(drawing, undefined, 70)).toEqual([
    'invoke_agent a 0..10',
    'chat m 10..40',
    'invoke_agent a 40..50',
    'execute_tool t 50..70',
  ])
})

test('a retry waits in its parent’s own time', () => {
  const drawing = `
    invoke_agent a  0..100
      chat m  0..20  error=429
      chat m  50..100`
  expect(pathOf(drawing)).toEqual(['chat m 0..20', 'invoke_agent a 20..50', 'chat m 50..100'])
})

test('the request of a call is the call itself; a tool in it is not', () => {
  const drawing = `
    invoke_agent a  0..100
      chat m  0..100
        HTTP POST  10..90
        execute_tool t  20..40`
  expect(pathOf(drawing)).toEqual(['chat m 0..20', 'execute_tool t 20..40', 'chat m 40..100'])
})

test('spans without a parent are roots of their trace, and nothing runs between them', () => {
  const drawing = `
    invoke_agent a  0..40
      chat m  0..40
    execute_tool lost  60..80  parent=00000000000000ff`
  expect(pathOf(oneTraceOf(drawing))).toEqual(['chat m 0..40', 'nothing 40..60', 'execute_tool lost 60..80'])
})

test('the sections of a drawn trace follow each other, and are as long as it', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const next = random(seed)
    const at = (most: number): number => Math.floor(next() * most)
    const lines = ['invoke_agent root  0..1000']
    let depth = 1
    for (let line = 0; line < 30; line++) {
      const start = at(1200)
      lines.push(`${'  '.repeat(depth)}chat c${line}  ${start}..${next() < 0.1 ? '' : start + at(400) - 20}`)
      depth = 1 + at(Math.min(depth + 1, 5))
    }
    const trace = traceOf(lines.join('\n'))
    const sections = sectionsOf(trace, undefined, 900)
    expect(sections[0]?.start, `seed ${seed}`).toBe(ORIGIN)
    expect(sections.at(-1)?.end, `seed ${seed}`).toBe(ORIGIN + 1000)
    sections.forEach(({ start, end }, place) => {
      expect(end > start && start === (sections[place - 1]?.end ?? ORIGIN), `seed ${seed}, section ${place}`).toBe(true)
    })
  }
})

test('a chain of 12,000 spans is walked without a deep stack, and in steps', () => {
  const [one] = draw('chat m  0..1')
  if (one === undefined) throw new Error('nothing was drawn')
  const chain = Array.from({ length: 12_000 }, (_, at) => ({
    ...one,
    spanId: lineId(at + 1),
    ...(at === 0 ? {} : { parentSpanId: lineId(at) }),
    startTimeUnixNano: toUnixNano(ORIGIN + at),
    endTimeUnixNano: toUnixNano(ORIGIN + 100_000 - at),
  }))
  const trace = createTrace()
  ingest(trace, PAGE, entriesOf(chain), 0)
  const [first = -1] = trace.spans()
  const steps = criticalPath(trace.tables, first, ORIGIN)
  let count = 0
  while (steps.next().done !== true) count++
  expect(count).toBeGreaterThan(10)
})
