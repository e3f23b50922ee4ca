/** Which row is whose: spans by their trace and id, traces by their document and id. */
import { hexOf, traceWordsOf } from './hex-ids.ts'
import type { SpanId, TraceId } from './hex-ids.ts'
import { finish, IdIndex, mix } from './id-index.ts'
import type { SpanIndex } from './model.ts'
import { Flag, NONE } from './span-columns.ts'
import type { SpanColumns, Tables, TraceColumns } from './span-columns.ts'
import { i32, setI32, setU32, setU8, u32, u8 } from './table.ts'

export class Identities {
  readonly #spans: SpanColumns
  readonly #traces: TraceColumns
  readonly #documents = new Map<string, number>()
  readonly #bySpan: IdIndex
  readonly #byTrace: IdIndex
  /** Ids whose words are only a hash of them. */
  readonly #oddSpans = new Map<SpanIndex, string>()
  readonly #oddTraces = new Map<number, string>()
  #last: { readonly document: string; readonly traceId: string; readonly trace: number } | undefined

  constructor({ spans, traces }: Tables) {
    this.#spans = spans.columns
    this.#traces = traces.columns
    const { trace, idHigh, idLow } = spans.columns
    this.#bySpan = new IdIndex((row) => spanHash(i32(trace, row), u32(idHigh, row), u32(idLow, row)))
    this.#byTrace = new IdIndex((row) => traceHash(i32(traces.columns.document, row), this.#wordsOf(row)))
  }

  /** Number of a document, which it keeps. */
  documentOf(document: string): number {
    const known = this.#documents.get(document)
    if (known !== undefined) return known
    const id = this.#documents.size
    this.#documents.set(document, id)
    return id
  }

  /** {@link NONE} where it is not there; of a span likewise. */
  traceOf(document: string, traceId: string): number {
    // Spans of a trace come together.
    if (this.#last?.traceId === traceId && this.#last.document === document) return this.#last.trace
    const at = this.#documents.get(document)
    const trace = at === undefined ? NONE : this.findTrace(at, traceWordsOf(traceId))
    if (trace !== NONE) this.#last = { document, traceId, trace }
    return trace
  }

  findTrace(document: number, { words, odd }: TraceId): number {
    const of = this.#traces
    const [id0, id1, id2, id3] = words
    const isIt = (row: number): boolean =>
      i32(of.document, row) === document &&
      u32(of.id0, row) === id0 &&
      u32(of.id1, row) === id1 &&
      u32(of.id2, row) === id2 &&
      u32(of.id3, row) === id3 &&
      this.#oddTraces.get(row) === odd
    return this.#byTrace.find(traceHash(document, words), isIt)
  }

  spanOf(trace: number, { high, low, odd }: SpanId): SpanIndex {
    const of = this.#spans
    const isOdd = odd === undefined ? 0 : Flag.odd
    const isIt = (row: number): boolean =>
      i32(of.trace, row) === trace &&
      u32(of.idHigh, row) === high &&
      u32(of.idLow, row) === low &&
      (u8(of.flags, row) & Flag.odd) === isOdd &&
      (odd === undefined || this.#oddSpans.get(row) === odd)
    return this.#bySpan.find(spanHash(trace, high, low), isIt)
  }

  nameTrace(trace: number, document: number, { words, odd }: TraceId): void {
    const of = this.#traces
    setI32(of.document, trace, document)
    setU32(of.id0, trace, words[0])
    setU32(of.id1, trace, words[1])
    setU32(of.id2, trace, words[2])
    setU32(of.id3, trace, words[3])
    if (odd !== undefined) this.#oddTraces.set(trace, odd)
    this.#byTrace.add(trace)
  }

  nameSpan(row: SpanIndex, trace: number, { high, low, odd }: SpanId): void {
    const of = this.#spans
    setI32(of.trace, row, trace)
    setU32(of.idHigh, row, high)
    setU32(of.idLow, row, low)
    if (odd !== undefined) {
      this.#oddSpans.set(row, odd)
      setU8(of.flags, row, Flag.odd)
    }
    this.#bySpan.add(row)
  }

  forgetTrace(trace: number): void {
    this.#last = undefined
    this.#byTrace.delete(trace)
    this.#oddTraces.delete(trace)
    setI32(this.#traces.document, trace, NONE)
  }

  forgetSpan(row: SpanIndex): void {
    this.#bySpan.delete(row)
    this.#oddSpans.delete(row)
    setI32(this.#spans.trace, row, NONE)
  }

  textOfTrace(trace: number): string {
    return this.#oddTraces.get(trace) ?? hexOf(...this.#wordsOf(trace))
  }

  textOfSpan(row: SpanIndex): string {
    return this.#oddSpans.get(row) ?? hexOf(u32(this.#spans.idHigh, row), u32(this.#spans.idLow, row))
  }

  #wordsOf(trace: number): TraceId['words'] {
    const { id0, id1, id2, id3 } = this.#traces
    return [u32(id0, trace), u32(id1, trace), u32(id2, trace), u32(id3, trace)]
  }
}

const spanHash = (trace: number, high: number, low: number): number => finish(mix(mix(mix(0, trace), high), low))

function traceHash(document: number, words: readonly number[]): number {
  let hash = document
  for (const word of words) hash = mix(hash, word)
  return finish(hash)
}
