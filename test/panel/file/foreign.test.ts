import { describe, expect, test } from 'vitest'
import { addOpened, openTrace } from '../../../panel/file/open-otlp.ts'
import { wordsOfForeignBytes, wordsOfForeignText } from '../../../panel/file/foreign.ts'
import { findJsonError } from '../../../panel/file/json-error.ts'
import { logsOf, recordOf } from '../../support/trace-details.ts'
import { saveTrace } from '../../support/saved-trace.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { print, traceId } from '../trace/drawing.ts'
import { richTrace } from './rich.ts'

const SPAN = {
  traceId: traceId(1),
  spanId: '00000000000000a1',
  name: 'chat m',
  kind: 3,
  startTimeUnixNano: '1790000000000000000',
  endTimeUnixNano: '1790000001000000000',
}
const MESSAGES = [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }]

function document(...spans: readonly unknown[]): { readonly resourceSpans: readonly object[] } {
  return { resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: 's' }, spans }] }] }
}

function string(key: string, value: string): object {
  return { key, value: { stringValue: value } }
}

function open(value: unknown): { readonly trace: Trace; readonly skipped: readonly string[] } {
  const file = openTrace(typeof value === 'string' ? value : JSON.stringify(value))
  if ('error' in file) throw new Error(file.error)
  const trace = createTrace()
  addOpened(trace, file)
  return { trace, skipped: file.skipped.map(({ what, count }) => `${count} ${what}`) }
}

function errorOf(text: string): string {
  const result = openTrace(text)
  return 'error' in result ? result.error : 'no error'
}

describe('any OTLP/JSON document', () => {
  test('is read with its content on the spans, as JSON text or structured', () => {
    const asText = {
      ...SPAN,
      attributes: [string('gen_ai.operation.name', 'chat'), string('gen_ai.input.messages', JSON.stringify(MESSAGES))],
    }
    const role = { key: 'role', value: { stringValue: 'user' } }
    const part = { kvlistValue: { values: [string('type', 'text'), string('content', 'Hi')] } }
    const message = { kvlistValue: { values: [role, { key: 'parts', value: { arrayValue: { values: [part] } } }] } }
    const structured = {
      ...asText,
      spanId: '00000000000000a2',
      attributes: [{ key: 'gen_ai.input.messages', value: { arrayValue: { values: [message] } } }],
    }
    const { trace, skipped } = open(document(asText, structured))
    expect([recordOf(trace, 0).content, recordOf(trace, 1).content]).toEqual([{ inputMessages: MESSAGES }, { inputMessages: MESSAGES }])
    expect(recordOf(trace, 0).attributes).toEqual({ 'gen_ai.operation.name': 'chat' })
    expect(skipped).toEqual([])
  })

  test('is read with its content in events, where their span is there', () => {
    const record = (spanId: string): object => ({
      timeUnixNano: '1790000000500000000',
      eventName: 'gen_ai.client.inference.operation.details',
      traceId: SPAN.traceId,
      spanId,
      severityNumber: 5,
      attributes: [string('gen_ai.provider.name', 'openai'), string('gen_ai.input.messages', JSON.stringify(MESSAGES))],
    })
    const resourceLogs = [{ scopeLogs: [{ logRecords: [record(SPAN.spanId), record('00000000000000ff')] }] }]
    const { trace, skipped } = open({ ...document(SPAN), resourceLogs })
    expect(recordOf(trace, 0).content).toEqual({ inputMessages: MESSAGES })
    expect(logsOf(trace).map(({ event }) => Object.keys(event.attributes))).toEqual([
      ['gen_ai.provider.name'],
      ['gen_ai.provider.name', 'gen_ai.input.messages'],
    ])
    expect(skipped).toEqual([])
  })

  test('is read in the looser forms that producers write', () => {
    const loose = {
      traceId: 'AAAAAAAAAAAAAAAAAAAAAQ==',
      spanId: 'AAAAAAAAAKE=',
      parentSpanId: '',
      name: 'chat m',
      kind: 'SPAN_KIND_CLIENT',
      startTimeUnixNano: 1_790_000_000_000_000_000,
      endTimeUnixNano: '1790000001000000000',
      status: { code: 'STATUS_CODE_ERROR' },
      attributes: [
        { key: 'n', value: { intValue: 5 } },
        { key: 'big', value: { intValue: '9007199254740993' } },
        { key: 'nan', value: { doubleValue: 'NaN' } },
        { key: 'map', value: { kvlistValue: { values: [string('a', 'b')] } } },
        { key: 'nothing', value: {} },
        { key: 'nobody' },
        'what',
      ],
    }
    const { trace } = open(`\uFEFF${JSON.stringify(document(loose))}`)
    expect(recordOf(trace, 0)).toMatchObject({ traceId: traceId(1), spanId: '00000000000000a1', kind: 3, status: { code: 2 } })
    expect(recordOf(trace, 0).parentSpanId).toBeUndefined()
    expect(recordOf(trace, 0).attributes).toEqual({
      n: 5,
      big: '9007199254740993',
      'genai_devtools.integers': ['big'],
      nan: 'NaN',
      map: '{"a":"b"}',
    })
  })

  test('is read line by line, as a Collector writes files', () => {
    const lines = [document(SPAN), document({ ...SPAN, spanId: '00000000000000a2' })].map((line) => JSON.stringify(line))
    expect(open(`${lines.join('\n')}\n`).trace.size).toBe(2)
    const mixed = open(`${lines[0]}\n{"resourceLogs":[]}\n5\n{"resourceMetrics":[{}]}`)
    expect(mixed.skipped).toEqual(['1 lines that are no OpenTelemetry data', '1 groups of metrics'])
  })

  test('without an end is drawn as far as it is known', () => {
    const { trace } = open(document({ ...SPAN, endTimeUnixNano: '0' }))
    expect(print(trace)).toContain('chat m: 0 ms, still running when saved')
  })

  test('tells what could not be shown', () => {
    const spans = [
      { ...SPAN, traceState: 'a=b', droppedAttributesCount: 3, links: [{ spanId: '' }], events: [{ name: 'no time' }] },
      { ...SPAN, spanId: '0000000000000000' },
      { name: 'nothing' },
      null,
    ]
    const logs = {
      resourceLogs: [
        {
          scopeLogs: [
            { logRecords: [{ body: { stringValue: 'no time' } }, { timeUnixNano: '5', severityNumber: 17, body: { stringValue: 'x' } }] },
          ],
        },
      ],
    }
    const { trace, skipped } = open({ ...document(...spans), ...logs, resourceMetrics: [{}, {}] })
    expect(skipped.toSorted()).toEqual([
      '1 events and links of spans that could not be read',
      '1 log records without a time',
      '1 severities of log records',
      '1 trace states',
      '2 groups of metrics',
      '3 attributes that their producer had dropped',
      '3 spans without an id or a start time',
    ])
    expect(recordOf(trace, 0).events).toEqual([{ name: 'no time', timeUnixNano: SPAN.startTimeUnixNano, attributes: {} }])
    expect(logsOf(trace).map(({ event }) => event.body)).toEqual(['x'])
  })
})

