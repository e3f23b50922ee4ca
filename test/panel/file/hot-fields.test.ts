/** What is read of a span's bytes is what is read of its parsed record. */
import { describe, expect, test } from 'vitest'
import { JsonReader } from '../../../panel/file/json-reader.ts'
import { readDocuments } from '../../../panel/file/read-documents.ts'
import { createSkipped } from '../../../panel/file/skipped.ts'
import type { Skipped } from '../../../panel/file/skipped.ts'
import { readSpans } from '../../../panel/otlp/read-spans.ts'
import { seeded } from '../../support/random.ts'
import { drawSpan } from './drawn-spans.ts'
import { RowsOf, rowOf } from './rows.ts'
import type { Row } from './rows.ts'

const document = (spans: readonly string[]): string =>
  `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}]},"scopeSpans":[{"scope":{"name":"n","version":"1"},"spans":[${spans.join(',')}]}]}]}`

interface Outcome {
  readonly rows: readonly Row[]
  readonly skipped: readonly Skipped[]
}

function scanned(text: string): Outcome {
  const reader = new JsonReader()
  reader.push(new TextEncoder().encode(text))
  reader.end()
  expect(reader.scan.fault).toBeUndefined()
  return { rows: new RowsOf(reader.rows.take(0, true)).spans, skipped: sorted(reader.skipped()) }
}

function parsed(text: string): Outcome {
  const { skip, skipped } = createSkipped()
  const spans = readDocuments(text, skip).roots.flatMap(({ value }) => readSpans(value, skip))
  return { rows: spans.map(rowOf), skipped: sorted(skipped()) }
}

class Counting extends JsonReader {
  parsed = 0

  override whole(isLog: boolean, bytes: Uint8Array, offset: number): void {
    this.parsed++
    super.whole(isLog, bytes, offset)
  }
}

const sorted = (skipped: readonly Skipped[]): readonly Skipped[] => skipped.toSorted((a, b) => (a.what < b.what ? -1 : 1))

describe('a span of any form', () => {
  test.each(Array.from({ length: 12 }, (_, seed) => seed))('drawn with seed %i', (seed) => {
    const below = seeded(seed * 7_919 + 1)
    const spans = Array.from({ length: 80 }, (_, nth) => drawSpan(below, nth + 1))
    for (const [nth, span] of spans.entries()) {
      const text = document([span])
      expect(scanned(text), `${nth}: ${text.slice(0, 3_000)}`).toEqual(parsed(text))
    }
    expect(scanned(document(spans))).toEqual(parsed(document(spans)))
  })

  test('is mostly read without being parsed', () => {
    const reader = new Counting()
    const below = seeded(1)
    reader.push(new TextEncoder().encode(document(Array.from({ length: 1_000 }, (_, nth) => drawSpan(below, nth + 1)))))
    expect(reader.parsed).toBeGreaterThan(100)
    expect(reader.parsed).toBeLessThan(600)
  })
})
