/** Bytes in pieces, cut anywhere: the same spans and log records, at the same places, as the whole text gives. */
import { describe, expect, test } from 'vitest'
import { JsonReader } from '../../../panel/file/json-reader.ts'
import { readDocuments } from '../../../panel/file/read-documents.ts'
import { saveTrace } from '../../support/saved-trace.ts'
import { createSkipped } from '../../../panel/file/skipped.ts'
import { readSpans } from '../../../panel/otlp/read-spans.ts'
import { richTrace } from './rich.ts'
import { RowsOf, rowOf } from './rows.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const id = (n: number): string => n.toString(16).padStart(16, '0')
const span = (n: number): string =>
  `{"traceId":"${id(1)}${id(1)}","spanId":"${id(n)}","name":"chat é${n}","startTimeUnixNano":"${n}000000","endTimeUnixNano":"9000000","attributes":[{"key":"say","value":{"stringValue":"a \\"b\\" {[\\\\"}}]}`
const log = (n: number): string =>
  `{"timeUnixNano":"5","traceId":"${id(1)}${id(1)}","spanId":"${id(n)}","attributes":[{"key":"genai_devtools.saved","value":{"boolValue":true}}]}`
const resource = (name: string): string => `"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"${name}"}}]}`
const scope = (name: string): string => `"scope":{"name":"${name}"}`
const spans = (...list: readonly string[]): string => `"spans":[${list.join(',')}]`
const doc = (...groups: readonly string[]): string => `{"resourceSpans":[${groups.map((group) => `{${group}}`).join(',')}]}`
const scopes = (...list: readonly string[]): string => `"scopeSpans":[${list.map((each) => `{${each}}`).join(',')}]`
const plain = doc(`${resource('a')},${scopes(`${scope('x')},${spans(span(1), span(2))}`, `${scope('y')},${spans(span(3))}`)}`)

function read(pieces: Iterable<Uint8Array>): JsonReader & { readonly batches: RowsOf } {
  const reader = Object.assign(new JsonReader(), { batches: new RowsOf() })
  let to = 0
  for (const piece of pieces) {
    reader.push(piece)
    to += piece.length
    for (const batch of reader.rows.take(to, true)) reader.batches.add(batch)
  }
  reader.end()
  for (const batch of reader.rows.take(to, true)) reader.batches.add(batch)
  return reader
}

function* cutInto(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  // Each on its own: nobody may look beyond a piece.
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
}

function parsed(text: string): unknown {
  const { skip, skipped } = createSkipped()
  return {
    spans: readDocuments(text.replace(/^\uFEFF/, ''), skip)
      .roots.flatMap(({ value }) => readSpans(value, skip))
      .map(rowOf),
    skipped: skipped(),
  }
}

const FILES: readonly (readonly [string, string])[] = [
  ['a document', plain],
  ['one over several lines', JSON.stringify(JSON.parse(plain), null, 2)],
  ['lines', `${plain}\n${doc(`${resource('b')},${scopes(`${scope('x')},${spans(span(4))}`)}`)}\n`],
  ['lines with CRLF, blank ones and a mark at each', `\uFEFF${plain}\r\n\r\n\uFEFF${plain}\r\n`],
  ['one after another', `${plain} ${plain}`],
  ['a list', `[${plain},\n${plain}]`],
  ['a mark', `\uFEFF${plain}`],
  [
    'resource and scope after their spans',
    doc(
      `${scopes(`${spans(span(1), span(2))},${scope('x')}`, `${spans(span(3))},${scope('y')}`)},${resource('a')}`,
      `${resource('b')},${scopes(`${spans(span(4))},${scope('x')}`)}`,
    ),
  ],
  ['neither resource nor scope', doc(scopes(spans(span(1)), spans(span(2))), scopes(`${scope('z')},${spans(span(3))}`))],
  [
    'unknown fields everywhere',
    `{"a":[{"b":"]}"}],"constructor":[{"__proto__":1}],"resourceSpans":[{"schemaUrl":"\\"","c":[[]],${resource('a')},"d":-1.5e3,${scopes(`"e":null,${spans(span(1))},"f":true`)}}],"g":{"spans":[{}]}}`,
  ],
  ['lists that are none', `{"resourceSpans":[{"scopeSpans":null},{"scopeSpans":[{"spans":{}},{${spans(span(1))}},{"spans":null}]},5]}`],
  ['items that are none', doc(scopes(spans('null', span(1), '5', '"x"', '[]', '{}', span(2))))],
  ['a key with escapes', doc(scopes(spans(span(1)))).replace('"spans"', '"sp\\u0061ns"')],
  ['groups of before 2022', '{"resourceSpans":[{"instrumentationLibrarySpans":[{"spans":[]}]}]}'],
  ['a saved file', JSON.stringify(saveTrace(richTrace(), { content: true }))],
  ['a saved file over several lines', JSON.stringify(saveTrace(richTrace(), { content: true }), null, 1)],
]