describe('what is no trace', () => {
  test.each([
    ['', 'The file is empty.'],
    [' \n', 'The file is empty.'],
    ['hello', 'This is not JSON: at line 1, column 1 stands "hello" where value should stand.'],
    ['{"resourceSpans":[}', 'This is not JSON: at line 1, column 19 stands "}" where value or ] should stand.'],
    ['{\n "a": 1,\n "b" 2}', 'This is not JSON: at line 3, column 6 stands "2}" where : should stand.'],
    ['[]', 'This is JSON, but no OpenTelemetry trace: it has no "resourceSpans". It is a list of 0.'],
    ['5', 'This is JSON, but no OpenTelemetry trace: it has no "resourceSpans". It is a single value.'],
    ['{}', 'This is JSON, but no OpenTelemetry trace: it has no "resourceSpans". It is empty.'],
    ['{"log":{},"x":1}', 'This is JSON, but no OpenTelemetry trace: it has no "resourceSpans". It has "log", "x".'],
    ['{"resourceSpans":{}}', 'This is JSON, but no OpenTelemetry trace: it has no "resourceSpans". It has "resourceSpans".'],
  ])('%j', (text, error) => {
    expect(errorOf(text)).toBe(error)
  })

  test('a file cut off before its first span ends is told so, with the place', () => {
    const text = JSON.stringify(saveTrace(richTrace(), { content: true }), null, 1)
    for (let length = 1; length < 1_000; length += 97) {
      const line = text.slice(0, length).split('\n').length
      const error = errorOf(text.slice(0, length))
      expect(error, `${length}`).toMatch(/^The file ends too early, at line \d+, column \d+/)
      expect(Number(/line (\d+)/.exec(error)?.[1]), `${length}`).toBe(line)
    }
  })

  test('of any shape does not throw', () => {
    const values = [null, 1, 'x', [], {}, [null], { values: 5 }, { key: 1 }]
    for (const value of values) {
      for (const inner of values) {
        const spans = [{ ...SPAN, attributes: value, events: inner, links: value, status: inner, kind: value }, value]
        expect(() =>
          open({
            resourceSpans: [value, { resource: inner, scopeSpans: inner }, { scopeSpans: [{ scope: value, spans }, inner] }],
            resourceLogs: inner,
          }),
        ).not.toThrow()
      }
    }
  })
})

