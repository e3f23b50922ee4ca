/**
 * Where a JSON value in bytes ends, and whether it is one: a walk over UTF-8 that decodes nothing. Characters that JSON gives a meaning are ASCII, and no
 * byte of another character is.
 */

/** The bytes end before the value does. */
export const MORE = -1
/** No JSON, or something so seldom that whoever reads the value in full is asked. */
export const ODD = -2

/** Deeper nesting is read by `JSON.parse`, which needs no stack for it. */
const MAX_DEPTH = 200

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const MINUS = 0x2d
const PLUS = 0x2b
const POINT = 0x2e
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const LETTER_U = 0x75

/** `true`, `false`, `null`: by their first letter. */
const WORDS: ReadonlyMap<number, Uint8Array> = new Map(
  ['true', 'false', 'null'].map((word) => [word.charCodeAt(0), new TextEncoder().encode(word)]),
)
const ESCAPES: ReadonlySet<number> = new Set(Array.from('"\\/bfnrt', (character) => character.charCodeAt(0)))

/** The first byte that is no white space, or `end`. */
export function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break
    at++
  }
  return at
}

/** From the byte after the opening quote; the position after the closing one. */
export function skipString(bytes: Uint8Array, from: number, end: number): number {
  for (let at = skipPlain(bytes, from, end); at < end; at = skipPlain(bytes, at, end)) {
    const byte = bytes[at]
    if (byte === QUOTE) return at + 1
    if (byte !== BACKSLASH) return ODD
    if (++at >= end) return MORE
    const escape = bytes[at] ?? 0
    if (escape === LETTER_U) {
      if (at + 4 >= end) return MORE
      if (!areHex(bytes, at + 1)) return ODD
      at += 4
    } else if (!ESCAPES.has(escape)) return ODD
    at++
  }
  return MORE
}

/** The same of a string without escapes; {@link ODD} for one that has some. */
export function skipPlainString(bytes: Uint8Array, from: number, end: number): number {
  const at = skipPlain(bytes, from, end)
  if (at >= end) return MORE
  return bytes[at] === QUOTE ? at + 1 : ODD
}

let viewed: Uint8Array = new Uint8Array(0)
let view: DataView = new DataView(viewed.buffer)

/**
 * The first quote, backslash or control character, or `end`. Four bytes at a time: a byte is zero where subtracting one borrows from a high bit that it had not,
 * and what is looked for is made zero before, or is less than a space. A byte above such a one may be taken for one as well, none below: the lowest counts.
 */
function skipPlain(bytes: Uint8Array, from: number, end: number): number {
  if (viewed !== bytes) {
    viewed = bytes
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  const words = view
  let at = from
  for (const last = end - 4; at <= last; at += 4) {
    const word = words.getInt32(at, true)
    const quotes = word ^ 0x22222222
    const escapes = word ^ 0x5c5c5c5c
    const found = (((quotes - 0x01010101) & ~quotes) | ((escapes - 0x01010101) & ~escapes) | ((word - 0x20202020) & ~word)) & 0x80808080
    if (found !== 0) return at + ((31 - Math.clz32(found & -found)) >> 3)
  }
  while (at < end) {
    const byte = bytes[at] ?? 0
    if (byte === QUOTE || byte === BACKSLASH || byte < 0x20) return at
    at++
  }
  return end
}

/** From the first byte of a value, no white space; the position after its last. A number that ends with the bytes may go on. */
export function skipValue(bytes: Uint8Array, from: number, end: number, depth = 0): number {
  if (from >= end) return MORE
  const byte = bytes[from] ?? 0
  if (byte === QUOTE) return skipString(bytes, from + 1, end)
  if (byte === OPEN_OBJECT) return depth < MAX_DEPTH ? skipObject(bytes, from, end, depth) : ODD
  if (byte === OPEN_LIST) return depth < MAX_DEPTH ? skipList(bytes, from, end, depth) : ODD
  return isDigit(byte) || byte === MINUS ? skipNumber(bytes, from, end) : skipWord(bytes, from, end)
}

function skipObject(bytes: Uint8Array, from: number, end: number, depth: number): number {
  let at = skipSpace(bytes, from + 1, end)
  if (bytes[at] === CLOSE_OBJECT && at < end) return at + 1
  for (;;) {
    if (at >= end) return MORE
    if (bytes[at] !== QUOTE) return ODD
    at = skipString(bytes, at + 1, end)
    if (at < 0) return at
    at = skipColon(bytes, at, end)
    if (at < 0) return at
    at = skipValue(bytes, at, end, depth + 1)
    if (at < 0) return at
    at = skipSpace(bytes, at, end)
    if (at >= end) return MORE
    if (bytes[at] === CLOSE_OBJECT) return at + 1
    if (bytes[at] !== COMMA) return ODD
    at = skipSpace(bytes, at + 1, end)
  }
}

function skipList(bytes: Uint8Array, from: number, end: number, depth: number): number {
  let at = skipSpace(bytes, from + 1, end)
  if (bytes[at] === CLOSE_LIST && at < end) return at + 1
  for (;;) {
    at = skipValue(bytes, at, end, depth + 1)
    if (at < 0) return at
    at = skipSpace(bytes, at, end)
    if (at >= end) return MORE
    if (bytes[at] === CLOSE_LIST) return at + 1
    if (bytes[at] !== COMMA) return ODD
    at = skipSpace(bytes, at + 1, end)
  }
}

/** From the end of a key to the first byte of its value. */
export function skipColon(bytes: Uint8Array, from: number, end: number): number {
  const at = skipSpace(bytes, from, end)
  if (at >= end) return MORE
  return bytes[at] === COLON ? skipSpace(bytes, at + 1, end) : ODD
}

function skipNumber(bytes: Uint8Array, from: number, end: number): number {
  const first = bytes[from] === MINUS ? from + 1 : from
  let at = skipDigits(bytes, first, end)
  if (at >= end) return MORE
  if (at === first || (bytes[first] === 0x30 && at > first + 1)) return ODD
  if (bytes[at] === POINT) {
    const fraction = at + 1
    at = skipDigits(bytes, fraction, end)
    if (at >= end) return MORE
    if (at === fraction) return ODD
  }
  if (bytes[at] !== 0x65 && bytes[at] !== 0x45) return at
  const sign = at + 1
  if (sign >= end) return MORE
  const exponent = bytes[sign] === PLUS || bytes[sign] === MINUS ? sign + 1 : sign
  at = skipDigits(bytes, exponent, end)
  if (at >= end) return MORE
  return at === exponent ? ODD : at
}

function skipDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && isDigit(bytes[at] ?? 0)) at++
  return at
}

function skipWord(bytes: Uint8Array, from: number, end: number): number {
  const word = WORDS.get(bytes[from] ?? 0)
  if (word === undefined) return ODD
  for (let at = 0; at < word.length; at++) {
    if (from + at >= end) return MORE
    if (bytes[from + at] !== word[at]) return ODD
  }
  return from + word.length
}

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39
function areHex(bytes: Uint8Array, from: number): boolean {
  for (let at = from; at < from + 4; at++) if (!isHex(bytes[at] ?? 0)) return false
  return true
}

const isHex = (byte: number): boolean => isDigit(byte) || (byte >= 0x61 && byte <= 0x66) || (byte >= 0x41 && byte <= 0x46)
