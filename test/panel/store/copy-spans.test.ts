/** What a copy of a span, and of a trace, says in each form. */
import { describe, expect, test } from 'vitest'
import { addOpened, openTrace } from '../../../panel/file/open-otlp.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { spanKey, traceKey } from '../../../panel/trace/span-key.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { copySpans, formsOf, type CopyForm } from '../../../panel/store/copy-spans.ts'
import type { SpanContent, SpanRecord } from '../../../sdk/protocol/records.ts'
import { toRecord } from '../../../sdk/export/record.ts'
import type { SpanLike } from '../../../sdk/export/span-like.ts'
import { ingest } from '../../support/ingest.ts'
import { draw, entriesOf, lineId, ORIGIN, PAGE, traceId } from '../trace/drawing.ts'
import { richTrace } from '../file/rich.ts'

const SYSTEM = [{ type: 'text', content: 'Be brief.' }]
const ASKED = { role: 'user', parts: [{ type: 'text', content: 'How deep is it?' }] }
const CALLED = {
  role: 'assistant',
  parts: [
    { type: 'reasoning', content: 'I do not know.\nI look.' },
    { type: 'tool_call', id: 'c1', name: 'search_web', arguments: { query: 'depth' }, arguments_text: '{"query": "depth", "n": 1.0}' },
  ],
}
const FOUND = { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'It says ```10,935 m```.' }] }
const FIRST: SpanContent = {
  systemInstructions: SYSTEM,
  toolDefinitions: [{ type: 'function', name: 'search_web' }],
  inputMessages: [ASKED],
  outputMessages: [{ ...CALLED, finish_reason: 'tool_use' }],
}
const SECOND: SpanContent = {
  systemInstructions: SYSTEM,
  inputMessages: [ASKED, CALLED, FOUND],
  outputMessages: [
    { role: 'assistant', parts: [{ type: 'text', content: '10,935 m.' }], finish_reason: 'stop' },
    { role: 'assistant', parts: [{ type: 'text', content: 'About 11 km.' }], finish_reason: 'length' },
  ],
}
const TOOL: SpanContent = { toolCallArguments: { query: 'depth' }, toolCallResult: 'It says 10,935 m.' }

const DRAWING = `
  invoke_agent researcher  0..3000
    chat m  10..1010  first=400  tokens=300/150  reason=tool_use
    execute_tool search_web  1010..1500
    chat m  1500..2900  tokens=642/248  reason=stop
    chat m  2900..  first=2950
    chat m  2901..2950  error=429`
const WORDS = new Map<string, Partial<SpanRecord>>([
  [lineId(2), { content: FIRST }],
  [lineId(3), { content: TOOL }],
  [lineId(4), { content: SECOND }],
  [lineId(6), { status: { code: 2, message: 'slow down' } }],
])

function traced(): Trace {
  const trace = createTrace()
  ingest(trace, PAGE, entriesOf(draw(DRAWING).map((record) => ({ ...record, ...WORDS.get(record.spanId) }))))
  const delta = { spanId: lineId(5), at: `${ORIGIN + 2960}000000`, choice: 0, part: 'text', index: 0, text: 'About ele', bytes: 9 }
  ingest(trace, PAGE, [{ seq: 1000, delta }])
  return trace
}

const keyOf = (line: number) => spanKey({ document: PAGE.document, traceId: traceId(1), spanId: lineId(line) })
const TRACE = traceKey({ document: PAGE.document, traceId: traceId(1) })
const copied = (line: number, form: CopyForm) => copySpans(traced(), keyOf(line), form)

describe('a span', () => {
  test('as a Markdown transcript has its roles, parts, finish reason and figures', async () => {
    expect(await copied(2, 'markdown')).toBe(
      [
        '# chat m',
        'tool\\_use · 1.00 s · first chunk 390 ms · 300 → 150 tokens',
        '## System',
        'Be brief.',
        'Tools: `search_web`',
        '## User',
        'How deep is it?',
        '## Assistant',
        '> **Reasoning**\n>\n> I do not know.\n> I look.',
        '**Tool call** `search_web` (c1)',
        '```json\n{"query": "depth", "n": 1.0}\n```',
        '*finish reason: tool\\_use*',
      ].join('\n\n') + '\n',
    )
  })

  test('of a tool has arguments and result, of a failure its message, of a running call what has come', async () => {
    expect(await copied(3, 'markdown')).toContain(
      '## Arguments\n\n```json\n{\n  "query": "depth"\n}\n```\n\n## Result\n\n```\nIt says 10,935 m.\n```',
    )
    expect(await copied(6, 'markdown')).toContain('**Failed** `429`\n\n```\nslow down\n```')
    expect(await copied(5, 'markdown')).toContain('## Assistant\n\nAbout ele')
    expect(await copied(5, 'answer')).toBe('About ele')
  })

  test('a fence is longer than any in what stands within it', async () => {
    expect(await copied(4, 'markdown')).toContain('````\nIt says ```10,935 m```.\n````')
  })

  test('as prompt, answer, arguments and result is words alone', async () => {
    expect(await copied(2, 'prompt')).toBe('System:\nBe brief.\n\nUser:\nHow deep is it?')
    expect(await copied(4, 'answer')).toBe('10,935 m.')
    expect(await copied(2, 'answer')).toBe('search_web({"query": "depth", "n": 1.0})')
    expect(await copied(3, 'arguments')).toBe('{\n  "query": "depth"\n}')
    expect(await copied(3, 'result')).toBe('It says 10,935 m.')
  })

  test('without words of that kind says so', async () => {
    await expect(copied(6, 'prompt')).rejects.toThrow('This span carries no prompt.')
    await expect(copied(6, 'answer')).rejects.toThrow('This span carries no answer.')
    await expect(copied(99, 'json')).rejects.toThrow('This is not here any more.')
  })

  test('as JSON is its record, with its content and its resource', async () => {
    const trace = richTrace()
    const key = spanKey({ document: PAGE.document, traceId: traceId(1), spanId: lineId(3) })
    const record = JSON.parse(await copySpans(trace, key, 'json'))
    expect(record).toMatchObject({ spanId: lineId(3), name: 'chat m', content: { truncatedCharacters: 17 } })
    expect(record.logs).toMatchObject([{ name: 'gen_ai.evaluation.result' }, { name: 'gen_ai.user.message' }])
    expect(record.resource).toMatchObject({ 'service.name': expect.any(String) })
  })
})

