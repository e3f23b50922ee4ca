/** Chunks that are read a little later, many at once: to read each as it comes costs the page's main thread several times as much. */
import type { Milliseconds } from '../protocol.ts'

/** Bytes that are held; with the one that goes beyond, all are read. */
const MAX_HELD_BYTES = 64 * 1024
/** What most short answers fit in; doubled when it is full. */
const FIRST_BYTES = 4 * 1024

/** All that hold something, so that who comes to look need not wait. */
const holding = new Set<HeldChunks>()

/** Reads what is held anywhere in the page, now. */
export function releaseAll(): void {
  for (const held of holding) held.release()
}

export class HeldChunks {
  readonly #read: (bytes: Uint8Array) => void
  #buffer = new Uint8Array(0)
  #length = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(read: (bytes: Uint8Array) => void) {
    this.#read = read
  }

  /** Copies the bytes, since a page may reuse its buffer; they are read within `limit`, or with {@link HeldChunks.release}. */
  hold(bytes: Uint8Array, limit: Milliseconds): void {
    if (this.#length + bytes.byteLength > MAX_HELD_BYTES) this.release()
    if (bytes.byteLength > MAX_HELD_BYTES) {
      this.#read(bytes)
      return
    }
    if (this.#length + bytes.byteLength > this.#buffer.length) this.#grow(this.#length + bytes.byteLength)
    this.#buffer.set(bytes, this.#length)
    this.#length += bytes.byteLength
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => this.release(), limit)
    holding.add(this)
  }

  /** Reads what is held, now. */
  release(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    holding.delete(this)
    const held = this.#buffer.subarray(0, this.#length)
    this.#length = 0
    this.#read(held)
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(Math.min(MAX_HELD_BYTES, Math.max(FIRST_BYTES, 2 * this.#buffer.length, needed)))
    grown.set(this.#buffer.subarray(0, this.#length))
    this.#buffer = grown
  }
}
