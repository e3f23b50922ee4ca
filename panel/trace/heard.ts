/** Into which spans text may still stream: those that run, and those that ended last. Text names its span by the id alone. */
import type { SpanIndex } from './model.ts'

/** Spans that ended, into which text may stream for a while. */
const MAX_ENDED = 4_096

export class Heard {
  /** By document, then by span id: a key of both would be made anew for each record. */
  readonly #documents = new Map<string, Map<string, SpanIndex>>()
  /** Those that ended last, in a ring. */
  readonly #ended: { readonly rows: Map<string, SpanIndex>; readonly spanId: string }[] = []
  #next = 0

  get(document: string, spanId: string): SpanIndex | undefined {
    return this.#documents.get(document)?.get(spanId)
  }

  /** A span that came or changed. `isRunning`: of any row. */
  add(document: string, spanId: string, row: SpanIndex, isRunning: (row: SpanIndex) => boolean): void {
    const rows = this.#rowsOf(document)
    if (rows.get(spanId) !== row) rows.set(spanId, row)
    if (isRunning(row)) return
    const oldest = this.#ended[this.#next]
    this.#ended[this.#next] = { rows, spanId }
    this.#next = (this.#next + 1) % MAX_ENDED
    if (oldest === undefined || (oldest.rows === rows && oldest.spanId === spanId)) return
    const gone = oldest.rows.get(oldest.spanId)
    if (gone !== undefined && !isRunning(gone)) oldest.rows.delete(oldest.spanId)
  }

  delete(document: string, spanId: string): void {
    const rows = this.#documents.get(document)
    rows?.delete(spanId)
    if (rows?.size === 0) this.#documents.delete(document)
  }

  #rowsOf(document: string): Map<string, SpanIndex> {
    const known = this.#documents.get(document)
    if (known !== undefined) return known
    const rows = new Map<string, SpanIndex>()
    this.#documents.set(document, rows)
    return rows
  }
}
