/** Chunks that are read a little later, many at once: to read each as it comes costs the page's main thread several times as much. */
import type { Milliseconds } from '../protocol.ts'

/** Bytes that are held; with the one that goes beyond, all are read. */
const MAX_HELD_BYTES = 16 * 1024

export class HeldChunks {
  readonly #read: (bytes: Uint8Array) => void
  #buffer: Uint8Array | undefined
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
    this.#buffer ??= new Uint8Array(MAX_HELD_BYTES)
    this.#buffer.set(bytes, this.#length)
    this.#length += bytes.byteLength
    this.#timer ??= setTimeout(() => this.release(), limit)
  }

  /** Reads what is held, now. */
  release(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const held = this.#buffer?.subarray(0, this.#length)
    this.#length = 0
    if (held !== undefined && held.byteLength > 0) this.#read(held)
  }
}
