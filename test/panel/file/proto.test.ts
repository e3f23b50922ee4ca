/** OTLP's protobuf says the same as OTLP/JSON does of the same spans, whole or in pieces cut anywhere. */
import { describe, expect, test } from 'vitest'
import type { FileMessage } from '../../../panel/file/file-messages.ts'
import { ProtoReader } from '../../../panel/file/proto-reader.ts'
import { readLogIn, readSpanIn } from '../../../panel/file/read-item.ts'
import { readSource } from '../../../panel/file/read-source.ts'
import { createSkipped } from '../../../panel/file/skipped.ts'
import { readLogs } from '../../../panel/otlp/read-logs.ts'
import { readSpans } from '../../../panel/otlp/read-spans.ts'
import { drawnFile, drawnSpans } from '../../support/drawn-file.ts'
import { ProtoWriter, writeDocument } from '../../support/otlp-proto.ts'
import { seeded } from '../../support/random.ts'
import { drawSpan } from './drawn-spans.ts'
import { RowsOf, rowOf } from './rows.ts'

function read(pieces: Iterable<Uint8Array>): ProtoReader & { readonly batches: RowsOf } {
  const reader = Object.assign(new ProtoReader(), { batches: new RowsOf() })
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
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
}

function parsed(document: unknown): unknown {
  const { skip, skipped } = createSkipped()
  return { spans: readSpans(document, skip).map(rowOf), skipped: skipped() }
}

/** Of drawn JSON what protobuf has a form for, in it and back. */
function drawn(seed: number, count: number): { readonly bytes: Uint8Array; readonly document: object } {
  const below = seeded(seed)
  const spans = Array.from({ length: count }, (_, nth): unknown => JSON.parse(drawSpan(below, nth + 1)))
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 's' } }] }
  return writeDocument({
    resourceSpans: [
      { resource, scopeSpans: [{ scope: { name: 'n', version: '1' }, spans }] },
      { scopeSpans: [{ spans: spans.slice(0, 2) }] },
    ],
  })
}

describe('spans of any form', () => {
  test.each(Array.from({ length: 8 }, (_, seed) => seed))('drawn with seed %i', (seed) => {
    const { bytes, document } = drawn(seed * 31 + 5, 60)
    const expected = parsed(document)
    for (const size of [1, 13, 4_096, 1e9]) {
      const reader = read(cutInto(bytes, size))
      expect(reader.scan.fault).toBeUndefined()
      expect({ spans: reader.batches.spans, skipped: reader.skipped() }).toEqual(expected)
    }
  })

  test('are read again from their bytes as they were', () => {
    const { bytes, document } = drawn(3, 40)
    const { batches } = read([bytes])
    const spans = readSpans(document, () => {})
    expect(batches.offsets).toHaveLength(spans.length)
    for (const [nth, span] of spans.entries()) {
      const [offset = 0, size = 0] = batches.offsets[nth] ?? []
      expect(readSpanIn({ format: 'protobuf', offset, size, place: span.place, bytes: bytes.subarray(offset, offset + size) })).toEqual(
        span,
      )
    }
  })
})

test('log records', () => {
  const span = { traceId: '1'.repeat(32), spanId: '2'.repeat(16) }
  const saved = { key: 'genai_devtools.saved', value: { boolValue: true } }
  const records = [
    { timeUnixNano: '5', ...span, attributes: [saved, { key: 'gen_ai.input.messages', value: { arrayValue: { values: [] } } }] },
    { observedTimeUnixNano: '7', eventName: 'e', body: { stringValue: 'x' }, severityNumber: 17 },
    { body: { stringValue: 'no time' } },
  ]
  const { bytes, document } = writeDocument({ resourceLogs: [{ scopeLogs: [{ scope: { name: 'l' }, logRecords: records }] }] })
  const reader = read(cutInto(bytes, 3))
  expect(reader.batches.logs).toMatchObject([{ ...span, isContent: true, place: { scope: { name: 'l' } } }, { isContent: false }])
  expect(reader.skipped().map(({ what }) => what)).toEqual(['severities of log records', 'log records without a time'])
  const logs = readLogs(document, new Set(), () => {})
  for (const [nth, log] of logs.entries()) {
    const [offset = 0, size = 0] = reader.batches.logOffsets[nth] ?? []
    const item = { format: 'protobuf', offset, size, place: log.place, bytes: bytes.subarray(offset, offset + size) } as const
    expect(readLogIn(item, new Set())).toEqual(log)
  }
})

describe('a file', () => {
  async function last(file: Blob): Promise<FileMessage | undefined> {
    let said: FileMessage | undefined
    await readSource(file, {
      async give(message) {
        said = message
      },
    })
    return said
  }
  const file = new Blob([...drawnFile({ spans: 3_000, format: 'protobuf' })])

  test('of drawn traces says what its JSON says', async () => {
    const spans = [...drawnSpans({ spans: 3_000, format: 'json' })]
    const { batches } = read(drawnFile({ spans: 3_000, format: 'protobuf' }))
    expect(batches.spans.map((row) => ({ ...row, place: undefined }))).toEqual(
      readSpans({ resourceSpans: [{ scopeSpans: [{ spans }] }] }, () => {})
        .map((span) => rowOf(span))
        .map((row) => ({ ...row, place: undefined })),
    )
    expect(await last(file)).toMatchObject({ type: 'end', format: 'protobuf', spans: 3_000, skipped: [] })
  })

  test('that was cut off is read as far as it goes', async () => {
    const said = await last(file.slice(0, file.size - 10))
    expect(said).toMatchObject({
      type: 'end',
      spans: 2_999,
      skipped: [{ what: 'pieces that are no protobuf', count: 1, where: [`at byte ${(file.size - 10).toLocaleString('en')}: cut off`] }],
    })
  })

  test('that was cut off before its first span says so', async () => {
    expect(await last(file.slice(0, 30))).toEqual({
      type: 'failed',
      error: 'The file ends too early, at byte 30: it was cut off when it was written or copied.',
    })
  })

  test('of something else says so', async () => {
    const bytes = new ProtoWriter().field(1, 'name').raw(new Uint8Array([0x0f, 1, 2])).bytes
    expect(await last(new Blob([bytes]))).toMatchObject({ type: 'failed', error: expect.stringContaining('neither JSON nor') })
  })
})
