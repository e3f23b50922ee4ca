/** Bytes of a value that pieces cut, put together. */
const FIRST_ROOM = 4_096
const MAX_ROOM = 16 * 1024 * 1024

export class HeldBytes {
  #bytes = new Uint8Array(FIRST_ROOM)
  #length = 0

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /** A large room is given back. */
  clear(): void {
    this.#length = 0
    if (this.#bytes.length > MAX_ROOM) this.#bytes = new Uint8Array(FIRST_ROOM)
  }

  add(bytes: Uint8Array): void {
    const length = this.#length + bytes.length
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2))
      larger.set(this.bytes)
      this.#bytes = larger
    }
    this.#bytes.set(bytes, this.#length)
    this.#length = length
  }
}
