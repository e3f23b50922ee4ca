/**
 * Where a JSON value ends, by its brackets and quotes alone, over any number of pieces of bytes: for values that are left out, and for those that a piece
 * cuts.
 */
import { textOf } from './utf8.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const NEWLINE = 0x0a

/** The value goes on in the next piece. */
export const GOES_ON = -1

export class JsonEnd {
  #depth = 0
  #isString = false
  #isEscaped = false
  #isScalar = false
  readonly #endsAtNewline: boolean
  /** A line break stands where none may: within a string, or, of a file of lines, within a value. */
  isBroken = false

  constructor(first: number, endsAtNewline: boolean) {
    this.#isScalar = first !== QUOTE && first !== 0x7b && first !== 0x5b
    this.#endsAtNewline = endsAtNewline
  }

  /** It began, and ends with its bytes: a number or a word at the end of a file. */
  get isScalar(): boolean {
    return this.#isScalar
  }

  /** The position after the value, or after the piece where it {@link GOES_ON}; where it is broken, that of the line break. */
  find(bytes: Uint8Array, from: number): number {
    if (this.#isScalar) return endOfScalar(bytes, from)
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0
      if (byte === NEWLINE && (this.#isString || this.#endsAtNewline)) {
        this.isBroken = true
        return at
      }
      if (this.#isString) {
        if (this.#isEscaped) this.#isEscaped = false
        else if (byte === BACKSLASH) this.#isEscaped = true
        else if (byte === QUOTE) {
          this.#isString = false
          if (this.#depth === 0) return at + 1
        } else if (byte >= 0x20) at = plainEnd(bytes, at)
      } else if (byte === QUOTE) this.#isString = true
      else if (byte === 0x7b || byte === 0x5b) this.#depth++
      else if ((byte === 0x7d || byte === 0x5d) && --this.#depth <= 0) return at + 1
    }
    return GOES_ON
  }
}

/** The last of the bytes from here on that mean nothing in a string. */
function plainEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (at + 1 < bytes.length) {
    const byte = bytes[at + 1] ?? 0
    if (byte === QUOTE || byte === BACKSLASH || byte < 0x20) break
    at++
  }
  return at
}

function endOfScalar(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    // White space, `,`, `:`, `]`, `}`, `"`.
    if (byte <= 0x20 || byte === 0x2c || byte === 0x3a || byte === 0x5d || byte === 0x7d || byte === QUOTE) return at
  }
  return GOES_ON
}

/** Of a number or a word, which its end alone says nothing of. */
export function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(textOf(bytes, 0, bytes.length))
    return true
  } catch {
    return false
  }
}
