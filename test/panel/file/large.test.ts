/** Files that are large in one way or another: nothing of them is there as a whole. What takes longest is in the long run. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { JsonReader } from '../../../panel/file/json-reader.ts'
import { ProtoReader } from '../../../panel/file/proto-reader.ts'
import { drawnFile } from '../../support/drawn-file.ts'
import { longRun } from '../../support/long-run.ts'
import { RowsOf } from './rows.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const MB = 1024 * 1024
const id = (n: number): string => n.toString(16).padStart(16, '0')
const span = (n: number, parent: number): string =>
  `{"traceId":"${id(1)}${id(1)}","spanId":"${id(n)}","parentSpanId":"${parent === 0 ? '' : id(parent)}","name":"n${n}","startTimeUnixNano":"${n}000000","endTimeUnixNano":"${n + 1}000000"}`

interface Counted {
  readonly spans: number
  readonly batches: number
  readonly skipped: readonly unknown[]
  readonly first: object | undefined
  /** Of all ids in their order. */
  readonly hash: string
}

/** Batches are looked at and let go. */
function count(reader: JsonReader | ProtoReader, pieces: Iterable<Uint8Array>): Counted {
  let batches = 0
  let first: object | undefined
  let to = 0
  const hash = createHash('sha256')
  const take = (all: boolean): void => {
    for (const each of reader.rows.take(to, all)) {
      batches++
      if (each.type !== 'spans') continue
      hash.update(each.batch.ids)
      first ??= new RowsOf([{ ...each, batch: { ...each.batch, length: 1 } }]).spans[0]
    }
  }
  for (const piece of pieces) {
    reader.push(piece)
    to += piece.length
    take(false)
  }
  reader.end()
  take(true)
  expect(reader.scan.fault).toBeUndefined()
  return { spans: reader.rows.spans, batches, skipped: reader.skipped(), first, hash: hash.digest('hex') }
}

const HEAD = '{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":['

function* document(spans: Iterable<string>, head = HEAD, tail = ']}]}]}'): Generator<Uint8Array> {
  let text = head
  let isFirst = true
  for (const each of spans) {
    text += isFirst ? each : `,${each}`
    isFirst = false
    if (text.length < MB) continue
    yield encode(text)
    text = ''
  }
  yield encode(text + tail)
}

describe('a document in one line', () => {
  const spans = longRun ? 1_000_000 : 10_000

  function* chain(order: 1 | -1): Generator<string> {
    for (let nth = 1; nth <= spans; nth++) {
      const n = order === 1 ? nth : spans + 1 - nth
      yield span(n, n - 1)
    }
  }

  test('of many spans, each the child of the one before', () => {
    const counted = count(new JsonReader(), document(chain(1)))
    expect(counted).toMatchObject({
      spans,
      batches: Math.ceil(spans / 8_192),
      skipped: [],
      first: { spanId: id(1), parent: id(0), name: 'n1' },
    })
  })

  test('of the same in reverse', () => {
    expect(count(new JsonReader(), document(chain(-1)))).toMatchObject({
      spans,
      skipped: [],
      first: { spanId: id(spans), parent: id(spans - 1) },
    })
  })

  test('of ids that repeat: each is passed on', () => {
    expect(count(new JsonReader(), document(Array.from({ length: 9_000 }, () => span(1, 0))))).toMatchObject({ spans: 9_000, skipped: [] })
  })

  test('whose resource comes last: they wait for it, and get it', () => {
    const tail = ']}],"resource":{"attributes":[{"key":"a","value":{"stringValue":"b"}}]}}]}'
    const spanTexts = Array.from({ length: 9_000 }, (_, nth) => span(nth + 1, nth))
    const counted = count(new JsonReader(), document(spanTexts, '{"resourceSpans":[{"scopeSpans":[{"spans":[', tail))
    expect(counted).toMatchObject({ spans: 9_000, first: { place: { attributes: { a: 'b' } } } })
  })
})

describe('one large span', () => {
  const size = longRun ? 200 : 20

  function* large(): Generator<Uint8Array> {
    yield encode(
      `{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[${span(1, 0)},${span(2, 1).slice(0, -1)},"attributes":[{"key":"say","value":{"stringValue":"`,
    )
    const piece = encode('words and \\"words\\" '.repeat(60_000)).slice(0, MB - 1)
    // A piece may end in an escape: the next byte is its second.
    for (let nth = 0; nth < size; nth++) yield piece.at(-1) === 0x5c ? piece.slice(0, -1) : piece
    yield encode(`"}},{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}}]},${span(3, 1)}]}]}]}`)
  }

  test('is read, and so are those beside it', () => {
    const counted = count(new JsonReader(), large())
    expect(counted).toMatchObject({ spans: 3, skipped: [] })
  })
})

test('a value of 300 MB that nobody asks for is passed over', () => {
  function* large(): Generator<Uint8Array> {
    yield encode('{"other":["')
    const piece = new Uint8Array(MB).fill(0x61)
    for (let nth = 0; nth < (longRun ? 300 : 20); nth++) yield piece
    yield encode(`"],"resourceSpans":[{"scopeSpans":[{"spans":[${span(1, 0)}]}]}]}`)
  }
  expect(count(new JsonReader(), large())).toMatchObject({ spans: 1, skipped: [] })
})

test('a file of more than 2 GB, where offsets fit no 32 bits', () => {
  const spans = longRun ? 1_300_000 : 5_000
  let bytes = 0
  function* counted(): Generator<Uint8Array> {
    for (const piece of drawnFile({ spans, format: 'json' })) {
      bytes += piece.length
      yield piece
    }
  }
  expect(count(new JsonReader(), counted())).toMatchObject({ spans, skipped: [] })
  if (longRun) expect(bytes).toBeGreaterThan(2 ** 31)
}, 900_000)

test('drawn files say the same in all forms', () => {
  const spans = 2_000
  const json = count(new JsonReader(), drawnFile({ spans, format: 'json' }))
  const lines = count(new JsonReader(), drawnFile({ spans, format: 'lines' }))
  const protobuf = count(new ProtoReader(), drawnFile({ spans, format: 'protobuf' }))
  expect(lines).toEqual(json)
  expect(protobuf).toEqual(json)
})
