import { expect, test, vi } from 'vitest'
import { MAX_ATTRIBUTE, MAX_DEPTH } from '../../../sdk/protocol/fields.ts'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { ORIGIN, PAGE, draw, entriesOf, keyOfLine, lineId, print, rowsOf, random, traceId, traceOf } from './drawing.ts'
import { spanKey } from '../../../panel/trace/span-key.ts'
import { ingest } from '../../support/ingest.ts'
import { eventsOf, logsOf, recordOf } from '../../support/trace-details.ts'

function one(drawing: string): SpanRecord {
  const [record] = draw(drawing)
  if (record === undefined) throw new Error('an empty drawing')
  return record
}

function delta(text: string, at: number, spanId = lineId(1), index = 0): { readonly delta: object } {
  return { delta: { spanId, at: `${ORIGIN + at}000000`, choice: 0, part: 'text', index, text, bytes: text.length } }
}

test('tells subscribers at once, after each change, until they leave', () => {
  const trace = createTrace()
  const versions: number[] = []
  const leave = trace.subscribe(() => versions.push(trace.version))
  ingest(trace, PAGE, entriesOf(draw('chat m  0..1')), 0)
  trace.documentGone(PAGE.document)
  trace.clear()
  expect(versions).toEqual([1, 2, 3])
  leave()
  trace.clear()
  expect(versions).toHaveLength(3)
})

test('a listener that throws keeps nobody from hearing, and is reported', () => {
  const later: (() => void)[] = []
  const queue = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => void later.push(task))
  const trace = createTrace()
  const heard: string[] = []
  trace.subscribe(() => {
    throw new Error('broken view')
  })
  trace.subscribe(() => heard.push('second'))
  ingest(trace, PAGE, entriesOf(draw('chat m  0..1')), 0)
  queue.mockRestore()
  expect(heard).toEqual(['second'])
  expect(later).toHaveLength(1)
  expect(later[0]).toThrow('broken view')
})

test('the last record of a span wins, and what it leaves out of the content stays', () => {
  const trace = createTrace()
  const started = { ...one('chat m  0..'), content: { inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }] } }
  const output = { outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] }] }
  ingest(trace, PAGE, entriesOf([started]), 0)
  expect(trace.span(0)).toMatchObject({ outcome: 'running', end: undefined })
  ingest(trace, PAGE, [{ seq: 10, span: { ...started, firstChunkOffset: 250 } }], 0)
  expect(trace.span(0).firstChunk).toBe(ORIGIN + 250)
  const { content: _, ...ended } = { ...one('chat m  0..900'), content: started.content }
  ingest(trace, PAGE, [{ seq: 11, span: { ...ended, content: output } }], 0)
  expect(trace.size).toBe(1)
  expect(trace.span(0)).toMatchObject({ outcome: 'ok', end: ORIGIN + 900 })
  expect(recordOf(trace, 0).content).toEqual({ ...started.content, ...output })
})

test('an older record that comes late changes nothing, but may add the words that the newer one has not', () => {
  const trace = createTrace()
  const words = { inputMessages: [{ role: 'user', parts: [] }] }
  ingest(trace, PAGE, [{ seq: 5, span: one('chat m  0..900  tokens=1/2') }], 0)
  ingest(trace, PAGE, [{ seq: 4, span: { ...one('chat m  0..'), content: words } }], 0)
  expect(trace.span(0)).toMatchObject({ outcome: 'ok', tokens: { input: 1, output: 2 } })
  expect(recordOf(trace, 0).content).toEqual(words)
})

test('numbers that came before are ignored within their epoch only', () => {
  const trace = createTrace()
  const entries = entriesOf(draw('chat m  0..'))
  ingest(trace, PAGE, entries, 0)
  const text = { seq: 3, ...delta('once ', 100) }
  ingest(trace, PAGE, [text])
  ingest(trace, PAGE, [text, { seq: 3, ...delta('twice', 100) }])
  expect(trace.live(0)).toEqual([{ choice: 0, part: 'text', index: 0, text: 'once ' }])
  ingest(trace, PAGE, entries, 0)
  expect(trace.size).toBe(1)
  ingest(trace, { ...PAGE, epoch: 'e2' }, [...entries, { seq: 3, ...delta('again', 200) }])
  expect(trace.live(0).map(({ text: live }) => live)).toEqual(['once again'])
  expect(trace.source(0).epoch).toBe('e2')
})

