import { describe, expect, test } from 'vitest'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import { addOpened, openTrace } from '../../../panel/file/open-otlp.ts'
import type { OpenedTrace } from '../../../panel/file/open-otlp.ts'
import { saveTrace } from '../../support/saved-trace.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { PAGE, draw, entriesOf, lineId, print, random, traceId, traceOf } from '../trace/drawing.ts'
import { SECRET, richTrace } from './rich.ts'
import { ingest } from '../../support/ingest.ts'
import { recordOf } from '../../support/trace-details.ts'

function opened(text: string, name = 'file'): OpenedTrace {
  const result = openTrace(text, { name })
  if ('error' in result) throw new Error(result.error)
  return result
}

function reopened(trace: Trace, content: boolean): Trace {
  const result = createTrace()
  const file = opened(JSON.stringify(saveTrace(trace, { content })))
  expect(file.skipped).toEqual([])
  addOpened(result, file)
  return result
}

describe('saved and opened', () => {
  test('a trace is the same, words included', () => {
    const trace = richTrace()
    expect(reopened(trace, true).dump()).toEqual(trace.dump())
    expect(recordOf(trace, 2).content?.inputMessages).toHaveLength(5)
  })

  test('what was cut, further candidates and token probabilities come back', () => {
    const content = recordOf(reopened(richTrace(), true), 1).content
    expect(content).toMatchObject({
      inputMessages: [{ parts: [{ truncated_characters: 4000 }] }],
      outputMessages: [{ logprobs: [{ top: [{ token: ' Yes' }] }, { token: 'x' }], truncated_logprobs: 12 }, { finish_reason: 'length' }],
      truncatedCharacters: 4000,
      truncatedMessages: 3,
    })
  })

  test('a trace without content is what it was without content', () => {
    const trace = richTrace()
    const bare = reopened(trace, false)
    expect(bare.dump()).toEqual(trace.dump({ content: false }))
    expect(bare.dump()).not.toEqual(trace.dump())
  })

  test('again and again, it stays so, to the byte', () => {
    const once = reopened(richTrace(), true)
    const twice = reopened(once, true)
    expect(JSON.stringify(saveTrace(twice, { content: true }))).toBe(JSON.stringify(saveTrace(once, { content: true })))
  })

  test('rows are drawn alike, but for what ran: that has the end at which it was last heard of', () => {
    const trace = richTrace()
    const lines = print(reopened(trace, true)).split('\n')
    const expected = print(trace).split('\n')
    expect(lines.filter((line) => !line.includes('still running'))).toEqual(expected.filter((line) => !line.includes('running')))
    expect(lines.filter((line) => line.includes('still running when saved'))).toEqual([
      '      chat m: 692 ms, waiting 490 ms, streaming 202 ms, still running when saved',
      '      chat m: 0 ms, still running when saved',
      'chat gone: 0 ms, still running when saved',
    ])
  })

  test('what the page was cut off from is kept as well', () => {
    const trace = richTrace()
    trace.documentGone(PAGE.document)
    expect(reopened(trace, true).dump()).toEqual(trace.dump())
    expect(print(reopened(trace, true))).toBe(print(trace))
  })

  test('huge content survives', () => {
    const trace = createTrace()
    const [record] = draw('execute_tool read_file  0..5')
    const text = 'a line of a big file\n'.repeat(150_000)
    ingest(
      trace,
      PAGE,
      entriesOf(
        record === undefined
          ? []
          : [{ ...record, content: { toolCallResult: { text, rows: Array.from({ length: 9_000 }, (_, n) => n) } } }],
      ),
      0,
    )
    expect(JSON.stringify(reopened(trace, true).dump()) === JSON.stringify(trace.dump())).toBe(true)
  })

  test('random traces are the same', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const trace = randomTrace(random(seed))
      expect(JSON.stringify(reopened(trace, true).dump()), `seed ${seed}`).toBe(JSON.stringify(trace.dump()))
      expect(JSON.stringify(reopened(trace, false).dump()), `seed ${seed}`).toBe(JSON.stringify(trace.dump({ content: false })))
    }
  })

  test('an empty trace is an empty document', () => {
    expect(saveTrace(createTrace(), { content: true })).toEqual({ resourceSpans: [] })
    expect(reopened(createTrace(), true).dump()).toEqual(createTrace().dump())
  })
})

