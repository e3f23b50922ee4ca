/**
 * Numbers that a double does not hold. `JSON.parse` changes 12345678901234567890 to 12345678901234567000, and 1e400 to what JSON has no word for. They are
 * given as the text of their digits instead, the way in which protobuf and OTLP write integers of 64 bits in JSON: a text that everything hands on
 * unchanged. `JSON.parse` with `context.source` would tell them too, but not in Firefox and Node 20, and at many times the cost.
 */
import type { JsonValue } from '../protocol/records.ts'

/** Whether a number in the value may be another one than its text said: it is too large to be told apart from its neighbours. */
export function hasLargeNumbers(value: JsonValue | undefined): boolean {
  if (typeof value === 'number') return isLarge(value)
  if (typeof value !== 'object' || value === null) return false
  // Every payload comes by here, and vectors of thousands of numbers: no call for a number or a text, no list of the values.
  if (isList(value)) {
    if (isVector(value)) return false
    for (let at = 0; at < value.length; at++) {
      const item = value[at]
      if (typeof item === 'number' ? isLarge(item) : typeof item === 'object' && hasLargeNumbers(item)) return true
    }
    return false
  }
  for (const key in value) {
    const item = value[key]
    if (typeof item === 'number' ? isLarge(item) : typeof item === 'object' && hasLargeNumbers(item)) return true
  }
  return false
}

/** A longer list that begins with so many fractions is an embedding, whose numbers are none to be kept to the digit: 30,000 of them cost a tenth of their parsing. */
const MIN_VECTOR = 256
const FRACTIONS = 16

function isVector(list: readonly JsonValue[]): boolean {
  return list.length >= MIN_VECTOR && list.slice(0, FRACTIONS).every((item) => typeof item === 'number' && !Number.isInteger(item))
}

const isLarge = (number: number): boolean => number > Number.MAX_SAFE_INTEGER || number < -Number.MAX_SAFE_INTEGER

/**
 * `JSON.parse`, but for such numbers.
 *
 * @throws SyntaxError where the text is no JSON.
 */
export function parseExact(json: string): JsonValue {
  const value: JsonValue = JSON.parse(json)
  return hasLarge(value) ? JSON.parse(withExactNumbers(json)) : value
}

/** What is nested deeper than the stack can follow is left as the platform read it. */
function hasLarge(value: JsonValue): boolean {
  try {
    return hasLargeNumbers(value)
  } catch {
    return false
  }
}

function withExactNumbers(json: string): string {
  return mapNumbers(json, (number) => (isHeld(number) ? number : `"${number}"`))
}

/** The JSON text with other text in the place of its numbers. */
export function mapNumbers(json: string, change: (number: string) => string): string {
  return mapTokens(json, { outside: (text) => text.replace(NUMBER, change), string: (text) => text })
}

/** Whether writing `value`, which was read of it, gives the JSON text again, white space and the spelling of characters aside. */
export function isSameJson(json: string, value: JsonValue): boolean {
  // A history of a megabyte of results has each of them asked for: this takes a tenth of the time.
  if (!MAY_DIFFER.test(json) && count(json, '":') === keysIn(value)) return true
  const written = JSON.stringify(value)
  return written === json || written === normal(json)
}

/** Numbers that may be written otherwise (`-0`, sixteen digits, `1.0`, `1e5`), names that JavaScript puts first, and names that are not counted below. Within a string they mean nothing. */
const MAY_DIFFER = /(?:^|[:[,])\s*(?:-0(?![.\d])|-?\d{16}|-?\d+\.\d*0(?!\d)|-?\d+\.\d{15}|-?\d+(?:\.\d+)?[eE])|"\d+"\s*:|"\s+:/

function count(text: string, part: string): number {
  let found = 0
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) found++
  return found
}

function keysIn(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0
  if (isList(value)) return value.reduce<number>((sum, item) => sum + keysIn(item), 0)
  let keys = 0
  for (const key in value) keys += 1 + keysIn(value[key] ?? null)
  return keys
}

function normal(json: string): string {
  return mapTokens(json, {
    outside: (text) => text.replace(/\s+/g, ''),
    string: (text) => (text.includes('\\') ? JSON.stringify(JSON.parse(text)) : text),
  })
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

function isHeld(number: string): boolean {
  const value = Number(number)
  return !hasLargeNumbers(value) || (Number.isFinite(value) && decimal(number) === decimal(String(value)))
}

/** `-12.50e3` → `-125e2`: the same text for the same number. */
function decimal(number: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`
}

/** `Array.isArray` does not narrow a read-only list. */
function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

interface Tokens {
  /** What stands between strings. */
  outside(text: string): string
  /** A string, its quotes included. */
  string(text: string): string
}

/** `json` must be JSON. Looked through from quote to quote: no pattern, which would need a stack as deep as a string has escapes. */
function mapTokens(json: string, { outside, string }: Tokens): string {
  const pieces: string[] = []
  let at = 0
  for (let open = json.indexOf('"'); open !== -1; open = json.indexOf('"', at)) {
    const end = endOfString(json, open)
    pieces.push(outside(json.slice(at, open)), string(json.slice(open, end)))
    at = end
  }
  pieces.push(outside(json.slice(at)))
  return pieces.join('')
}

function endOfString(json: string, open: number): number {
  let at = open + 1
  for (;;) {
    const quote = json.indexOf('"', at)
    if (quote === -1) return json.length
    let escapes = 0
    while (json.charAt(quote - 1 - escapes) === '\\') escapes++
    at = quote + 1
    if (escapes % 2 === 0) return at
  }
}
