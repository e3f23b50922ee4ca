/** Into which spans text may still stream: those that run, and those that ended last. Text names its span by the id alone. */
import type { SpanIndex } from './model.ts'

/** Spans that ended, into which text may stream for a while. */
const MAX_ENDED = 4_096

export class Heard {
  readonly #rows = new Map<string, SpanIndex>()
  /** Keys of those that ended last, in a ring. */
  readonly #ended: string[] = []
  #next = 0

  get(document: string, spanId: string): SpanIndex | undefined {
    return this.#rows.get(keyOf(document, spanId))
  }

  /** A span that came or changed. `isRunning`: of any row. */
  add(document: string, spanId: string, row: SpanIndex, isRunning: (row: SpanIndex) => boolean): void {
    const key = keyOf(document, spanId)
    this.#rows.set(key, row)
    if (isRunning(row)) return
    const oldest = this.#ended[this.#next]
    this.#ended[this.#next] = key
    this.#next = (this.#next + 1) % MAX_ENDED
    const gone = oldest === undefined || oldest === key ? undefined : this.#rows.get(oldest)
    if (oldest !== undefined && gone !== undefined && !isRunning(gone)) this.#rows.delete(oldest)
  }

  delete(document: string, spanId: string): void {
    this.#rows.delete(keyOf(document, spanId))
  }
}

const keyOf = (document: string, spanId: string): string => `${document} ${spanId}`
