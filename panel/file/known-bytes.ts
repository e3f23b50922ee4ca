/** Values by their bytes: one that was there before costs no decoding, and has the number that it got then. */

/** From here on no more are kept: a file of a million different names needs no second copy of them. */
const MAX_KNOWN = 200_000
/** Longer ones seldom come again. */
const MAX_LENGTH = 4_096

export class KnownBytes<T> {
  /** By number. */
  readonly values: T[] = []
  readonly #decode: (bytes: Uint8Array, start: number, end: number) => T
  #slots = new Int32Array(1_024).fill(-1)
  #hashes = new Int32Array(512)
  #starts = new Int32Array(512)
  #ends = new Int32Array(512)
  #held = new Uint8Array(16_384)
  #used = 0

  constructor(decode: (bytes: Uint8Array, start: number, end: number) => T) {
    this.#decode = decode
  }

  /** There are too many: {@link forget} them before the next span is read. */
  get isFull(): boolean {
    return this.values.length >= MAX_KNOWN
  }

  /** All numbers begin anew. */
  forget(): void {
    this.values.length = 0
    this.#slots.fill(-1)
    this.#used = 0
  }

  /** The number of the value that stands in these bytes. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    if (length > MAX_LENGTH) return this.#add(bytes, start, end)
    const hash = hashOf(bytes, start, end)
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (;;) {
      const known = this.#slots[slot] ?? -1
      if (known < 0) break
      if (this.#hashes[known] === hash && this.#equals(known, bytes, start, length)) return known
      slot = (slot + 1) & mask
    }
    const number = this.#add(bytes, start, end)
    this.#hold(number, bytes.subarray(start, end))
    this.#hashes[number] = hash
    this.#slots[slot] = number
    if (this.values.length * 2 > this.#slots.length) this.#spread()
    return number
  }

  #equals(known: number, bytes: Uint8Array, start: number, length: number): boolean {
    const from = this.#starts[known] ?? 0
    if ((this.#ends[known] ?? 0) - from !== length) return false
    const held = this.#held
    for (let at = 0; at < length; at++) if (held[from + at] !== bytes[start + at]) return false
    return true
  }

  #add(bytes: Uint8Array, start: number, end: number): number {
    const number = this.values.push(this.#decode(bytes, start, end)) - 1
    if (number >= this.#starts.length) {
      this.#hashes = grown(this.#hashes)
      this.#starts = grown(this.#starts)
      this.#ends = grown(this.#ends)
    }
    // Of no bytes that could be found again.
    this.#starts[number] = 0
    this.#ends[number] = -1
    return number
  }

  #hold(number: number, bytes: Uint8Array): void {
    while (this.#used + bytes.length > this.#held.length) {
      const larger = new Uint8Array(this.#held.length * 2)
      larger.set(this.#held)
      this.#held = larger
    }
    this.#held.set(bytes, this.#used)
    this.#starts[number] = this.#used
    this.#used += bytes.length
    this.#ends[number] = this.#used
  }

  #spread(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1)
    const mask = slots.length - 1
    for (const number of this.#slots) {
      if (number < 0) continue
      let slot = (this.#hashes[number] ?? 0) & mask
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask
      slots[slot] = number
    }
    this.#slots = slots
  }
}

/** 32 bits of FNV-1a, its high bits folded into the low ones, which alone choose the slot. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
  return hash ^ (hash >>> 15)
}

function grown(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2)
  larger.set(numbers)
  return larger
}

/** Which of some names stands in bytes. */
export class NameTable {
  readonly #names: readonly Uint8Array[]
  readonly #longest: number
  /** By length and last byte: the first name with both; and by name the next one with the same. -1: none. */
  readonly #first: Int16Array
  readonly #next: Int16Array

  constructor(names: readonly string[]) {
    const encoder = new TextEncoder()
    this.#names = names.map((name) => encoder.encode(name))
    this.#longest = Math.max(...this.#names.map(({ length }) => length))
    this.#first = new Int16Array((this.#longest + 1) * 256).fill(-1)
    this.#next = new Int16Array(names.length).fill(-1)
    for (const [number, name] of this.#names.entries()) {
      const key = name.length * 256 + (name.at(-1) ?? 0)
      this.#next[number] = this.#first[key] ?? -1
      this.#first[key] = number
    }
  }

  /** Its place in the list of names; -1: none of them. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    if (length > this.#longest || length === 0) return -1
    let number = this.#first[length * 256 + (bytes[end - 1] ?? 0)] ?? -1
    while (number >= 0 && !startsWith(bytes, start, end, this.#names[number] ?? bytes)) number = this.#next[number] ?? -1
    return number
  }
}

export function startsWith(bytes: Uint8Array, start: number, end: number, prefix: Uint8Array): boolean {
  if (end - start < prefix.length) return false
  for (let at = 0; at < prefix.length; at++) if (bytes[start + at] !== prefix[at]) return false
  return true
}