test('overlapping replays of a ring, cut anywhere, say the same as one', () => {
  const drawing = `
    invoke_agent a  0..100
      chat m  1..50  tokens=1/2
      chat m  51..`
  const all = [...entriesOf(draw(drawing)), { seq: 5, ...delta('Hel', 60, lineId(3)) }, { seq: 6, ...delta('lo', 70, lineId(3)) }]
  const once = createTrace()
  ingest(once, PAGE, all)
  for (let seed = 1; seed <= 50; seed++) {
    const next = random(seed)
    const trace = createTrace()
    let upTo = 0
    while (upTo < all.length) {
      const from = Math.floor(next() * (upTo + 1))
      upTo = Math.min(all.length, Math.max(upTo, from) + 1 + Math.floor(next() * 3))
      ingest(trace, PAGE, all.slice(from, upTo))
    }
    expect(trace.dump(), `seed ${seed}`).toEqual(once.dump())
    expect(trace.totals().dropped).toBe(0)
  }
})

test('text streams in by part, and gives way to the content of the ended span', () => {
  const trace = traceOf('chat m  0..')
  ingest(trace, PAGE, [
    { seq: 10, ...delta('Hel', 100) },
    { seq: 11, ...delta('lo', 200) },
    { seq: 12, ...delta('{}', 250, lineId(1), 1) },
  ])
  expect(trace.live(0).map(({ text }) => text)).toEqual(['Hello', '{}'])
  expect(trace.chunks(0)).toEqual({ offsets: [100, 200, 250], sizes: [3, 2, 2] })
  expect(trace.totals().range).toEqual({ start: ORIGIN, end: ORIGIN + 250 })
  const content = { outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] }] }
  ingest(trace, PAGE, [{ seq: 13, span: { ...one('chat m  0..300'), content } }], 0)
  ingest(trace, PAGE, [{ seq: 14, ...delta('late', 400) }])
  expect(trace.live(0)).toEqual([])
  expect(trace.totals().dropped).toBe(0)
})

test('text that came is kept where the ended span says nothing', () => {
  const trace = traceOf('chat m  0..')
  ingest(trace, PAGE, [{ seq: 10, ...delta('half an ans', 100) }])
  ingest(trace, PAGE, [{ seq: 11, span: one('chat m  0..300  end=aborted') }], 0)
  expect(trace.live(0).map(({ text }) => text)).toEqual(['half an ans'])
})

test('text that overtakes its span waits for it', () => {
  const trace = createTrace()
  ingest(trace, PAGE, [{ seq: 2, ...delta('early', 100) }])
  expect(trace.size).toBe(0)
  ingest(trace, PAGE, [{ seq: 1, span: one('chat m  0..') }], 0)
  expect(trace.live(0).map(({ text }) => text)).toEqual(['early'])
})

test('another document can neither change a span nor speak for it: one with its ids is a span of its own', () => {
  const trace = traceOf('chat m  0..')
  const stranger = { document: 'd2', url: 'https://evil.example/', epoch: 'x' }
  ingest(trace, stranger, entriesOf([{ ...one('chat forged  0..5'), name: 'forged' }]), 0)
  ingest(trace, stranger, [{ seq: 9, ...delta('forged', 1) }])
  ingest(trace, stranger, [
    { seq: 10, event: { name: 'e', timeUnixNano: '1', traceId: traceId(1), spanId: lineId(1), attributes: {}, resource: '' } },
  ])
  ingest(trace, stranger, [{ seq: 11, span: { ...one('chat below  1..2'), spanId: lineId(2), parentSpanId: lineId(1) } }])
  expect(trace.span(0)).toMatchObject({ name: 'chat m', outcome: 'running', document: 'd1' })
  expect([trace.live(0), eventsOf(trace, 0)]).toEqual([[], []])
  expect(trace.span(1)).toMatchObject({ name: 'forged', document: 'd2' })
  expect(trace.span(2).parent).toBe(1)
  expect(trace.find(keyOfLine(1))).toBe(0)
  expect(trace.find(keyOfLine(1, 1, stranger))).toBe(1)
})

