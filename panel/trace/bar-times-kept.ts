/** What bars show of the records of the rows that were asked for last: they are drawn each frame, and it lies in the record's text. */
import type { ChunkTimings, SpanRecord } from '../../sdk/protocol/records.ts'
import { barTimesOf } from './bar-times.ts'
import type { BarTimes } from './bar-times.ts'
import type { SpanIndex } from './model.ts'

export interface KeptTimes {
  readonly timings: ChunkTimings | undefined
  readonly times: BarTimes
}

/** Rows that are kept at hand. */
const MOST = 1_000

export class BarTimesKept {
  readonly #rows = new Map<SpanIndex, KeptTimes>()

  /** `read`: its record, where that is at hand. */
  of(row: SpanIndex, read: () => SpanRecord | undefined): KeptTimes {
    const known = this.#rows.get(row)
    if (known !== undefined) return known
    const record = read()
    const kept = { timings: record?.chunks, times: record === undefined ? {} : barTimesOf(record) }
    if (this.#rows.size >= MOST) this.#rows.clear()
    this.#rows.set(row, kept)
    return kept
  }

  delete(row: SpanIndex): void {
    this.#rows.delete(row)
  }

  clear(): void {
    this.#rows.clear()
  }
}