test('the finder of JSON errors agrees with the parser', () => {
  const texts = [
    '{"a":[1,-2.5e+3,true,false,null,"x\\u00e9\\n"],"b":{}}',
    '[[[]],{"":{"":[{}]}}]',
    ' "s" ',
    '0',
    '[1,]',
    '{"a":1,}',
    '01',
    '-',
    'nul',
    '[1 2]',
    '{a:1}',
    '"\t"',
    '[}',
    '{]',
    '1 2',
    '"\\"',
  ]
  for (const text of texts) {
    for (let length = 0; length <= text.length; length++) {
      const part = text.slice(0, length)
      let isJson = true
      try {
        JSON.parse(part)
      } catch {
        isJson = false
      }
      expect(findJsonError(part) === undefined, `${part}`).toBe(isJson)
    }
  }
})

describe('a file of another kind is named, with where it belongs', () => {
  const har = { log: { version: '1.2', creator: { name: 'WebInspector' }, entries: [{ request: {} }] } }
  test.each([
    ['HAR', JSON.stringify(har), /^This is a HAR file.*Network panel/],
    ['a Chrome trace', '{"metadata":{},"traceEvents":[{"ph":"X"}]}', /Performance panel/],
    ['a Chrome trace as a list', '[{"ph":"X","ts":1,"pid":2}]', /Performance panel/],
    ['a CPU profile', '{"nodes":[],"samples":[],"timeDeltas":[]}', /CPU profile/],
    ['a heap snapshot', '{"snapshot":{},"nodes":[],"strings":[]}', /heap snapshot.*Memory panel/],
    ['Jaeger', '{"data":[{"traceID":"1","spans":[]}]}', /Jaeger/],
    ['Zipkin', '[{"traceId":"1","id":"2","timestamp":3}]', /Zipkin/],
    ['HTML', '<!doctype html><title>Sign in</title>', /HTML page.*log in/],
    ['HTML after a line', '\n<html>', /HTML page/],
    ['SVG', '<?xml version="1.0"?>\n<svg width="1">', /SVG image/],
    ['XML', '<?xml version="1.0"?><a/>', /XML/],
    ['CSV', 'time,name,tokens\n1,chat,5\n', /table \(CSV\)/],
    ['CSV with quotes', '"a, b";c\n"d; e";f', /table \(CSV\)/],
  ])('%s', (_, text, words) => {
    expect(errorOf(text)).toMatch(words)
    expect(errorOf(text)).not.toMatch(/This is not JSON|has no "resourceSpans"/)
  })

  test.each([
    ['PK\u0003\u0004abc', /ZIP archive: unpack it/],
    ['\u0089PNG\r\n', /PNG image/],
    ['\u00ff\u00d8\u00ff\u00e0', /JPEG image/],
    ['GIF89a', /GIF image/],
    ['RIFF1234WEBPVP8', /WebP image/],
    ['\0\0\0\u0018ftypmp42', /film or sound/],
    ['%PDF-1.7', /PDF document/],
    ['SQLite format 3\0', /SQLite/],
    ['(\u00b5/\u00fdabc', /Zstandard/],
  ])('%j, by its first bytes', (text, words) => {
    expect(wordsOfForeignBytes(Uint8Array.from(text, (character) => character.charCodeAt(0)))).toMatch(words)
  })

  test.each([
    '{"abc":"WEBP"}',
    '[{"a":1}]',
    '\uFEFF{}',
    // A message of protobuf that is 60 bytes long.
    '\n<\n\u0012',
    'plain words, and more\nof them',
  ])('%j is taken for none', (text) => {
    expect(wordsOfForeignBytes(new TextEncoder().encode(text))).toBeUndefined()
    expect(wordsOfForeignText(text)).toBeUndefined()
  })
})
