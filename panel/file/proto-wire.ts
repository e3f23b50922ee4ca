/** Protobuf's wire format: https://protobuf.dev/programming-guides/encoding/ */

export const VARINT = 0
export const FIXED64 = 1
export const BYTES = 2
export const FIXED32 = 5

const BITS_32 = 2 ** 32

/** A message's fields, one after another, in a part of some bytes. What is no protobuf ends them, and {@link isBroken} says so. */
export class ProtoFields {
  field = 0
  type = 0
  /** Of {@link BYTES}: where the value begins and ends; of a number, of any type, its lower and upper 32 bits. */
  start = 0
  end = 0
  low = 0
  high = 0
  isBroken = false
  bytes: Uint8Array
  #at: number
  #end: number

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes
    this.#at = start
    this.#end = end
  }

  /** Of another part. */
  reset(bytes: Uint8Array, start: number, end: number): this {
    this.bytes = bytes
    this.#at = start
    this.#end = end
    this.isBroken = false
    return this
  }

  next(): boolean {
    if (this.#at >= this.#end || !this.#varint()) return false
    this.field = this.low >>> 3
    this.type = this.low & 7
    if (this.field === 0 || this.high !== 0) return this.#fail()
    switch (this.type) {
      case VARINT:
        return this.#varint()
      case FIXED64:
        return this.#fixed(8)
      case FIXED32:
        return this.#fixed(4)
      case BYTES: {
        if (!this.#varint()) return false
        this.start = this.#at
        this.end = this.#at + this.low
        if (this.high !== 0 || this.end > this.#end) return this.#fail()
        this.#at = this.end
        return true
      }
      default:
        return this.#fail()
    }
  }

  #varint(): boolean {
    const first = this.bytes[this.#at] ?? 0
    if (first < 0x80 && this.#at < this.#end) {
      this.#at++
      this.low = first
      this.high = 0
      return true
    }
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.#at >= this.#end) return this.#fail()
      const byte = this.bytes[this.#at++] ?? 0
      const part = byte & 0x7f
      if (shift < 28) low |= part << shift
      else if (shift === 28) {
        low |= part << 28
        high = part >>> 4
      } else high |= part << (shift - 32)
      if (byte < 0x80) {
        this.low = low >>> 0
        this.high = high >>> 0
        return true
      }
    }
    return this.#fail()
  }

  #fixed(size: number): boolean {
    const at = this.#at
    if (at + size > this.#end) return this.#fail()
    this.low = word(this.bytes, at)
    this.high = size === 8 ? word(this.bytes, at + 4) : 0
    this.#at = at + size
    return true
  }

  #fail(): boolean {
    this.isBroken = true
    return false
  }
}

/** 32 bits, the lowest byte first. */
function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
}

/** Nanoseconds in two words → milliseconds, as `toMilliseconds` computes them of the digits: no double holds today's nanoseconds. */
export function nanoToMilliseconds(low: number, high: number): number {
  // 2^32 nanoseconds are 4294 ms and 967296 ns.
  const rest = high * 967_296 + low
  const below = rest % 1e6
  return high * 4_294 + (rest - below) / 1e6 + below / 1e6
}

/** As a signed or an unsigned integer of 64 bits, in digits. */
export function digitsOf(low: number, high: number, isSigned: boolean): string {
  const value = (BigInt(high) << 32n) | BigInt(low)
  return String(isSigned ? BigInt.asIntN(64, value) : value)
}

/** The double whose bits these are. */
export function doubleOf(low: number, high: number): number {
  view.setUint32(0, low, true)
  view.setUint32(4, high, true)
  return view.getFloat64(0, true)
}
const view = new DataView(new ArrayBuffer(8))

/** A number of two words, below 2^53. */
export const safeNumber = (low: number, high: number): number | undefined => (high < 0x20_0000 ? high * BITS_32 + low : undefined)