describe.each(FILES)('%s', (_, text) => {
  const bytes = encode(text)
  const expected = parsed(text)

  test.each([1, 2, 3, 7, 64, 1_000, 1_000_000])('in pieces of %i bytes', (size) => {
    const reader = read(cutInto(bytes, size))
    expect(reader.scan.fault).toBeUndefined()
    expect({ spans: reader.batches.spans, skipped: reader.skipped().filter(({ what }) => !what.startsWith('severities')) }).toEqual(
      expected,
    )
    for (const [offset, length] of reader.batches.offsets) {
      const item = new TextDecoder().decode(bytes.subarray(offset, offset + length))
      expect(() => void JSON.parse(item)).not.toThrow()
    }
  })
})

test('cut in two at any byte', () => {
  const bytes = encode(`${plain}\n{"resourceLogs":[{"scopeLogs":[{"logRecords":[${log(1)},${log(2)}]}]}],"resourceSpans":[]}`)
  const whole = read([bytes])
  expect([whole.batches.spans.length, whole.batches.logs.length]).toEqual([3, 2])
  for (let at = 1; at < bytes.length; at++) {
    const { batches } = read([bytes.slice(0, at), bytes.slice(at)])
    expect([batches.spans, batches.logs, batches.offsets], `${at}`).toEqual([
      whole.batches.spans,
      whole.batches.logs,
      whole.batches.offsets,
    ])
  }
})

describe('a source that is no JSON', () => {
  test.each<readonly [string, number, string]>([
    ['hello', 0, 'value'],
    ['\u0000\u0000', 0, 'value'],
    ['{"resourceSpans":[}', 18, 'value or ]'],
    ['{"a":1,}', 7, 'name'],
    ['{"a" 1}', 5, ':'],
    ['{"a":1 2}', 7, ', or }'],
    [plain.slice(0, -1), plain.length - 1, 'more'],
    ['{"a\\x":1}', 1, 'name'],
    ['{"resourceSpans":[{"resource":{a}}]}', 30, 'value'],
    ['{"a":"b\n"}', 7, 'more'],
  ])('%j: at %i %s is missing', (text, offset, expected) => {
    const bytes = encode(text)
    for (const size of [1, 3, 1_000]) {
      const { scan } = read(cutInto(bytes, size))
      expect(scan.fault).toEqual({ offset: offset === plain.length - 1 ? bytes.length : offset, expected })
    }
  })

  test('ends where it begins to be none, and what stood before is there', () => {
    const reader = read([encode(doc(scopes(spans(span(1), span(2), '{"traceId":"'))).slice(0, -8))])
    expect(reader.batches.spans).toHaveLength(2)
    expect(reader.scan.fault?.expected).toBe('more')
  })

  test('an item that is none is counted, and the next one is read', () => {
    const reader = read([encode(doc(scopes(spans(span(1), '{"traceId":oops}', span(2)))))])
    expect([reader.batches.spans.length, reader.badItems]).toEqual([2, 1])
    expect(reader.skipped()).toMatchObject([{ what: 'pieces that are no JSON', count: 1 }])
  })
})

describe('lines of documents, where a line may be lost', () => {
  test.each<readonly [string, string, readonly number[]]>([
    ['cut within a span', plain.slice(0, 150), [2]],
    ['cut within a text', plain.slice(0, plain.indexOf('chat') + 2), [2]],
    ['cut between spans', plain.slice(0, plain.indexOf(',{"traceId"')), [2]],
    ['with a word of no JSON', plain.replace('"scopeSpans":', '"scopeSpans":oops'), [2]],
    ['of a log', '2026-11-26 INFO flushed', [2]],
    ['two of them', 'x\ny', [2, 3]],
  ])('%s', (_, bad, lost) => {
    const bytes = encode(`${plain}\n${bad}\n${plain}\n`)
    for (const size of [1, 5, 100_000]) {
      const { scan, batches } = read(cutInto(bytes, size))
      expect(scan.fault).toBeUndefined()
      expect(scan.lost.map(({ line }) => line)).toEqual(lost)
      expect(batches.spans.slice(0, 3)).toEqual(batches.spans.slice(-3))
      expect(batches.spans.length).toBeGreaterThanOrEqual(6)
    }
  })

  test('the last one cut', () => {
    const { scan, batches } = read([encode(`${plain}\n${plain}\n${plain.slice(0, -4)}`)])
    expect([scan.fault, scan.lost.length, batches.spans.length]).toEqual([undefined, 1, 9])
  })
})
