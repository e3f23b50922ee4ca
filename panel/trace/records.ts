/**
 * The records beside the columns. One that runs is kept as it is, since it is about to be replaced; one that ended as the bytes of its JSON, in segments: a third of
 * what the object weighs, nothing for the garbage collector to look at, and nothing that it was cut from stays alive. It becomes bytes when there is time, or too
 * many wait for it.
 */
import type { Accepted } from '../../sdk/protocol/accepted.ts'
import type { SpanRecord } from '../../sdk/protocol/records.ts'
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

/** Of records that ended and are no bytes yet, about. */
const MAX_LOOSE_BYTES = 32 * 1024 * 1024

export class Records {
  readonly #columns: SpanColumns
  readonly #weighed: (row: SpanIndex, more: number) => void
  readonly #running = new Map<SpanIndex, Record>()
  /** Those that ended and are no bytes yet; the oldest first. */
  readonly #loose = new Map<SpanIndex, Record>()
  #looseBytes = 0
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

  /** `weighed` is told of a row whose record takes more or fewer bytes than {@link put} was told. */
  constructor(columns: SpanColumns, weighed: (row: SpanIndex, more: number) => void) {
    this.#columns = columns
    this.#weighed = weighed
  }

  /** Rows of records that run. */
  get running(): Iterable<SpanIndex> {
    return this.#running.keys()
  }

  /** Replaces the record of a row. `bytes`: what it takes, about. */
  put(row: SpanIndex, record: Record, bytes: number): void {
    this.delete(row)
    setU32(this.#columns.bytes, row, bytes)
    if (record.state === 'running') return void this.#running.set(row, record)
    this.#loose.set(row, record)
    this.#looseBytes += bytes
    while (this.#looseBytes > MAX_LOOSE_BYTES) this.#packOldest()
  }

  /** Makes bytes of records as long as `hasTime` says so. @returns whether none is left */
  settle(hasTime: () => boolean): boolean {
    while (this.#loose.size > 0) {
      this.#packOldest()
      if (!hasTime()) break
    }
    return this.#loose.size === 0
  }

  get(row: SpanIndex): Record | undefined {
    const kept = this.#running.get(row) ?? this.#loose.get(row)
    if (kept !== undefined) return kept
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
    if (this.#loose.delete(row)) {
      this.#looseBytes -= u32(this.#columns.bytes, row)
      return
    }
    const offset = f64(this.#columns.offset, row)
    // Of a span of a file the bytes stand in the file.
    if (Number.isNaN(offset) || (u8(this.#columns.flags, row) & Flag.file) !== 0) return
    setF64(this.#columns.offset, row, Number.NaN)
    this.#release(Math.floor(offset / PLACES), u32(this.#columns.bytes, row))
  }

  #packOldest(): void {
    const [oldest] = this.#loose
    if (oldest === undefined) return
    const [row, record] = oldest
    const before = u32(this.#columns.bytes, row)
    this.#loose.delete(row)
    this.#looseBytes -= before
    const written = this.#write(row, JSON.stringify(record))
    setU32(this.#columns.bytes, row, written)
    this.#weighed(row, written - before)
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