describe('opening', () => {
  test('adds to what is there, and shows a file that is opened twice once', () => {
    const trace = traceOf('invoke_agent here  0..1')
    const file = JSON.stringify(saveTrace(richTrace(), { content: true }))
    // The drawn ids of both begin at one: the file's are spans of its own.
    const before = trace.size
    expect(addOpened(trace, opened(file))).toBe(0)
    const after = trace.size
    expect(after).toBe(before + 9)
    expect(addOpened(trace, opened(file))).toBe(9)
    expect(trace.size).toBe(after)
  })

  test('does not take what found no room for what was there already', () => {
    const trace = createTrace({ spans: 5, bytes: 1e9 })
    expect(addOpened(trace, opened(JSON.stringify(saveTrace(richTrace(), { content: true }))))).toBe(0)
    expect(trace.size + trace.totals().dropped).toBe(9)
  })

  test('works again after a clear', () => {
    const trace = createTrace()
    const file = JSON.stringify(saveTrace(richTrace(), { content: true }))
    addOpened(trace, opened(file))
    trace.clear()
    addOpened(trace, opened(file))
    expect(trace.dump()).toEqual(richTrace().dump())
  })

  test('tells where the spans come from', () => {
    const trace = createTrace()
    addOpened(trace, opened(JSON.stringify(saveTrace(richTrace(), { content: true })), 'a.json'))
    const sources = new Set(Array.from({ length: trace.size }, (_, index) => `${trace.source(index).document} ${trace.source(index).url}`))
    expect([...sources]).toEqual(['file:a.json http://localhost:5173/', 'file:a.json#2 https://frame.example/?q=1'])
  })
})

