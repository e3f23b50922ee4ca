/** Traces that are wide, deep or many: the ways that small ones do not take. */
import { expect, test } from 'vitest'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { bytesOf } from '../../../panel/trace/table.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { draw, entriesOf, keyOfLine, keyOfTrace, lineId, ORIGIN, PAGE, random, rowsOf, shuffled, traceId } from './drawing.ts'
import { toUnixNano } from '../../../panel/trace/time.ts'
import { ingest } from '../../support/ingest.ts'

const [CALL] = draw('chat m  0..5  tokens=10/1')

function call(number: number, parent: number | undefined, start: number, change: Partial<SpanRecord> = {}): SpanRecord {
  if (CALL === undefined) throw new Error('drawing')
  return {
    ...CALL,
    spanId: lineId(number),
    ...(parent === undefined ? {} : { parentSpanId: lineId(parent) }),
    startTimeUnixNano: toUnixNano(ORIGIN + start),
    endTimeUnixNano: toUnixNano(ORIGIN + start + 5),
    ...change,
  }
}

const idsOf = (records: readonly SpanRecord[]): readonly string[] => records.map(({ spanId }) => spanId)

test.each(['in order', 'in reverse', 'in any order'])('3,000 children of one span that come %s stand by their starts', (order) => {
  const children = Array.from({ length: 3_000 }, (_, at) => call(at + 2, 1, at + 1))
  const sent = order === 'in order' ? children : order === 'in reverse' ? children.toReversed() : shuffled(children, random(3))
  const trace = createTrace()
  ingest(trace, PAGE, entriesOf([...sent.slice(0, 1_500), call(1, undefined, 0), ...sent.slice(1_500)]))
  const rows = rowsOf(trace)
  expect(rows.flatMap((row) => (row.type === 'span' ? trace.span(row.index).spanId : []))).toEqual([lineId(1), ...idsOf(children)])
  expect(trace.totals().tokens).toEqual({ input: 30_000, output: 3_000 })
  // Some go elsewhere, and the others close up.
  ingest(trace, PAGE, [
    { seq: 9_001, span: call(1_000, 1, 2_999.5) },
    { seq: 9_002, span: call(2_000, undefined, 1_999) },
  ])
  const place = (line: number): number => trace.placeOf(keyOfLine(line), trace.rows(new Set()))
  expect([place(1_000) - place(3_000), place(2_000)]).toEqual([1, 3_001])
  expect(trace.rows(new Set([keyOfLine(1)])).length).toBe(3)
})

test.each(['from the top', 'from the bottom', 'in any order'])('a chain of 3,000 spans that comes %s', (order) => {
  const chain = Array.from({ length: 3_000 }, (_, at) => call(at + 1, at === 0 ? undefined : at, at))
  const sent = order === 'from the top' ? chain : order === 'from the bottom' ? chain.toReversed() : shuffled(chain, random(4))
  const trace = createTrace()
  ingest(trace, PAGE, entriesOf(sent))
  const rows = rowsOf(trace)
  expect(rows.slice(1).map((row) => (row.type === 'span' ? row.level : 0))).toEqual(chain.map((_, at) => at + 1))
  // Each repeats the one below it: one call was made.
  expect(trace.totals().tokens).toEqual({ input: 10, output: 1 })
  expect(trace.span(trace.find(keyOfLine(1)) ?? -1).tokensBelow).toEqual({ input: 10, output: 1 })
  ingest(trace, PAGE, [
    { seq: 9_001, span: call(3_000, 2_999, 2_999, { attributes: { ...CALL?.attributes, 'gen_ai.usage.input_tokens': 70 } }) },
  ])
  expect(trace.totals().tokens).toEqual({ input: 70, output: 1 })
  ingest(trace, PAGE, [{ seq: 9_002, span: call(3_001, 10, 2_000) }])
  expect(trace.totals().tokens).toEqual({ input: 80, output: 2 })
  const list = trace.rows(new Set([keyOfLine(11)]))
  expect([list.length, list.parentAt(12), trace.placeOf(keyOfLine(3_001), list)]).toEqual([13, 10, 12])
})

test('a tree of 2,000 spans moves as a whole', () => {
  const trace = createTrace()
  const inner = Array.from({ length: 2_000 }, (_, at) => call(at + 10, at === 0 ? 2 : 10 + Math.floor(at / 3), 10 + at))
  ingest(trace, PAGE, entriesOf([call(1, undefined, 0), call(2, 1, 1), ...inner, call(3, 1, 5_000), call(4, undefined, 6_000)]))
  const before = rowsOf(trace).flatMap((row) => (row.type === 'span' ? trace.span(row.index).spanId : []))
  ingest(trace, PAGE, [{ seq: 9_001, span: call(2, 3, 5_500) }])
  const after = rowsOf(trace).flatMap((row) => (row.type === 'span' ? trace.span(row.index).spanId : []))
  expect(after).toEqual([lineId(1), lineId(3), ...before.slice(1, 2_002), lineId(4)])
  const list = trace.rows(new Set([keyOfLine(2)]))
  expect([list.length, trace.placeOf(keyOfLine(4), list), trace.placeOf(keyOfLine(10), list)]).toEqual([5, 4, -1])
})

test('2,000 traces that come in any order stand by their starts, and go one by one', () => {
  const traces = Array.from({ length: 2_000 }, (_, at) => call(at + 1, undefined, at, { traceId: traceId(at + 1) }))
  const trace = createTrace({ spans: 2_000, bytes: 1e9 })
  ingest(trace, PAGE, entriesOf(shuffled(traces, random(6))))
  expect(trace.traces().map(({ traceId: id }) => id)).toEqual(traces.map(({ traceId: id }) => id))
  const folded = new Set(traces.map((_, at) => keyOfTrace(at + 1)))
  expect(trace.rows(folded).length).toBe(2_000)
  const more = Array.from({ length: 1_500 }, (_, at) => call(at + 5_001, undefined, 5_000 + at, { traceId: traceId(at + 5_001) }))
  ingest(
    trace,
    PAGE,
    more.map((span, at) => ({ seq: 9_001 + at, span })),
  )
  expect([trace.size, trace.totals().dropped, trace.rows(new Set()).length]).toEqual([2_000, 1_500, 2_000])
  expect(trace.traces().at(-1)?.traceId).toBe(traceId(6_500))
})

test('the columns of a span take at most 132 bytes', () => {
  const trace = createTrace()
  const count = 16_384
  const tool = draw('execute_tool t  0..5')[0]?.attributes ?? {}
  const spans = Array.from({ length: count }, (_, at) => {
    const root = at - (at % 20)
    const change = at % 2 === 0 ? { attributes: tool } : {}
    return call(at + 1, at === root ? undefined : root + 1, at, { traceId: traceId(root + 1), ...change })
  })
  ingest(trace, PAGE, entriesOf(spans))
  // Of each table as much as is used: of a million spans nearly all of it is.
  const bytes = Object.values(trace.tables).reduce((sum, table) => sum + (bytesOf(table) / rowsIn(table)) * table.used, 0)
  // With the drawing order (some 5 bytes) and the index of ids (some 9) it is below 150.
  expect(Math.round(bytes / count)).toBeLessThanOrEqual(132)
})

function rowsIn({ all: [column] }: Trace['tables']['spans']): number {
  return Math.max(1, column?.parts.reduce((rows, part) => rows + part.length, 0) ?? 0)
}
