import { expect, test } from 'vitest'
import { createTrace } from '../../../panel/trace/trace.ts'
import { PAGE, draw, entriesOf, keyOfLine, keyOfTrace, lineId, print, random, rowsOf, shuffled, traceId, traceOf } from './drawing.ts'
import { ingest } from '../../support/ingest.ts'
import { recordOf } from '../../support/trace-details.ts'

const AGENT = `
  invoke_agent researcher  0..6300
    chat claude-x  10..1210  first=400  tokens=300/150
    execute_tool search_web  1210..2010
    chat claude-x  2010..5110  first=2500  tokens=700/190
    execute_tool read_file  5110..5210
    chat claude-x  5210..6290  tokens=150/60  reason=max_tokens
  chat gpt-5  7000..  first=7500
  embeddings small  8000..8050  tokens=12/  error=429`

test('draws spans under their parents, traces by start, with sums, phases and the slowest call', () => {
  expect(print(traceOf(AGENT))).toBe(`researcher: 6 spans, 1,150 → 400
  ▾ invoke_agent researcher: 6.30 s, 1,150 → 400
    chat claude-x: 1.20 s, waiting 390 ms, streaming 810 ms, 300 → 150
    execute_tool search_web: 800 ms
    chat claude-x: 3.10 s, waiting 490 ms, streaming 2.61 s, slowest, 700 → 190
    execute_tool read_file: 100 ms
    chat claude-x: 1.08 s, cut off by max_tokens, 150 → 60
chat gpt-5: running, waiting 500 ms, streaming 2.5 s
embeddings small: 50 ms, failed: 429, 12 → ?`)
})

test('folds spans and traces away, and of a trace of one span nothing', () => {
  const trace = traceOf(AGENT)
  expect(print(trace, new Set([keyOfLine(1), keyOfTrace(2), keyOfTrace(3)]))).toBe(`researcher: 6 spans, 1,150 → 400
  ▸ invoke_agent researcher: 6.30 s, 1,150 → 400
chat gpt-5: running, waiting 500 ms, streaming 2.5 s
embeddings small: 50 ms, failed: 429, 12 → ?`)
  expect(trace.rows(new Set())).toHaveLength(9)
  expect(print(trace, new Set([keyOfTrace(1)])).split('\n')).toHaveLength(3)
})

test('a trace gets a row of its own with its second span; until then its only span stands for it', () => {
  const [agent, chat] = draw(`
    invoke_agent a  0..100
      chat m  10..20`)
  const trace = createTrace()
  if (agent === undefined || chat === undefined) throw new Error('drawing')
  const places = (): readonly number[] =>
    [keyOfTrace(1), keyOfLine(1), keyOfLine(2)].map((key) => trace.placeOf(key, trace.rows(new Set())))
  const levels = (): readonly number[] => [0, 1, 2].map((place) => trace.rows(new Set()).levelAt(place))
  ingest(trace, PAGE, [{ seq: 1, span: agent }], 0)
  expect(print(trace)).toBe('invoke_agent a: 100 ms')
  expect([places(), levels(), trace.find(keyOfTrace(1))]).toEqual([[0, 0, -1], [1, 0, 0], 0])
  expect(trace.rows(new Set()).parentAt(0)).toBe(-1)
  ingest(trace, PAGE, [{ seq: 2, span: chat }], 0)
  expect([places(), levels(), trace.find(keyOfTrace(1))]).toEqual([[0, 1, 2], [1, 2, 3], undefined])
  expect([0, 1, 2].map((place) => trace.rows(new Set()).parentAt(place))).toEqual([-1, 0, 1])
})

test('keeps rows while only text streams in, and makes them anew when a span changes', () => {
  const trace = traceOf(AGENT)
  const before = trace.rows(new Set())
  ingest(
    trace,
    PAGE,
    [{ seq: 100, delta: { spanId: lineId(7), at: '1790000007600000000', choice: 0, part: 'text', index: 0, text: 'a', bytes: 1 } }],
    0,
  )
  expect(trace.rows(new Set())).toBe(before)
  ingest(trace, PAGE, entriesOf(draw('chat gpt-5  20..30'), 200), 0)
  expect(trace.rows(new Set())).not.toBe(before)
})