test('what runs in a document that goes away is aborted, and lives again when it comes back', () => {
  const trace = createTrace()
  ingest(trace, PAGE, entriesOf(draw('chat m  0..\nchat m  5..50')), 0)
  ingest(
    trace,
    { document: 'd2', url: '', epoch: 'x' },
    [{ seq: 1, span: { ...one('chat other  9..'), traceId: traceId(9), spanId: lineId(9) } }],
    0,
  )
  ingest(trace, PAGE, [{ seq: 10, ...delta('half', 120) }])
  trace.documentGone(PAGE.document)
  expect(trace.span(0)).toMatchObject({ outcome: 'aborted', ending: 'page_gone', end: ORIGIN + 120 })
  expect([trace.span(1).outcome, trace.span(2).outcome]).toEqual(['ok', 'running'])
  ingest(trace, PAGE, [{ seq: 11, span: { ...one('chat m  0..'), firstChunkOffset: 100 } }], 0)
  expect(trace.span(0).outcome).toBe('running')
  ingest(trace, PAGE, [{ seq: 12, span: one('chat m  0..700') }], 0)
  expect(trace.span(0)).toMatchObject({ outcome: 'ok', end: ORIGIN + 700 })
})

test('a running span is probably over while its record says so, and has the time of its first token', () => {
  const trace = createTrace()
  const running = one('chat m  100..  first=250')
  const attributes = { ...running.attributes, 'genai_devtools.time_to_first_token': 0.4 }
  ingest(trace, PAGE, [{ seq: 10, span: { ...running, attributes, probablyOver: true } }], 0)
  expect(trace.span(0)).toMatchObject({ probablyOver: true, outcome: 'running', firstToken: ORIGIN + 500 })
  ingest(trace, PAGE, [{ seq: 11, span: running }], 0)
  expect(trace.span(0)).not.toHaveProperty('probablyOver')
  expect(trace.span(0)).not.toHaveProperty('firstToken')
})

test('an ended span stays ended', () => {
  const trace = traceOf('chat m  0..10')
  ingest(trace, PAGE, [{ seq: 10, span: one('chat m  0..') }], 0)
  expect(trace.span(0).outcome).toBe('ok')
})

test('clear forgets spans, but neither numbers nor resources of the living page', () => {
  const trace = traceOf('chat m  0..')
  ingest(trace, PAGE, [null])
  trace.clear()
  expect([trace.size, rowsOf(trace), trace.totals().dropped]).toEqual([0, [], 0])
  ingest(trace, PAGE, entriesOf(draw('chat m  0..')), 0)
  expect(trace.size).toBe(0)
  ingest(trace, PAGE, [{ seq: 3, span: one('chat m  0..10') }], 0)
  expect(trace.detail(0)?.resource?.attributes).toEqual({ 'service.name': 'test' })
})

test('events belong to their span, before it came as well', () => {
  const trace = createTrace()
  const event = {
    name: 'gen_ai.evaluation.result',
    timeUnixNano: '5',
    traceId: traceId(1),
    spanId: lineId(1),
    attributes: {},
    resource: 'r1',
  }
  ingest(trace, PAGE, [{ seq: 10, event }], 0)
  expect(logsOf(trace)).toHaveLength(1)
  ingest(trace, PAGE, entriesOf(draw('chat m  0..1')), 0)
  ingest(
    trace,
    PAGE,
    [
      { seq: 11, event: { ...event, timeUnixNano: '6' } },
      { seq: 12, event: { ...event, spanId: lineId(77) } },
    ],
    0,
  )
  expect(eventsOf(trace, 0).map(({ timeUnixNano }) => timeUnixNano)).toEqual(['5', '6'])
  expect(logsOf(trace)).toHaveLength(3)
})

test('content on the span itself moves beside it, JSON text or structured', () => {
  const messages = [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }]
  const trace = createTrace()
  ingest(trace, PAGE, [
    {
      seq: 1,
      span: {
        ...one('chat m  0..1'),
        attributes: { 'gen_ai.input.messages': JSON.stringify(messages), 'gen_ai.output.messages': '[cut…', other: 1 },
      },
    },
  ])
  expect(recordOf(trace, 0).content).toEqual({ inputMessages: messages })
  expect(recordOf(trace, 0).attributes).toEqual({ 'gen_ai.output.messages': '[cut…', other: 1 })
})

