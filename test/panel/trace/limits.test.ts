import { expect, test } from 'vitest'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import { weigh } from '../../../panel/trace/measure.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { spanKey } from '../../../panel/trace/span-key.ts'
import { PAGE, draw, entriesOf, keyOfLine, lineId, print, traceId } from './drawing.ts'
import { ingest } from '../../support/ingest.ts'
import { eventsOf, logsOf, recordOf } from '../../support/trace-details.ts'

/** Traces of an agent with two calls, numbered from 1. */
function traces(count: number, change: (record: SpanRecord, trace: number) => SpanRecord = (record) => record): readonly SpanRecord[] {
  return Array.from({ length: count }, (_, at) =>
    draw(
      `invoke_agent a${at + 1}  ${at * 10}..${at * 10 + 9}\n  chat m  ${at * 10 + 1}..${at * 10 + 3}\n  chat m  ${at * 10 + 4}..${at * 10 + 8}`,
    ).map((record, line) => {
      const id = (n: number): string => lineId(at * 3 + n)
      const numbered = { ...record, traceId: traceId(at + 1), spanId: id(line + 1) }
      return change(record.parentSpanId === undefined ? numbered : { ...numbered, parentSpanId: id(1) }, at + 1)
    }),
  ).flat()
}

test('gives up the oldest whole traces and says how many spans went', () => {
  const trace = createTrace({ spans: 12, bytes: 1e9 })
  const records = traces(10)
  ingest(trace, PAGE, entriesOf(records), 0)
  expect(trace.size).toBeLessThanOrEqual(12)
  expect(trace.size + trace.totals().dropped).toBe(30)
  expect(trace.traces().at(-1)?.name).toBe('a10')
  expect(trace.traces().every(({ spans }) => spans === 3)).toBe(true)
  const alone = createTrace()
  const kept = trace.traces().map(({ traceId: id }) => id)
  ingest(alone, PAGE, entriesOf(records.filter((record) => kept.includes(record.traceId))), 0)
  expect(print(trace)).toBe(print(alone))
  expect(trace.dump()).toEqual(alone.dump())
})

test('spans that stay are found, updated and joined by their children after others went', () => {
  const trace = createTrace({ spans: 9, bytes: 1e9 })
  const records = traces(8)
  ingest(trace, PAGE, entriesOf(records.slice(0, -1)), 0)
  const last = records.at(-1)
  const root = records.at(-3)
  if (last === undefined || root === undefined) throw new Error('drawing')
  ingest(
    trace,
    PAGE,
    [
      { seq: 500, span: last },
      { seq: 501, span: { ...root, name: 'renamed' } },
    ],
    0,
  )
  const found = trace.find(spanKey({ ...root, document: PAGE.document }))
  expect(recordOf(trace, found ?? -1).name).toBe('renamed')
  expect(trace.span(trace.find(spanKey({ ...last, document: PAGE.document })) ?? -1).parent).toBe(found)
})

test('traces that still run go last', () => {
  const trace = createTrace({ spans: 12, bytes: 1e9 })
  const running = (record: SpanRecord, number: number): SpanRecord => {
    if (number !== 1) return record
    const { endTimeUnixNano: _, ...open } = record
    return { ...open, state: 'running' }
  }
  ingest(trace, PAGE, entriesOf(traces(10, running)), 0)
  expect(trace.traces().map(({ name }) => name)).toContain('a1')
  expect(trace.traces().map(({ name }) => name)).not.toContain('a2')
})

test('a trace that alone is too long loses its youngest spans', () => {
  const trace = createTrace({ spans: 5, bytes: 1e9 })
  const records = traces(3).map((record) => ({ ...record, traceId: traceId(1) }))
  ingest(trace, PAGE, entriesOf(records), 0)
  expect([trace.size, trace.totals().dropped]).toEqual([5, 4])
  const [first] = records
  if (first === undefined) throw new Error('drawing')
  ingest(trace, PAGE, [{ seq: 99, span: { ...first, name: 'still heard' } }], 0)
  expect(recordOf(trace, 0).name).toBe('still heard')
})