describe('a saved document', () => {
  const document = JSON.stringify(saveTrace(richTrace(), { content: true }))

  test('holds no words where none are wanted', () => {
    expect(document.split(SECRET).length).toBeGreaterThan(15)
    expect(JSON.stringify(saveTrace(richTrace(), { content: false }))).not.toContain(SECRET)
  })

  test('has what a Collector asks for: ids, times and integers in their form, an end on every span', () => {
    const forged: SpanRecord[] = draw('chat m  0..1\n  chat m  0..1').map((record) => ({
      ...record,
      traceId: 'not a trace',
      startTimeUnixNano: '9'.repeat(20),
    }))
    const trace = richTrace()
    ingest(
      trace,
      PAGE,
      [
        { seq: 900, span: { ...forged[0], traceId: 'X', spanId: 'forged!' } as SpanRecord },
        { seq: 901, span: { ...forged[1], traceId: 'X', parentSpanId: 'forged!', spanId: '0'.repeat(16) } as SpanRecord },
      ],
      0,
    )
    const { resourceSpans, resourceLogs = [] } = saveTrace(trace, { content: true })
    const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
    const logs = resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap((scope) => scope.logRecords))
    expect([spans.length, logs.length]).toEqual([11, 7])
    for (const item of [...spans, ...logs.filter(({ traceId: id }) => id !== undefined), ...spans.flatMap(({ links }) => links)]) {
      expect(item.traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/)
      expect(item.spanId).toMatch(/^(?!0+$)[0-9a-f]{16}$/)
    }
    for (const span of spans) {
      const times = [span.startTimeUnixNano, span.endTimeUnixNano, ...span.events.map(({ timeUnixNano }) => timeUnixNano)]
      expect(
        times.every((time) => /^[1-9]\d*$/.test(time) && BigInt(time) < 2n ** 64n),
        `${times.join()}`,
      ).toBe(true)
      expect([0, 1, 2, 3, 4, 5]).toContain(span.kind)
      if (span.parentSpanId !== undefined) expect(span.parentSpanId).toMatch(/^[0-9a-f]{16}$/)
    }
    const [parent, child] = spans.filter(({ startTimeUnixNano }) => startTimeUnixNano === String(2n ** 64n - 1n))
    expect(child?.parentSpanId ?? parent?.parentSpanId).toBeOneOf([parent?.spanId, child?.spanId])
    for (const [, value] of JSON.stringify({ resourceSpans, resourceLogs }).matchAll(/"intValue":([^}]*)/g))
      expect(value).toMatch(/^"-?\d+"$/)
    expect(JSON.stringify(resourceSpans)).toContain('{"key":"gen_ai.request.temperature","value":{"doubleValue":1}}')
  })

  test('carries words as events of the conventions, joined by ids, structured', () => {
    const { resourceLogs = [] } = saveTrace(richTrace(), { content: true })
    const logs = resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap((scope) => scope.logRecords))
    const names = logs.map(({ eventName, spanId }) => `${eventName} ${spanId?.at(-1)}`)
    expect(names).toEqual([
      'genai_devtools.content 2',
      'gen_ai.client.inference.operation.details 3',
      'genai_devtools.content 4',
      'gen_ai.client.inference.operation.details 5',
      'gen_ai.evaluation.result 3',
      'gen_ai.user.message 3',
      'loose undefined',
    ])
    const details = logs[1]?.attributes ?? []
    const keys = details.map(({ key }) => key)
    expect(keys).toEqual(
      expect.arrayContaining(['gen_ai.operation.name', 'gen_ai.request.model', 'gen_ai.usage.input_tokens', 'gen_ai.input.messages']),
    )
    const messages = details.find(({ key }) => key === 'gen_ai.output.messages')?.value
    expect(messages).toEqual({
      arrayValue: {
        values: [
          {
            kvlistValue: {
              values: [
                { key: 'role', value: { stringValue: 'assistant' } },
                {
                  key: 'parts',
                  value: {
                    arrayValue: {
                      values: [
                        {
                          kvlistValue: {
                            values: [
                              { key: 'type', value: { stringValue: 'reasoning' } },
                              { key: 'content', value: { stringValue: SECRET } },
                            ],
                          },
                        },
                      ],
                    },
                  },
                },
                { key: 'finish_reason', value: { stringValue: 'stop' } },
              ],
            },
          },
        ],
      },
    })
  })

  test('groups spans by resource and scope', () => {
    const { resourceSpans } = saveTrace(richTrace(), { content: false })
    expect(resourceSpans.map(({ scopeSpans }) => scopeSpans.map(({ scope, spans }) => [scope.name, spans.length]))).toEqual([
      [['@genai-devtools/web', 8]],
      [['lib', 1]],
    ])
  })
})

function randomTrace(next: () => number): Trace {
  const trace = createTrace()
  const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(next() * values.length)]
  const json = (depth: number): unknown => {
    const scalars = ['', 'x', '\u2029', 0, -1, 1.5, 1e21, true, null]
    if (depth > 3 || next() < 0.5) return pick(scalars)
    if (next() < 0.5) return Array.from({ length: Math.floor(next() * 4) }, () => json(depth + 1))
    return Object.fromEntries(
      Array.from({ length: Math.floor(next() * 4) }, (_, n) => [`${pick(['', 'k', 'stringValue', 'intValue'])}${n}`, json(depth + 1)]),
    )
  }
  const ids = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => lineId(n))
  const spans = ids.map((spanId) => {
    const [record] = draw(
      `${pick(['chat m', 'execute_tool t', 'invoke_agent a', 'GET /'])}  ${Math.floor(next() * 100)}..${next() < 0.3 ? '' : 200}`,
    )
    return {
      ...record,
      traceId: traceId(1 + Math.floor(next() * 3)),
      spanId,
      parentSpanId: pick(ids),
      resource: pick(['r1', 'r2', '']),
      parentSource: pick(['explicit', 'zone', undefined]),
      content:
        next() < 0.5
          ? { toolCallArguments: json(0), toolCallResult: json(0), inputMessages: [{ role: 'user', parts: [{ type: 'x', y: json(1) }] }] }
          : undefined,
    } as unknown as SpanRecord
  })
  ingest(
    trace,
    PAGE,
    [...entriesOf(spans), { seq: 100, resource: 'r2', attributes: { a: [1, 'x'] }, scope: { name: '', version: '2' } }],
    0,
  )
  return trace
}