test('the order in which spans come does not matter', () => {
  const [resource, ...spans] = entriesOf(draw(AGENT))
  const expected = traceOf(AGENT)
  for (let seed = 1; seed <= 30; seed++) {
    const next = random(seed)
    const trace = createTrace()
    const entries = [resource, ...shuffled(spans, next)].filter((entry) => entry !== undefined)
    while (entries.length > 0) ingest(trace, PAGE, entries.splice(0, 1 + Math.floor(next() * 3)), 0)
    expect(print(trace), `seed ${seed}`).toBe(print(expected))
    expect(trace.dump(), `seed ${seed}`).toEqual(expected.dump())
  }
})

test('a deep random forest is the same in any order', () => {
  const next = random(7)
  const lines = Array.from({ length: 400 }, (_, index) => `invoke_agent a${index}  ${index * 10}..${index * 10 + 5}`)
  const flat = draw(lines.map((line) => `  ${line}`).join('\n')).map((record) => ({ ...record, traceId: traceId(1) }))
  const forest = flat.map((record, index) => {
    const parent = index === 0 || next() < 0.05 ? undefined : flat[Math.floor(next() * index)]?.spanId
    return parent === undefined ? record : { ...record, parentSpanId: parent }
  })
  const inOrder = createTrace()
  ingest(inOrder, PAGE, entriesOf(forest), 0)
  const mixed = createTrace()
  ingest(mixed, PAGE, entriesOf(shuffled(forest, next)), 0)
  expect(print(mixed)).toBe(print(inOrder))
  expect(inOrder.rows(new Set())).toHaveLength(401)
})

test('an orphan is a root until its parent comes', () => {
  const [parent, child] = draw(`
    invoke_agent late  0..100
      chat gpt-5  10..20`)
  const trace = createTrace()
  if (parent === undefined || child === undefined) throw new Error('drawing')
  ingest(trace, PAGE, [{ seq: 1, span: child }], 0)
  expect(trace.span(0).parent).toBeUndefined()
  expect(rowsOf(trace).map((row) => (row.type === 'span' ? row.level : -1))).toEqual([0])
  ingest(trace, PAGE, [{ seq: 2, span: parent }], 0)
  expect(trace.span(0).parent).toBe(1)
  expect(rowsOf(trace).map((row) => (row.type === 'span' ? row.level : -1))).toEqual([-1, 1, 2])
})

test('a later record may move a span to another parent, or to another start', () => {
  const trace = traceOf(`
    invoke_workflow w  0..100
      invoke_agent a  1..50
        chat m  2..3
      invoke_agent b  60..90`)
  const moved = { ...recordOf(trace, 2), parentSpanId: lineId(4) }
  ingest(trace, PAGE, [{ seq: 50, span: moved }], 0)
  const early = { ...recordOf(trace, 3), startTimeUnixNano: '1790000000000000500' }
  ingest(trace, PAGE, [{ seq: 51, span: early }], 0)
  expect(print(trace).replaceAll(/:.*/g, '')).toBe(`w
  ▾ invoke_workflow w
    ▾ invoke_agent b
      chat m
    invoke_agent a`)
})

test('spans that claim to be above each other are drawn all the same', () => {
  const [a, b, c] = draw('  chat a  1..2\n  chat b  3..4\n  chat c  5..6').map((record) => ({ ...record, traceId: traceId(1) }))
  if (a === undefined || b === undefined || c === undefined) throw new Error('drawing')
  for (const order of [
    [a, b, c],
    [c, b, a],
    [b, a, c],
  ]) {
    const parents = new Map([
      [a.spanId, c.spanId],
      [b.spanId, a.spanId],
      [c.spanId, b.spanId],
    ])
    const trace = createTrace()
    ingest(trace, PAGE, entriesOf(order.map((record) => ({ ...record, parentSpanId: parents.get(record.spanId) ?? '' }))), 0)
    expect(rowsOf(trace).filter(({ type }) => type === 'span')).toHaveLength(3)
  }
  const alone = createTrace()
  ingest(alone, PAGE, entriesOf([{ ...a, parentSpanId: a.spanId }]), 0)
  expect(alone.rows(new Set())).toHaveLength(1)
})
