/** The bytes of a body that is read later, and when they came. */
import type { Milliseconds } from '../protocol/records.ts'

/** What a call's chunks may take; with the chunk that goes beyond, all are read. */
export const MAX_HELD_BYTES = 64 * 1024
/** Bytes of body that they may stand for. */
const MAX_BODY_BYTES = 1024 * 1024
/** Longer chunks are held as they are: to compare them takes longer than to copy them. */
const MAX_COMPARED_BYTES = 2 * 1024
/** Three numbers. */
const TIMING_BYTES = 24

/** Buffers that nobody holds bytes in: to make one takes the page longer than to copy a hundred chunks into it. */
const spare: Uint8Array[] = []
const MAX_SPARE = 2

function giveBack(buffer: Uint8Array): void {
  if (buffer.length === MAX_HELD_BYTES && spare.length < MAX_SPARE) spare.push(buffer)
}

/**
 * Chunks, each held as what it differs in from an earlier one: where an event comes in a chunk of its own, most are the same around another piece of text,
 * and a stream takes a fifth of its room. No more is looked at than which bytes are equal.
 *
 *     model   data: {"choices":[{"delta":{"content":"Hel"}}]}⏎⏎
 *     chunk   data: {"choices":[{"delta":{"content":"lo"}}]}⏎⏎
 *             └────────────── head ──────────────────┘  └─ tail ─┘
 */
export class HeldChunks {
  /** Bytes that are held. */
  length = 0
  /** Bytes of body that they stand for. */
  bodyBytes = 0
  #buffer: Uint8Array | undefined
  /** Where the last chunk lies that was held whole, and its length; 0: there is none to compare with. */
  #model = 0
  #modelLength = 0
  /** Of each chunk: its bytes; how many of them it has in common with its model, {@link pack}ed; when it came. */
  #sizes: number[] = []
  #common: number[] = []
  #times: Milliseconds[] = []
  readonly #maxCompared: number
  readonly #capacity: number

  /** Without `compares` chunks are held as they are, which costs less where they are read soon. `atLeast`: bytes that the first chunk has. */
  constructor(compares: boolean, atLeast: number = 0) {
    this.#maxCompared = compares ? MAX_COMPARED_BYTES : 0
    this.#capacity = Math.max(MAX_HELD_BYTES, atLeast)
    // Now, while the request is on its way: the page waits for the first chunk.
    if (spare.length === 0) spare.push(new Uint8Array(MAX_HELD_BYTES))
  }

  /** What it takes once it is {@link HeldChunks.fit}: of each chunk its numbers beside the bytes. */
  get weight(): number {
    return this.length + TIMING_BYTES * this.#sizes.length
  }

  /** Whether a chunk of so many bytes may be added. */
  hasRoomFor(bytes: number): boolean {
    return this.weight + bytes <= MAX_HELD_BYTES && this.bodyBytes + bytes <= MAX_BODY_BYTES
  }

  /** Copies of the bytes what it holds: the page may reuse its buffer. */
  add(bytes: Uint8Array, at: Milliseconds = performance.now()): void {
    const buffer = (this.#buffer ??= this.#newBuffer())
    const size = bytes.length
    const most = size > this.#maxCompared ? 0 : Math.min(size, this.#modelLength)
    let from = this.#model
    let head = 0
    while (head < most && buffer[from + head] === bytes[head]) head++
    from += this.#modelLength - size
    let end = size
    while (size - end < most - head && buffer[from + end - 1] === bytes[end - 1]) end--
    if (end - head > size / 2) {
      head = 0
      end = size
      this.#model = this.length
      this.#modelLength = size > this.#maxCompared ? 0 : size
    }
    buffer.set(end - head === size ? bytes : bytes.subarray(head, end), this.length)
    this.length += end - head
    this.bodyBytes += size
    this.#sizes.push(size)
    this.#common.push(pack(head, size - end))
    this.#times.push(at)
  }

  #newBuffer(): Uint8Array {
    return (this.#capacity > MAX_HELD_BYTES ? undefined : spare.pop()) ?? new Uint8Array(this.#capacity)
  }

  /** Nothing more comes, and what there is may be kept for long. */
  fit(): void {
    const buffer = this.#buffer
    if (buffer === undefined) return
    this.#buffer = buffer.slice(0, this.length)
    giveBack(buffer)
  }

  /** Empties it. The chunks come some at a time; their bytes are valid in the call only. */
  take(to: (bytes: Uint8Array, sizes: readonly number[], times: readonly Milliseconds[]) => void): void {
    const held = this.#buffer
    if (held === undefined) return
    const [heldBytes, sizes, common, times] = [this.length, this.#sizes, this.#common, this.#times]
    this.#buffer = undefined
    this.length = this.bodyBytes = this.#modelLength = 0
    this.#sizes = []
    this.#common = []
    this.#times = []
    if (this.#maxCompared === 0) {
      to(held.subarray(0, heldBytes), sizes, times)
      return giveBack(held)
    }
    const body = this.#newBuffer()
    let first = 0
    let length = 0
    let next = 0
    let model = 0
    let modelEnd = 0
    for (const [index, size] of sizes.entries()) {
      if (length + size > body.length) {
        to(body.subarray(0, length), sizes.slice(first, index), times.slice(first, index))
        first = index
        length = 0
      }
      const [head, tail] = unpack(common[index] ?? 0)
      const own = size - head - tail
      if (own === size && size > 0) {
        model = next
        modelEnd = next + size
      }
      copy(held, model, body, length, head)
      copy(held, next, body, length + head, own)
      copy(held, modelEnd - tail, body, length + head + own, tail)
      next += own
      length += size
    }
    to(body.subarray(0, length), sizes.slice(first), times.slice(first))
    giveBack(held)
    giveBack(body)
  }
}

/** Both are at most {@link MAX_COMPARED_BYTES}: together they stay a small integer, which the engine keeps without a heap number. */
function pack(head: number, tail: number): number {
  return head * 2 * MAX_COMPARED_BYTES + tail
}

function unpack(packed: number): readonly [head: number, tail: number] {
  return [Math.floor(packed / (2 * MAX_COMPARED_BYTES)), packed % (2 * MAX_COMPARED_BYTES)]
}

function copy(from: Uint8Array, at: number, to: Uint8Array, start: number, length: number): void {
  if (length > 0) to.set(from.subarray(at, at + length), start)
}