test('what was too long was cut once, and says how much went', () => {
  const trace = createTrace()
  ingest(trace, PAGE, [{ seq: 1, span: { ...one('chat m  0..1'), attributes: { long: 'x'.repeat(MAX_ATTRIBUTE + 5_000) } } }])
  expect(String(recordOf(trace, 0).attributes['long']).slice(MAX_ATTRIBUTE)).toBe('… [5000 more characters]')
})

test('JSON that came as text is checked as what came beside the span is', () => {
  const trace = createTrace()
  const deep = '['.repeat(70) + ']'.repeat(70)
  ingest(trace, PAGE, [{ seq: 1, span: { ...one('chat m  0..1'), attributes: { 'gen_ai.tool.call.arguments': deep } } }])
  expect(JSON.stringify(recordOf(trace, 0).content?.toolCallArguments)).toBe(`${'['.repeat(MAX_DEPTH + 1)}null${']'.repeat(MAX_DEPTH + 1)}`)
})

test('junk breaks nothing and is counted', () => {
  const trace = createTrace()
  const circle: { self?: unknown } = {}
  circle.self = circle
  const values: readonly unknown[] = [
    undefined,
    null,
    0,
    -1,
    Number.NaN,
    1e308,
    '',
    'x',
    '\ud800',
    [],
    {},
    [[]],
    circle,
    10n,
    () => 1,
    Symbol('s'),
    new Date(),
    true,
  ]
  const next = random(3)
  const any = (): unknown => values[Math.floor(next() * values.length)]
  const keys = Object.keys(one('chat m  0..1'))
  for (let seq = 1; seq <= 2_000; seq++) {
    const good: Record<string, unknown> = {
      ...one('chat m  0..9  first=3  tokens=1/2'),
      spanId: lineId(seq),
      content: any(),
      chunks: any(),
      parentSource: any(),
    }
    for (const key of keys) if (next() < 0.2) good[key] = any()
    if (next() < 0.3)
      good['attributes'] = {
        'gen_ai.operation.name': any(),
        'gen_ai.usage.input_tokens': any(),
        'gen_ai.input.messages': any(),
        'gen_ai.response.finish_reasons': any(),
      }
    const kind = ['span', 'delta', 'event', 'resource', 'what'][Math.floor(next() * 5)] ?? ''
    ingest(trace, PAGE, [next() < 0.05 ? any() : { seq: next() < 0.05 ? any() : seq, [kind]: next() < 0.7 ? good : any() }])
  }
  ingest(trace, PAGE, values)
  expect(trace.size).toBeGreaterThan(100)
  expect(trace.totals().dropped).toBeGreaterThan(100)
  expect(rowsOf(trace).filter(({ type }) => type === 'span')).toHaveLength(trace.size)
  expect(print(trace).split('\n')).toHaveLength(trace.size + trace.traces().filter(({ spans }) => spans > 1).length)
  for (const index of trace.spans()) expect(trace.find(spanKey(trace.span(index)))).toBe(index)
  expect(() => JSON.stringify(trace.dump())).not.toThrow()
})

test('asks for a span that is not there', () => {
  const trace = traceOf('chat m  0..1')
  expect(() => trace.span(1)).toThrow(RangeError)
  expect(() => recordOf(trace, -1)).toThrow(RangeError)
  expect(trace.find('nobody')).toBeUndefined()
})

test('totals count spans, failures, leaf tokens and what was lost before', () => {
  const trace = createTrace()
  expect(trace.totals()).toMatchObject({ traces: 0, spans: 0, range: undefined, tokens: {} })
  const drawing = `
    invoke_agent a  0..100  tokens=999/999
      chat m  0..40  tokens=10/5  reason=length
      chat m  50..  tokens=1/
    embeddings e  5..9  tokens=7/  error=timeout
    chat m  6..7  end=cancelled`
  ingest(trace, PAGE, entriesOf(draw(drawing)), 4)
  expect(trace.totals()).toEqual({
    traces: 3,
    spans: 5,
    running: 1,
    tokens: { input: 18, output: 5 },
    errors: 1,
    cutOff: 1,
    aborted: 1,
    dropped: 4,
    range: { start: ORIGIN, end: ORIGIN + 100 },
  })
})