test('bytes count too: old traces go, and what alone is too big loses its words and says how many', () => {
  const trace = createTrace({ spans: 1000, bytes: 100_000 })
  const heavy = (record: SpanRecord): SpanRecord => ({
    ...record,
    content: { outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'x'.repeat(10_000) }] }] },
  })
  ingest(trace, PAGE, entriesOf(traces(20, heavy)), 0)
  expect(trace.size).toBeGreaterThan(3)
  expect(trace.size).toBeLessThan(10)
  expect(trace.size + trace.totals().dropped).toBe(60)
  const huge = { ...heavy(traces(1)[0] ?? raise()), spanId: lineId(999), content: { toolCallResult: 'y'.repeat(200_000) } }
  ingest(trace, PAGE, [{ seq: 900, span: { ...huge, traceId: traceId(99) } }], 0)
  const { content } = recordOf(trace, trace.find(keyOfLine(999, 99)) ?? -1)
  expect(Object.keys(content ?? {})).toEqual(['truncatedCharacters'])
  expect(content?.truncatedCharacters).toBeGreaterThan(199_000)
})

test('live text is bounded as well', () => {
  const trace = createTrace()
  ingest(trace, PAGE, entriesOf(draw('chat m  0..')), 0)
  const text = 'x'.repeat(1024 * 1024)
  for (let seq = 10; seq < 20; seq++) {
    const at = `${1_790_000_000_000 + seq}000000`
    ingest(trace, PAGE, [{ seq, delta: { spanId: lineId(1), at, choice: 0, part: 'text', index: 0, text, bytes: 1 } }], 0)
  }
  expect(trace.live(0)[0]?.text).toHaveLength(4 * 1024 * 1024)
  expect(trace.totals().dropped).toBe(6)
})

const STRANGER = { document: 'd2', url: 'https://evil.example/', epoch: 'x' }

test('a document that floods gives up its own spans: those of another one stay', () => {
  const trace = createTrace({ spans: 100, bytes: 1e9 })
  ingest(trace, PAGE, entriesOf(traces(10)), 0)
  ingest(trace, STRANGER, entriesOf(traces(200)), 0)
  expect(trace.traces().filter(({ document }) => document === PAGE.document)).toHaveLength(10)
  expect([trace.size <= 100, trace.size + trace.totals().dropped]).toEqual([true, 630])
  // And one that floods with a single trace is refused, again and again, for nothing.
  const more = traces(300).map((record) => ({ ...record, traceId: traceId(9_999), parentSpanId: lineId(1) }))
  ingest(trace, STRANGER, entriesOf(more, 10_000), 0)
  expect(trace.traces().filter(({ document }) => document === PAGE.document)).toHaveLength(10)
  expect(trace.size + trace.totals().dropped).toBe(1_530)
})

test('who has little gets room from who holds most', () => {
  const trace = createTrace({ spans: 90, bytes: 1e9 })
  ingest(trace, STRANGER, entriesOf(traces(200)), 0)
  ingest(trace, PAGE, entriesOf(traces(5)), 0)
  expect(trace.traces().filter(({ document }) => document === PAGE.document)).toHaveLength(5)
})

test('what waits, what is named and what spans were called count, whatever a page forges', () => {
  const megabyte = 'x'.repeat(250_000)
  const trace = createTrace({ spans: 1_000, bytes: 4_000_000 })
  const [record = raise()] = traces(1)
  const forged = Array.from({ length: 400 }, (_, at): readonly unknown[] => [
    {
      seq: 4 * at + 1,
      event: {
        name: 'e',
        timeUnixNano: '1',
        traceId: traceId(7_000 + at),
        spanId: lineId(1),
        attributes: { a: megabyte + at },
        resource: '',
      },
    },
    { seq: 4 * at + 2, delta: { spanId: lineId(8_000 + at), at: '1', choice: 0, part: 'text', index: 0, text: megabyte + at, bytes: 1 } },
    { seq: 4 * at + 3, resource: `r${at}`, attributes: { a: megabyte + at }, scope: { name: 's' } },
    // The same span, each time with another name and another word of how it went.
    { seq: 4 * at + 4, span: { ...record, name: `n${'y'.repeat(4_000)}${at}`, status: { code: 2, message: `m${at}${megabyte}` } } },
  ])
  ingest(trace, PAGE, forged.flat())
  expect(weigh(logsOf(trace))).toBeLessThan(9 * 1024 * 1024)
  expect(trace.size).toBe(1)
  expect(trace.span(0).name).toContain('399')
  expect(trace.totals().dropped).toBeGreaterThan(1_100)
  // What the span was called before is forgotten: there is room as at the start.
  ingest(trace, PAGE, [{ seq: 9_000, span: { ...record, name: 'small' } }])
  ingest(
    trace,
    PAGE,
    entriesOf(
      traces(300).map((each) => ({ ...each, traceId: `${each.traceId.slice(0, -1)}f` })),
      9_001,
    ),
    0,
  )
  expect(trace.size).toBeGreaterThan(600)
})

