/** The comparison has to notice what is wrong: every test breaks one thing of a right trace. */
import { describe, expect, test } from 'vitest'
import { type ExpectedSpan, expectedAgent, expectedRequests } from '../../demo/expect.ts'
import { CLIENTS } from '../../demo/jobs.ts'
import { readOtlp } from '../../demo/otlp-file.ts'
import type { LogEntry } from '../../demo/server/log.ts'
import { scenario } from '../../demo/server/scenario.ts'
import { compareFile, compareLog, compareRows, type SeenRow } from '../../demo/verify.ts'

const story = scenario(7)
const roots = CLIENTS.map((client) => expectedAgent(story, client))

const row = (span: ExpectedSpan, level: number, slowest: boolean): SeenRow => ({
  type: 'span',
  level,
  operation: span.operation,
  subject: span.subject,
  model: span.model,
  status: span.finishReason || 'ok',
  inputTokens: span.inputTokens,
  outputTokens: span.outputTokens,
  running: false,
  slowest,
  cutOff: false,
})

const sum = (values: readonly (number | undefined)[]): number => values.reduce<number>((total, value) => total + (value ?? 0), 0)

const rightRows = (): SeenRow[] =>
  roots.flatMap((root) => [
    {
      ...row(root, 1, false),
      inputTokens: sum(root.children.map((child) => child.inputTokens)),
      outputTokens: sum(root.children.map((child) => child.outputTokens)),
    },
    ...root.children.map((child, index) => row(child, 2, index === 2)),
  ])

const attribute = ([key, value]: [string, unknown]) => {
  if (typeof value === 'number') return { key, value: { intValue: String(value) } }
  if (typeof value === 'boolean') return { key, value: { boolValue: value } }
  if (Array.isArray(value)) return { key, value: { arrayValue: { values: value.map((each) => ({ stringValue: each })) } } }
  return { key, value: { stringValue: value } }
}

/** Spans as OTLP/JSON has them; a mutable document to break. */
function rightDocument() {
  let id = 0
  const spans: ReturnType<typeof make>[] = []
  const make = (span: ExpectedSpan, traceId: string, parentSpanId: string) => {
    id += 1
    return {
      traceId,
      spanId: `s${id}`,
      parentSpanId,
      name: span.name,
      kind: Number(span.kind),
      startTimeUnixNano: `${1_790_000_000_000_000_000n + BigInt(id)}`,
      endTimeUnixNano: '1790000001000000000',
      attributes: Object.entries(span.attributes).map(attribute),
      status: { code: 0 },
    }
  }
  roots.forEach((root, index) => {
    const top = make(root, `t${index}`, '')
    spans.push(top, ...root.children.map((child) => make(child, `t${index}`, top.spanId)))
  })
  return { resourceSpans: [{ scopeSpans: [{ spans }] }] }
}

type Document = ReturnType<typeof rightDocument>
const spansOf = (document: Document) => document.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))

const request = (entry: Partial<LogEntry>): LogEntry => ({
  id: 1,
  client: 'openai',
  path: '',
  body: '',
  model: '',
  job: 'research',
  step: 0,
  stream: true,
  at: 0,
  retry: undefined,
  traceparent: undefined,
  fault: undefined,
  status: 200,
  chunks: [],
  finished: true,
  closedEarly: false,
  ...entry,
})
const requests = CLIENTS.flatMap((client) => expectedRequests(story, client, 'research'))
const rightLog = (): LogEntry[] => requests.map((each) => request(each))

describe('rows of the panel', () => {
  test('right rows differ in nothing', () => {
    expect(compareRows(rightRows(), roots)).toEqual([])
  })

  const breaks: [string, (row: SeenRow) => SeenRow][] = [
    ['another depth', (each) => ({ ...each, level: 1 })],
    ['another model', (each) => ({ ...each, model: 'gpt-4' })],
    ['another finish reason', (each) => ({ ...each, status: 'ok' })],
    ['other tokens', (each) => ({ ...each, inputTokens: 1 })],
    ['no tokens', (each) => ({ ...each, inputTokens: undefined, outputTokens: undefined })],
    ['still running', (each) => ({ ...each, running: true })],
    ['cut off', (each) => ({ ...each, cutOff: true })],
    ['one more slowest', (each) => ({ ...each, slowest: true })],
  ]
  test.each(breaks)('notices %s', (_, change) => {
    expect(
      compareRows(
        rightRows().map((each, index) => (index === 1 ? change(each) : each)),
        roots,
      ),
    ).not.toEqual([])
  })

  test('notices a missing row, and one too many', () => {
    expect(compareRows(rightRows().slice(0, -1), roots)).not.toEqual([])
    expect(compareRows([...rightRows(), ...rightRows().slice(0, 1)], roots)).not.toEqual([])
    expect(compareRows([], roots)).not.toEqual([])
  })
})

describe('the saved file', () => {
  test('a right one differs in nothing', () => {
    expect(compareFile(JSON.stringify(rightDocument()), roots, ['secret words'])).toEqual([])
  })

  const breaks: [string, (span: ReturnType<typeof spansOf>[number]) => void][] = [
    ['another name', (span) => (span.name = 'chat')],
    ['another kind', (span) => (span.kind = 2)],
    ['a root too many', (span) => (span.parentSpanId = '')],
    ['an orphan', (span) => (span.parentSpanId = 'nobody')],
    ['another trace', (span) => (span.traceId = 't9')],
    ['an error', (span) => (span.status = { code: 2 })],
    ['an end before the start', (span) => (span.endTimeUnixNano = '1')],
    ['a missing attribute', (span) => span.attributes.splice(5, 1)],
    ['content', (span) => span.attributes.push({ key: 'gen_ai.input.messages', value: { stringValue: '[]' } })],
    ['a text of the conversation', (span) => span.attributes.push({ key: 'other', value: { stringValue: 'the secret words' } })],
  ]
  test.each(breaks)('notices %s', (_, change) => {
    const document = rightDocument()
    const span = spansOf(document)[1]
    if (span) change(span)
    expect(compareFile(JSON.stringify(document), roots, ['secret words'])).not.toEqual([])
  })

  test('notices a span too few and an empty file', () => {
    const document = rightDocument()
    document.resourceSpans[0]?.scopeSpans[0]?.spans.pop()
    expect(compareFile(JSON.stringify(document), roots)).not.toEqual([])
    expect(compareFile('{}', roots)).not.toEqual([])
  })
})

describe('the server’s log', () => {
  const spans = readOtlp(JSON.stringify(rightDocument()))

  test('a right one differs in nothing', () => {
    expect(compareLog(rightLog(), requests, spans)).toEqual([])
  })

  test('notices a request that is no span, a span that is no request, one cut short and a trace header', () => {
    expect(compareLog([...rightLog(), request({})], requests, spans)).not.toEqual([])
    expect(compareLog(rightLog(), requests, spans.slice(0, -1))).not.toEqual([])
    expect(compareLog(rightLog(), requests, [...spans, ...spans.slice(-1)])).not.toEqual([])
    const change = (entry: Partial<LogEntry>) => rightLog().map((each, index) => (index === 0 ? { ...each, ...entry } : each))
    expect(compareLog(change({ finished: false }), requests, spans)).not.toEqual([])
    expect(compareLog(change({ status: 500 }), requests, spans)).not.toEqual([])
    expect(compareLog(change({ traceparent: '00-1-2-01' }), requests, spans)).not.toEqual([])
  })
})
