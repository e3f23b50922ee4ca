/** Tokens of OTLP/JSON that are read from their bytes, in the forms that producers write; any other form is left to the readers of whole values. */
import { isDigit, skipColon, skipPlainString, skipSpace } from './json-skip.ts'

const QUOTE = 0x22
const POINT = 0x2e
const CLOSE_OBJECT = 0x7d

/** Whoever sums so many digits gets them exactly. */
const EXACT_DIGITS = 15
/** Digits of 64 bits. */
const NANO_DIGITS = 20
/** Of the digits of a time, those below a millisecond. */
const BELOW_MILLISECONDS = 6

const HEX = new Int8Array(256).fill(-1)
for (const [value, digit] of Array.from('0123456789abcdef').entries()) {
  HEX[digit.charCodeAt(0)] = value
  HEX[digit.toUpperCase().charCodeAt(0)] = value
}

/** A quoted text of hexadecimal digits, eight a word. False where it is anything else. */
export function readHex(bytes: Uint8Array, start: number, end: number, words: Uint32Array): boolean {
  if (end - start !== words.length * 8 + 2 || bytes[start] !== QUOTE) return false
  let at = start + 1
  for (let nth = 0; nth < words.length; nth++) {
    let value = 0
    let isHex = 0
    for (let digit = 0; digit < 8; digit++) {
      const nibble = HEX[bytes[at++] ?? 0] ?? -1
      isHex |= nibble
      value = (value << 4) | nibble
    }
    if (isHex < 0) return false
    words[nth] = value
  }
  return true
}

/** A quoted text of digits, nanoseconds → milliseconds, as `toMilliseconds` computes them; NaN where it is anything else. */
export function readNanoText(bytes: Uint8Array, start: number, end: number): number {
  const digits = end - start - 2
  if (digits < 1 || digits > NANO_DIGITS || bytes[start] !== QUOTE) return Number.NaN
  const whole = Math.max(0, digits - BELOW_MILLISECONDS)
  let milliseconds = 0
  let rest = 0
  for (let nth = 0; nth < digits; nth++) {
    const byte = bytes[start + 1 + nth] ?? 0
    if (!isDigit(byte)) return Number.NaN
    if (nth < whole) milliseconds = milliseconds * 10 + (byte - 0x30)
    else rest = rest * 10 + (byte - 0x30)
  }
  return milliseconds + rest / 1e6
}

const INT = new TextEncoder().encode('intValue')
const DOUBLE = new TextEncoder().encode('doubleValue')

/** `{"intValue":"12"}`, `{"intValue":12}`, `{"doubleValue":1.25}`; NaN where it is anything else. */
export function numberOfAny(bytes: Uint8Array, start: number, end: number): number {
  const key = skipSpace(bytes, start + 1, end) + 1
  const keyEnd = skipPlainString(bytes, key, end)
  if (keyEnd < 0) return Number.NaN
  const isInt = equals(bytes, key, keyEnd - 1, INT)
  if (!isInt && !equals(bytes, key, keyEnd - 1, DOUBLE)) return Number.NaN
  let at = skipColon(bytes, keyEnd, end)
  if (at < 0) return Number.NaN
  const isQuoted = bytes[at] === QUOTE
  if (isQuoted) at++
  let digits = 0
  let fraction = 0
  let value = 0
  for (; ; at++) {
    const byte = bytes[at] ?? 0
    if (isDigit(byte)) {
      value = value * 10 + (byte - 0x30)
      digits++
      if (fraction > 0) fraction *= 10
    } else if (byte === POINT && fraction === 0 && !isInt) fraction = 1
    else break
  }
  if (digits === 0 || digits > EXACT_DIGITS) return Number.NaN
  if (isQuoted && bytes[at++] !== QUOTE) return Number.NaN
  const after = skipSpace(bytes, at, end)
  if (bytes[after] !== CLOSE_OBJECT || after + 1 !== end) return Number.NaN
  // Both are whole and below 2^53, so that the quotient is the number nearest to the text.
  return fraction > 1 ? value / fraction : value
}

function equals(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  if (end - start !== word.length) return false
  for (let at = 0; at < word.length; at++) if (bytes[start + at] !== word[at]) return false
  return true
}
