/** Files as a worker reads them: what it says of each, the good and the bad. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { FileEnd, FileMessage } from '../../../panel/file/file-messages.ts'
import { openTrace } from '../../../panel/file/open-otlp.ts'
import { readLogIn, readSpanIn } from '../../../panel/file/read-item.ts'
import { readSource } from '../../../panel/file/read-source.ts'
import { saveTrace } from '../../support/saved-trace.ts'
import { readLogs, spanKey } from '../../../panel/otlp/read-logs.ts'
import { readSpans } from '../../../panel/otlp/read-spans.ts'
import { drawnFile, drawnSpans, RESOURCE, SCOPE } from '../../support/drawn-file.ts'
import { richTrace } from './rich.ts'
import { RowsOf, rowOf } from './rows.ts'

interface Read {
  readonly rows: RowsOf
  readonly last: FileMessage
  readonly batches: number
}

async function read(file: Blob, maxWhole?: number, maxUnpacked?: number): Promise<Read> {
  const messages: FileMessage[] = []
  const rows = new RowsOf()
  await readSource(file, {
    async give(message) {
      messages.push(message)
      if (message.type === 'spans' || message.type === 'logs') rows.add(message)
    },
    ...(maxWhole === undefined ? {} : { maxWhole }),
    ...(maxUnpacked === undefined ? {} : { maxUnpacked }),
  })
  const last = messages.at(-1)
  if (last === undefined) throw new Error('nothing was said')
  return { rows, last, batches: messages.filter(({ type }) => type === 'spans').length }
}

async function readWell(file: Blob): Promise<Read & { readonly last: FileEnd }> {
  const { last, ...rest } = await read(file)
  if (last.type !== 'end') throw new Error(`${last.type}: ${'error' in last ? last.error : ''}`)
  return { ...rest, last }
}

const packed = (bytes: Uint8Array | string): Blob => new Blob([gzipSync(bytes)])
const saved = JSON.stringify(saveTrace(richTrace(), { content: true }))

const bytesOf = async (source: Blob, offset: number, size: number): Promise<Uint8Array> =>
  new Uint8Array(await source.slice(offset, offset + size).arrayBuffer())

describe('a saved file', () => {
  const document: unknown = JSON.parse(saved)
  const spans = readSpans(document, () => {})
  const keys = new Set(spans.map(({ record }) => spanKey(record.traceId, record.spanId)))
  const logs = readLogs(document, keys, () => {})

  test.each<readonly [string, Blob]>([
    ['as it is', new Blob([saved])],
    ['packed', packed(saved)],
    ['in UTF-16, as PowerShell writes it', new Blob([new Uint8Array([0xff, 0xfe]), Buffer.from(saved, 'utf16le')])],
  ])('%s', async (_, file) => {
    const { rows, last } = await readWell(file)
    expect(rows.spans).toEqual(spans.map(rowOf))
    expect([last.spans, last.logs, last.skipped]).toEqual([spans.length, logs.length, []])
    expect(rows.logs.map(({ isContent }) => isContent)).toEqual(logs.map(({ event }) => event === undefined))
    for (const [nth, span] of spans.entries()) {
      const [offset = 0, size = 0] = rows.offsets[nth] ?? []
      expect(readSpanIn({ format: last.format, offset, size, place: span.place, bytes: await bytesOf(last.source, offset, size) })).toEqual(
        span,
      )
    }
    for (const [nth, log] of logs.entries()) {
      const [offset = 0, size = 0] = rows.logOffsets[nth] ?? []
      const bytes = await bytesOf(last.source, offset, size)
      expect(readLogIn({ format: last.format, offset, size, place: log.place, bytes }, keys)).toEqual(log)
    }
  })
})

describe('a drawn file', () => {
  test.each([
    ['start', 10_000, 2 + 1],
    ['end', 1_000, 1 + 1],
    ['reverse', 1_000, 1 + 1],
  ] as const)('in the order %s, whole and as lines', async (order, spans, expectedBatches) => {
    const file = { spans, order, format: 'json' } as const
    const { rows, last, batches } = await readWell(new Blob([...drawnFile(file)]))
    expect([last.spans, batches, last.skipped]).toEqual([spans, expectedBatches, []])
    const ids = [...drawnSpans(file)].map(({ spanId }) => spanId)
    expect(rows.spans.map(({ spanId }) => spanId)).toEqual(ids)
    const some = [...drawnSpans({ ...file, spans: 200 })]
    const expected = readSpans({ resourceSpans: [{ resource: RESOURCE, scopeSpans: [{ scope: SCOPE, spans: some }] }] }, () => {}).map(
      rowOf,
    )
    expect((await readWell(new Blob([...drawnFile({ ...file, spans: 200 })]))).rows.spans).toEqual(expected)
    expect((await readWell(new Blob([...drawnFile({ ...file, spans: 200, format: 'lines' })]))).rows.spans).toEqual(expected)
  })
})

describe('a file with a fault', () => {
  const span = (n: number): string => JSON.stringify([...drawnSpans({ spans: n, format: 'json' })][n - 1])
  const doc = (...spans: readonly string[]): string => `{"resourceSpans":[{"scopeSpans":[{"spans":[${spans.join(',')}]}]}]}`
  const good = doc(span(1), span(2))

  test.each<readonly [string, string, string | undefined]>([
    ['nothing in it', ' \n', undefined],
    ['words', 'hello', 'This is not JSON: at line 1, column 1 stands "hello" where value should stand.'],
    [
      'a bracket too early',
      '{"é":1,\n"resourceSpans":[}',
      'This is not JSON: at line 2, column 18 stands "}" where value or ] should stand.',
    ],
    [
      'cut off before any span',
      good.slice(0, 40),
      'The file ends too early, at line 1, column 41: it was cut off when it was written or copied.',
    ],
    ['a list of something else', '[1,2]', 'This is JSON, but no OpenTelemetry trace: it has no "resourceSpans". It is a list of 2.'],
    ['a value', '5', 'This is JSON, but no OpenTelemetry trace: it has no "resourceSpans". It is a single value.'],
    ['an object', '{}', 'This is JSON, but no OpenTelemetry trace: it has no "resourceSpans". It is empty.'],
    ['some keys', '{"log":{},"x":1}', 'This is JSON, but no OpenTelemetry trace: it has no "resourceSpans". It has "log", "x".'],
  ])('%s', async (_, text, words) => {
    const error = words ?? 'The file is empty.'
    expect(openTrace(text)).toEqual({ error })
    expect((await read(new Blob([text]), 0)).last).toEqual({ type: 'failed', error })
    const small = (await read(new Blob([text]))).last
    // Said by whoever reads it as a whole.
    expect(small.type).toBe(words === undefined ? 'failed' : 'broken')
  })

  test.each<readonly [string, string, number, string, string]>([
    ['cut within a span', good.slice(0, -20), 1, 'pieces that are no JSON', `line 1, column ${good.length - 19}: cut off`],
    ['a span that is no JSON', doc(span(1), '{"a":oops}', span(2)), 2, 'pieces that are no JSON', 'span 2, at byte *'],
    [
      'a line cut',
      `${good}\n${good.slice(0, -20)}\n${good}`,
      5,
      'lines that are no whole JSON',
      `line 2: cut off, at column ${good.length - 19}`,
    ],
    [
      'a line of a log',
      `${good}\né INFO {\n${good}`,
      4,
      'lines that are no whole JSON',
      'line 2: "é INFO {\\n{\\"r" where value should stand, at column 1',
    ],
    ['a line that is no trace', `${good}\n{"level":5}\n${good}`, 4, 'lines that are no OpenTelemetry data', 'line 2'],
  ])('%s', async (_, text, spans, what, where) => {
    const { rows, last } = await read(new Blob([text]), 0)
    expect(rows.spans).toHaveLength(spans)
    const place = where.endsWith('*') ? expect.stringMatching(new RegExp(`^${where.slice(0, -1)}`)) : where
    expect(last).toMatchObject({ type: 'end', spans, skipped: [{ what, count: 1, where: [place] }] })
  })

  test('is told to be read as a whole, unpacked where it was packed', async () => {
    const text = good.slice(0, -20)
    for (const file of [new Blob([text]), packed(text)]) {
      const { last } = await read(file)
      expect(last.type === 'broken' && (await last.source.text())).toBe(text)
    }
  })
})

describe('a packed file', () => {
  test('of zeros ends at once', async () => {
    const { last } = await read(packed(new Uint8Array(80_000_000)))
    expect(last).toEqual({
      type: 'failed',
      error: 'This is not JSON: at line 1, column 1 stands "*" where value should stand.'.replace('*', '\\u0000'.repeat(12)),
    })
  })

  test('of white space ends where it grows too much', async () => {
    // The level packs as well as the usual one, in half of the time.
    const { last } = await read(new Blob([gzipSync(new Uint8Array(280_000_000).fill(32), { level: 4 })]))
    expect(last).toEqual({ type: 'failed', error: 'The file grows more than 500 times when it is unpacked: this is no trace.' })
  })

  test('of more than may be unpacked says so', async () => {
    const { last } = await read(packed(saved.padEnd(3 * 1024 ** 2)), undefined, 2 * 1024 ** 2)
    expect(last).toEqual({ type: 'failed', error: 'The file has more than 2 MB when it is unpacked: no more is read.' })
  })

  test('that is damaged says so', async () => {
    const bytes = gzipSync(saved)
    for (const file of [bytes.subarray(0, -100), bytes.subarray(0, 20)]) {
      expect((await read(new Blob([Uint8Array.from(file)]))).last).toEqual({
        type: 'failed',
        error: 'The file cannot be unpacked: it is damaged, was cut off, or was changed or removed meanwhile.',
      })
    }
  })
})

test('a place that is another one by now says so', () => {
  const at = { format: 'json', offset: 3, place: { attributes: {}, scope: { name: '' } } } as const
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const error = 'The file is not what it was when it was opened: open it again.'
  expect(() => readSpanIn({ ...at, bytes: bytes('sourc'), size: 5 })).toThrow(error)
  expect(() => readSpanIn({ ...at, bytes: bytes('re'), size: 5 })).toThrow(error)
  expect(() => readSpanIn({ ...at, bytes: bytes('{}'), size: 2 })).toThrow(error)
})

describe('a file of another kind', () => {
  const image = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  test.each<readonly [string, Blob, RegExp]>([
    ['an image', new Blob([image]), /^This is a PNG image/],
    ['an image that is packed', new Blob([gzipSync(image)]), /^This is a PNG image/],
    ['a page', new Blob(['<!doctype html>']), /^This is an HTML page/],
    ['a table, of a file that is read in pieces alone', new Blob(['a,b\n1,2\n']), /^This is a table/],
    ['a HAR file, likewise', new Blob(['{"log":{"entries":[]}}']), /^This is a HAR file/],
  ])('%s is named', async (_, file, words) => {
    const { last } = await read(file, 0)
    expect(last).toMatchObject({ type: 'failed', error: expect.stringMatching(words) })
  })
})
