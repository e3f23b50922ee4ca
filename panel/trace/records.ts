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
import { f64, setF64, setU32, u32, u8 } from './table.ts'

type Record = Accepted<SpanRecord>

const SEGMENT_BYTES = 1024 * 1024
/** Longer ones have a segment to themselves, which is no larger than they are. */
const LONG = 16 * 1024
/** A segment's number in an offset. */
const PLACES = 2 ** 32
/** UTF-8 of one character of JavaScript's. */
const MAX_UNIT_BYTES = 3
/** Before each record of a shared segment stand its row and its length: two words. */
const HEAD_BYTES = 8
/** So much more than what is held may the segments take, and that share of it. */
const SLACK_BYTES = 16 * 1024 * 1024
const SLACK_SHARE = 1 / 16

interface Segment {
  readonly bytes: Uint8Array
  /** Undefined for one that a long record has to itself. */
  readonly heads: DataView | undefined
  /** Bytes that have been written. */
  filled: number
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
  /** To which records are added. */
  #current = NONE
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
    const isRunning = record.state === 'running'
    if (!isRunning || !this.#running.has(row)) this.delete(row)
    setU32(this.#columns.bytes, row, bytes)
    if (isRunning) return void this.#running.set(row, record)
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
    if (text.length > LONG) {
      const bytes = this.#encoder.encode(text)
      this.#place(row, this.#add({ bytes, heads: undefined, filled: bytes.length, used: bytes.length }), 0)
      this.#used += bytes.length
      return bytes.length
    }
    const segment = this.#withRoom(HEAD_BYTES + text.length * MAX_UNIT_BYTES)
    const from = segment.filled + HEAD_BYTES
    const { written } = this.#encoder.encodeInto(text, segment.bytes.subarray(from))
    this.#append(row, segment, written)
    return written
  }

  /** Notes the bytes that were written at the end of the current segment. */
  #append(row: SpanIndex, segment: Segment, bytes: number): void {
    segment.heads?.setUint32(segment.filled, row)
    segment.heads?.setUint32(segment.filled + 4, bytes)
    this.#place(row, this.#current, segment.filled + HEAD_BYTES)
    segment.filled += HEAD_BYTES + bytes
    segment.used += HEAD_BYTES + bytes
    this.#used += HEAD_BYTES + bytes
  }

  #place(row: SpanIndex, segment: number, from: number): void {
    setF64(this.#columns.offset, row, segment * PLACES + from)
  }

  #withRoom(size: number): Segment {
    const current = this.#segments[this.#current]
    if (current !== undefined && current.filled + size <= current.bytes.length) return current
    const before = this.#current
    const bytes = new Uint8Array(SEGMENT_BYTES)
    const segment = { bytes, heads: new DataView(bytes.buffer), filled: 0, used: 0 }
    this.#current = this.#add(segment)
    this.#dropIfEmpty(before)
    return segment
  }

  #add(segment: Segment): number {
    const index = this.#free.pop() ?? this.#segments.length
    this.#segments[index] = segment
    this.#capacity += segment.bytes.length
    return index
  }

  #release(index: number, bytes: number): void {
    const segment = this.#segments[index]
    if (segment === undefined) return
    const size = bytes + (segment.heads === undefined ? 0 : HEAD_BYTES)
    segment.used -= size
    this.#used -= size
    if (index !== this.#current) this.#dropIfEmpty(index)
    if (this.#capacity > this.#used * (1 + SLACK_SHARE) + SLACK_BYTES) this.#emptySparsest()
  }

  #dropIfEmpty(index: number): void {
    const segment = this.#segments[index]
    if (segment === undefined || segment.used > 0) return
    this.#segments[index] = undefined
    this.#free.push(index)
    this.#capacity -= segment.bytes.length
  }

  /** Moves the records of the shared segment that holds least to the current one: one at a time, so that nobody waits. */
  #emptySparsest(): void {
    let sparsest = NONE
    this.#segments.forEach((segment, index) => {
      if (segment?.heads === undefined || index === this.#current) return
      if (segment.used < (this.#segments[sparsest]?.used ?? SEGMENT_BYTES)) sparsest = index
    })
    const segment = this.#segments[sparsest]
    if (segment?.heads === undefined) return
    const { offset, bytes, flags } = this.#columns
    for (let at = 0; at < segment.filled;) {
      const [row, size] = [segment.heads.getUint32(at), segment.heads.getUint32(at + 4)]
      const from = at + HEAD_BYTES
      at = from + size
      // It may have been written anew elsewhere, and its row may be another span's.
      const isHere = f64(offset, row) === sparsest * PLACES + from && u32(bytes, row) === size && (u8(flags, row) & Flag.file) === 0
      if (!isHere) continue
      const to = this.#withRoom(HEAD_BYTES + size)
      to.bytes.set(segment.bytes.subarray(from, at), to.filled + HEAD_BYTES)
      this.#append(row, to, size)
      segment.used -= HEAD_BYTES + size
      this.#used -= HEAD_BYTES + size
    }
    this.#dropIfEmpty(sparsest)
  }
}