describe('a trace', () => {
  test('as a transcript counts what a call repeats', async () => {
    const text = await copySpans(traced(), TRACE, 'markdown')
    expect(text.match(/^##? .*/gm)).toEqual([
      '# researcher',
      '## invoke\\_agent researcher',
      '## chat m',
      '## execute\\_tool search\\_web',
      '## chat m',
      '## chat m',
      '## chat m',
    ])
    expect(text.match(/How deep is it/g)).toHaveLength(1)
    expect(text).toContain('*2 messages as in the call before.*')
  })

  test('as JSON is a list of all its spans and of no other trace', async () => {
    const trace = traced()
    ingest(trace, { ...PAGE, document: 'd2', epoch: 'e2' }, entriesOf(draw('chat other  0..10')))
    const records: readonly SpanRecord[] = JSON.parse(await copySpans(trace, TRACE, 'json'))
    expect(records.map(({ spanId }) => spanId)).toEqual([1, 2, 3, 4, 5, 6].map(lineId))
  })

  test('too large for a clipboard is refused', async () => {
    await expect(copySpans(traced(), TRACE, 'json', 500)).rejects.toThrow('too much for the clipboard')
    await expect(copySpans(traced(), TRACE, 'otlp', 500)).rejects.toThrow('too much for the clipboard')
  })
})

describe('OTLP/JSON', () => {
  test('of a trace opens again, and says the same', async () => {
    const trace = traced()
    const again = createTrace()
    const file = openTrace(await copySpans(trace, TRACE, 'otlp'))
    if ('error' in file) throw new Error(file.error)
    addOpened(again, file)
    const dump = JSON.stringify(again.dump())
    for (const text of ['Be brief.', 'I do not know.', '10,935 m.', 'slow down', 'About ele']) expect(dump).toContain(text)
    expect(again.size).toBe(6)
  })

  test('of one span is that span alone', async () => {
    const file = openTrace(await copied(2, 'otlp'))
    expect(file).toMatchObject({ spans: 1, skipped: [] })
  })
})

test('what is offered fits what was clicked', () => {
  const forms = (kind: Parameters<typeof formsOf>[0]) => formsOf(kind).map(({ form }) => form)
  expect(forms('trace')).toEqual(['json', 'otlp', 'markdown'])
  expect(forms('inference')).toEqual(['json', 'otlp', 'markdown', 'prompt', 'answer'])
  expect(forms('tool')).toEqual(['json', 'otlp', 'markdown', 'arguments', 'result'])
  expect(forms('other')).toEqual(['json', 'otlp', 'markdown'])
})

test('a key that the page held is in no form of a copy', async () => {
  const secret = 'zq7Rk2mVx81LpTnd'
  const span: SpanLike = {
    name: `chat with Authorization: Bearer ${secret}`,
    kind: 2,
    startTime: [1_790_000_000, 0],
    endTime: [1_790_000_001, 0],
    ended: true,
    spanContext: () => ({ traceId: traceId(1), spanId: lineId(2), traceFlags: 1 }),
    status: { code: 2, message: `api_key=${secret} was refused` },
    attributes: { 'http.request.header.authorization': [`Bearer ${secret}`], openai_api_key: secret },
    events: [{ name: 'exception', time: [1_790_000_001, 0], attributes: { 'exception.message': `x-api-key: ${secret}` } }],
    links: [],
    resource: { attributes: {} },
    instrumentationScope: { name: 'app' },
  }
  const trace = createTrace()
  const nothing = { parentSource: undefined, chunks: undefined, firstChunkOffset: undefined }
  ingest(trace, PAGE, [{ seq: 1, span: toRecord(span, { state: 'ended', resource: 'r1', content: true, words: true, ...nothing }) }])
  const whole = await Promise.all((['json', 'otlp', 'markdown'] as const).map((form) => copySpans(trace, keyOf(2), form)))
  for (const text of whole) expect(text).toContain('was refused')
  expect(whole.join()).not.toContain(secret)
})