test('events of a span that is there are bounded, too', () => {
  const trace = createTrace({ spans: 1_000, bytes: 1_000_000 })
  ingest(trace, PAGE, entriesOf(traces(1)), 0)
  const event = {
    name: 'e',
    timeUnixNano: '1',
    traceId: traceId(1),
    spanId: lineId(1),
    attributes: { a: 'x'.repeat(100_000) },
    resource: '',
  }
  ingest(
    trace,
    PAGE,
    Array.from({ length: 50 }, (_, at) => ({ seq: 100 + at, event })),
  )
  expect(eventsOf(trace, 0).length).toBeLessThan(10)
  expect(eventsOf(trace, 0).length + trace.totals().dropped).toBe(50)
})

function raise(): never {
  throw new Error('drawing')
}

test('text counts as it lies in memory: two bytes a character where one is not of Latin-1', () => {
  expect(weigh('鳥'.repeat(1_000))).toBeGreaterThan(2_000)
  expect(weigh('é'.repeat(1_000))).toBeLessThan(1_100)
  const room = (text: string): number => {
    const trace = createTrace({ spans: 1_000, bytes: 1_000_000 })
    ingest(trace, PAGE, entriesOf(draw('chat m  0..')), 0)
    const at = '1790000000001000000'
    const deltas = Array.from({ length: 200 }, (_, nth) => ({
      seq: 10 + nth,
      delta: { spanId: lineId(1), at, choice: 0, part: 'text', index: 0, text: text.repeat(10_000), bytes: 1 },
    }))
    ingest(trace, PAGE, deltas)
    return trace.live(0)[0]?.text.length ?? 0
  }
  expect(room('鳥')).toBeLessThan(500_000)
  expect(room('x')).toBeGreaterThan(900_000)
})

test('a list of empty objects weighs as much as it takes', () => {
  expect(weigh(Array.from({ length: 1_000 }, () => ({})))).toBeGreaterThan(28_000)
})

test('spans that are renamed again and again are those that were said last, wherever their records lie', () => {
  const trace = createTrace()
  const count = 6_000
  const [record = raise()] = traces(1)
  const said = new Map<number, string>()
  // Short and long records; of the long ones each lies by itself.
  const named = (n: number, name: string): SpanRecord => {
    said.set(n, name)
    const rest = 'é'.repeat(n % 100 === 0 ? 20_000 : (n * 37) % 4_000)
    return { ...record, traceId: traceId(n + 1), spanId: lineId(n + 1), name, attributes: { ...record.attributes, rest } }
  }
  let seq = 0
  const say = (numbers: readonly number[], word: string): void =>
    ingest(
      trace,
      PAGE,
      numbers.map((n) => ({ seq: ++seq, span: named(n, `${word} ${n}`) })),
    )
  const all = Array.from({ length: count }, (_, n) => n)
  say(all, 'first')
  // Nine of ten records are written anew, and those between them stay: what holds little is emptied.
  for (const turn of [1, 2, 3])
    say(
      all.filter((n) => n % 10 !== 0),
      `turn ${turn}`,
    )
  for (const n of all) {
    const { name, attributes } = recordOf(trace, trace.find(keyOfLine(n + 1, n + 1)) ?? -1)
    expect(name).toBe(said.get(n))
    expect(String(attributes['rest'])).toHaveLength(n % 100 === 0 ? 20_000 : (n * 37) % 4_000)
  }
  expect([trace.size, trace.totals().dropped]).toEqual([count, 0])
})
