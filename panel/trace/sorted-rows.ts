/**
 * Rows in an order of their own, in chunks: finding a row's place among a million, adding and taking one out cost some hundred steps, whatever order they come in.
 * What `isBefore` reads of a row must not change while the row is in.
 */
import { NONE } from './table.ts'

const CHUNK = 512

interface Chunk {
  rows: Int32Array
  length: number
}

export class SortedRows {
  readonly #isBefore: (a: number, b: number) => boolean
  readonly #chunks: Chunk[] = []

  constructor(isBefore: (a: number, b: number) => boolean) {
    this.#isBefore = isBefore
  }

  get first(): number {
    return this.#chunks[0]?.rows[0] ?? NONE
  }

  /** Gives the row before it, or {@link NONE}. */
  add(row: number): number {
    if (this.#chunks.length === 0) this.#chunks.push({ rows: new Int32Array(8), length: 0 })
    const place = this.#chunkFor(row)
    const chunk = this.#chunks[place]
    if (chunk === undefined) return NONE
    const at = this.#placeIn(chunk, row)
    const before = at > 0 ? (chunk.rows[at - 1] ?? NONE) : this.#lastOf(place - 1)
    insert(chunk, at, row)
    if (chunk.length === CHUNK) this.#split(place, at === chunk.length - 1 && place === this.#chunks.length - 1)
    return before
  }

  delete(row: number): void {
    const place = this.#chunkFor(row)
    const chunk = this.#chunks[place]
    if (chunk === undefined) return
    const at = this.#placeIn(chunk, row)
    if (chunk.rows[at] !== row) return
    chunk.rows.copyWithin(at, at + 1, chunk.length)
    chunk.length--
    if (chunk.length === 0) this.#chunks.splice(place, 1)
  }

  /** The row after it, or {@link NONE}. */
  after(row: number): number {
    const place = this.#chunkFor(row)
    const chunk = this.#chunks[place]
    if (chunk === undefined) return NONE
    const at = this.#placeIn(chunk, row)
    const next = at + 1 < chunk.length ? chunk.rows[at + 1] : this.#chunks[place + 1]?.rows[0]
    return next ?? NONE
  }

  *[Symbol.iterator](): Generator<number> {
    for (const { rows, length } of this.#chunks) yield* rows.subarray(0, length)
  }

  #lastOf(place: number): number {
    const chunk = this.#chunks[place]
    return chunk?.rows[chunk.length - 1] ?? NONE
  }

  /** The first chunk whose last row is not before it; the last one, where all are. */
  #chunkFor(row: number): number {
    let low = 0
    let high = this.#chunks.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#isBefore(this.#lastOf(middle), row)) low = middle + 1
      else high = middle
    }
    return low
  }

  #placeIn({ rows, length }: Chunk, row: number): number {
    let low = 0
    let high = length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#isBefore(rows[middle] ?? NONE, row)) low = middle + 1
      else high = middle
    }
    return low
  }

  /** `grows`: rows come at the end, so that what is full stays full. */
  #split(place: number, grows: boolean): void {
    const chunk = this.#chunks[place]
    if (chunk === undefined) return
    const from = grows ? chunk.length - 1 : chunk.length >>> 1
    const rows = new Int32Array(CHUNK)
    rows.set(chunk.rows.subarray(from, chunk.length))
    this.#chunks.splice(place + 1, 0, { rows, length: chunk.length - from })
    chunk.length = from
  }
}

function insert(chunk: Chunk, at: number, row: number): void {
  if (chunk.length === chunk.rows.length) {
    const larger = new Int32Array(Math.min(CHUNK, chunk.length * 2))
    larger.set(chunk.rows)
    chunk.rows = larger
  }
  chunk.rows.copyWithin(at + 1, at, chunk.length)
  chunk.rows[at] = row
  chunk.length++
}
