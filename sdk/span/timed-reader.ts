/**
 * Reads chunks, many at once where it may, and tells in which of them the answer began, its first token came, and the wire ended: the same times whether
 * chunks are read as they come or all together at the end.
 */
import type { Milliseconds } from '../protocol/records.ts'
import type { BodyReader } from '../provider/body.ts'
import type { TextDelta } from '../provider/read/dialect.ts'

/** Chunks as they came one after the other: their bytes joined, of each its size, and when it came by the page's monotonic clock. */
export interface Chunks {
  readonly bytes: Uint8Array
  readonly sizes: readonly number[]
  readonly times: readonly Milliseconds[]
}

export interface Fed {
  readonly deltas: readonly TextDelta[]
  /** Chunks up to the wire's terminator: those after it are no part of the answer. */
  readonly used: number
}

/** Chunks at the end of a batch that are looked at first for the wire's terminator; doubled as long as it is not among them. */
const LAST_CHUNKS = 4

export class TimedReader {
  readonly body: BodyReader
  /** When the first event of the answer came. */
  began: Milliseconds | undefined
  /** When the first text, reasoning or tool call came. */
  firstToken: Milliseconds | undefined
  /** When the wire's terminator came. */
  ended: Milliseconds | undefined
  readonly #another: () => BodyReader
  readonly #endOfEvent: EventEnd
  /** What was fed last ended within an event. */
  #within = false

  /** `create` makes a reader of such a body. */
  constructor(create: () => BodyReader, contentType: string) {
    this.body = create()
    this.#another = create
    this.#endOfEvent = /\bevent-stream\b/i.test(contentType) ? endOfBlock : endOfLine
  }

  feed(chunks: Chunks): Fed {
    const deltas: TextDelta[] = []
    const used = this.#feedEach(chunks, deltas)
    return { deltas, used: this.ended === undefined ? this.#feedRest(chunks, used, deltas) : used }
  }

  /** Chunk by chunk until the first token, and until the event that began in the batch before has ended. Answers how many that were. */
  #feedEach({ bytes, sizes, times }: Chunks, deltas: TextDelta[]): number {
    let from = 0
    let index = 0
    for (; index < sizes.length && this.ended === undefined && (this.firstToken === undefined || this.#within); index++) {
      const chunk = bytes.subarray(from, (from += sizes[index] ?? 0))
      deltas.push(...this.body.feed(chunk))
      this.#within = this.#within ? this.#endOfEvent(chunk, chunk.length) === 0 : this.#isWithin(chunk)
      const { ended, hasToken } = this.body.facts()
      if (this.body.began) this.began ??= times[index]
      if (hasToken) this.firstToken ??= times[index]
      if (ended) this.ended = times[index]
    }
    return index
  }

  /** The many after that together, which costs a fraction. Answers how many chunks of the batch are part of the answer. */
  #feedRest({ bytes, sizes, times }: Chunks, first: number, deltas: TextDelta[]): number {
    if (first === sizes.length) return first
    deltas.push(...this.body.feed(bytes.subarray(sum(sizes, first))))
    this.#within = this.#isWithin(bytes)
    if (this.body.facts().ended !== true) return sizes.length
    const last = this.#terminatorIn(bytes, sizes, first)
    this.ended = times[last]
    return last + 1
  }

  /**
   * Which chunk from `first` on had the terminator: read once more, by themselves, with a reader of their own. Of several terminators the first counts, which
   * the events after it tell.
   */
  #terminatorIn(bytes: Uint8Array, sizes: readonly number[], first: number): number {
    for (let count = LAST_CHUNKS; ; count *= 2) {
      const from = Math.max(first, sizes.length - count)
      const found = this.#terminatorFrom(from, bytes, sizes)
      if (found !== undefined || from === first) return found ?? sizes.length - 1
    }
  }

  #terminatorFrom(first: number, bytes: Uint8Array, sizes: readonly number[]): number | undefined {
    const reader = this.#another()
    let from = sum(sizes, first)
    reader.feed(bytes.subarray(this.#endOfEvent(bytes, from), from))
    let found: number | undefined
    for (let index = first; index < sizes.length; index++) {
      reader.feed(bytes.subarray(from, (from += sizes[index] ?? 0)))
      if (found === undefined && reader.facts().ended) found = index
    }
    return reader.afterEnd === this.body.afterEnd ? found : undefined
  }

  #isWithin(bytes: Uint8Array): boolean {
    return this.#endOfEvent(bytes, bytes.length) < bytes.length
  }
}

function sum(sizes: readonly number[], count: number): number {
  let bytes = 0
  for (let index = 0; index < count; index++) bytes += sizes[index] ?? 0
  return bytes
}

const LF = 10
const CR = 13

/** Where the last event in `bytes` before `to` ended; 0 where none did. */
type EventEnd = (bytes: Uint8Array, to: number) => number

/** An SSE event ends with a blank line. */
function endOfBlock(bytes: Uint8Array, to: number): number {
  for (let at = to - 1; at > 0; at--) {
    if (bytes[at] !== LF && bytes[at] !== CR) continue
    const before = bytes[at] === LF && bytes[at - 1] === CR ? at - 2 : at - 1
    if (before >= 0 && (bytes[before] === LF || bytes[before] === CR)) return at + 1
  }
  return 0
}

function endOfLine(bytes: Uint8Array, to: number): number {
  return bytes.lastIndexOf(LF, to - 1) + 1
}
