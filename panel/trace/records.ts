/**
 * The records beside the columns. One that runs is kept as it is, since it is about to be replaced; one that ended as the bytes of its JSON, in segments: a third of
 * what the object weighs, nothing for the garbage collector to look at, and nothing that it was cut from stays alive.
 */
import type { Accepted } from '../../sdk/protocol/accepted.ts'
import type { SpanRecord } from '../../sdk/protocol/records.ts'
import { weigh } from './measure.ts'
import type { SpanIndex } from './model.ts'
import { Flag, NONE } from './span-columns.ts'
import type { SpanColumns } from './span-columns.ts'
import { f64, i32, setF64, setU32, u32, u8 } from './table.ts'

type Record = Accepted<SpanRecord>

const SEGMENT_BYTES = 1024 * 1024
/** A segment's number in an offset. */
const PLACES = 2 ** 32
/** UTF-8 of one character of JavaScript's. */
const MAX_UNIT_BYTES = 3
/** So much more than what is held may the segments take. */
const SLACK_BYTES = 32 * 1024 * 1024

interface Segment {
  readonly bytes: Uint8Array
  /** Of records that are still there. */
  used: number
}

/** A record in the form in which it is kept. */
export interface Packed {
  readonly record: Record
  /** Of one that ended. */
  readonly text: string | undefined
  /** About the bytes that it takes. */
  readonly bytes: number
}

export function pack(record: Record): Packed {
  if (record.state === 'running') return { record, text: undefined, bytes: weigh(record) }
  const text = JSON.stringify(record)
  return { record, text, bytes: text.length }
}

export class Records {
  readonly #columns: SpanColumns
  readonly #running = new Map<SpanIndex, Record>()
  readonly #segments: (Segment | undefined)[] = []
  readonly #free: number[] = []
  readonly #encoder = new TextEncoder()
  readonly #decoder = new TextDecoder()
  #current = NONE
  /** In the current segment. */
  #filled = 0
  #capacity = 0
  #used = 0
  #last: { readonly row: SpanIndex; readonly record: Record } | undefined

  constructor(columns: SpanColumns) {
    this.#columns = columns
  }

  /** Rows of records that run. */
  get running(): Iterable<SpanIndex> {
    return this.#running.keys()
  }

  /** Replaces the record of a row. @returns the bytes that it takes, about. */
  put(row: SpanIndex, { record, text, bytes }: Packed): number {
    this.delete(row)
    if (text === undefined) {
      this.#running.set(row, record)
      setU32(this.#columns.bytes, row, bytes)
      return bytes
    }
    const written = this.#write(row, text)
    setU32(this.#columns.bytes, row, written)
    return written
  }

  get(row: SpanIndex): Record | undefined {
    const running = this.#running.get(row)
    if (running !== undefined) return running
    if (this.#last?.row === row) return this.#last.record
    const bytes = (u8(this.#columns.flags, row) & Flag.file) !== 0 ? undefined : this.#bytesOf(row)
    if (bytes === undefined) return undefined
    // It was checked when it came in, and JSON changes nothing in it.
    const record: Record = JSON.parse(this.#decoder.decode(bytes))
    this.#last = { row, record }
    return record
  }

  delete(row: SpanIndex): void {
    if (this.#last?.row === row) this.#last = undefined
    if (this.#running.delete(row)) return
    const offset = f64(this.#columns.offset, row)
    // Of a span of a file the bytes stand in the file.
    if (Number.isNaN(offset) || (u8(this.#columns.flags, row) & Flag.file) !== 0) return
    setF64(this.#columns.offset, row, Number.NaN)
    this.#release(Math.floor(offset / PLACES), u32(this.#columns.bytes, row))
  }

  #bytesOf(row: SpanIndex): Uint8Array | undefined {
    const offset = f64(this.#columns.offset, row)
    const from = offset % PLACES
    return this.#segments[Math.floor(offset / PLACES)]?.bytes.subarray(from, from + u32(this.#columns.bytes, row))
  }

  #write(row: SpanIndex, text: string): number {
    let segment = this.#segments[this.#current]
    let done = segment === undefined ? undefined : this.#encoder.encodeInto(text, segment.bytes.subarray(this.#filled))
    if (segment === undefined || done === undefined || done.read < text.length) {
      segment = this.#begin(text.length)
      done = this.#encoder.encodeInto(text, segment.bytes)
    }
    setF64(this.#columns.offset, row, this.#current * PLACES + this.#filled)
    this.#filled += done.written
    segment.used += done.written
    this.#used += done.written
    return done.written
  }

  #begin(characters: number): Segment {
    const before = this.#current
    const segment = { bytes: new Uint8Array(Math.max(SEGMENT_BYTES, characters * MAX_UNIT_BYTES)), used: 0 }
    this.#current = this.#free.pop() ?? this.#segments.length
    this.#segments[this.#current] = segment
    this.#filled = 0
    this.#capacity += segment.bytes.length
    this.#dropIfEmpty(before)
    return segment
  }

  #release(index: number, bytes: number): void {
    const segment = this.#segments[index]
    if (segment === undefined) return
    segment.used -= bytes
    this.#used -= bytes
    if (index !== this.#current) this.#dropIfEmpty(index)
    if (this.#capacity > 2 * this.#used + SLACK_BYTES) this.#compact()
  }

  #dropIfEmpty(index: number): void {
    const segment = this.#segments[index]
    if (segment === undefined || segment.used > 0) return
    this.#segments[index] = undefined
    this.#free.push(index)
    this.#capacity -= segment.bytes.length
  }

  /** Segments of which little is left: what is left goes into new ones. */
  #compact(): void {
    const { trace, offset, bytes, flags } = this.#columns
    const sparse = new Set<number>()
    this.#segments.forEach((segment, index) => {
      if (segment !== undefined && index !== this.#current && segment.used < segment.bytes.length / 2) sparse.add(index)
    })
    const rows = offset.reduce((sum, part) => sum + part.length, 0)
    for (let row = 0; row < rows; row++) {
      const index = Math.floor(f64(offset, row) / PLACES)
      if (i32(trace, row) === NONE || (u8(flags, row) & Flag.file) !== 0 || !sparse.has(index)) continue
      this.#copy(row, this.#bytesOf(row) ?? new Uint8Array())
      const segment = this.#segments[index]
      if (segment !== undefined) segment.used -= u32(bytes, row)
      this.#used -= u32(bytes, row)
    }
    for (const index of sparse) this.#dropIfEmpty(index)
  }

  #copy(row: SpanIndex, from: Uint8Array): void {
    let segment = this.#segments[this.#current]
    if (segment === undefined || this.#filled + from.length > segment.bytes.length) segment = this.#begin(from.length)
    segment.bytes.set(from, this.#filled)
    setF64(this.#columns.offset, row, this.#current * PLACES + this.#filled)
    this.#filled += from.length
    segment.used += from.length
    this.#used += from.length
  }
}
