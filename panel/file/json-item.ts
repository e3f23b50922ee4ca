/**
 * A span or a log record of OTLP/JSON, walked through byte by byte: where the values of its fields stand, and which attributes it has. Nothing is decoded. Of
 * equal keys the last one holds, as for `JSON.parse`. What is seldom is {@link ODD}, and read in full by whoever called.
 */
import { parseExact } from '../../sdk/parser/exact-json.ts'
import { MORE, ODD, skipColon, skipPlainString, skipSpace, skipString, skipValue } from './json-skip.ts'
import { NameTable, startsWith } from './known-bytes.ts'
import { textOf } from './utf8.ts'

/** A record keeps 512 attributes, and some that a file has are none of a record's. */
const MAX_ATTRIBUTES = 400
/** A record keeps that many events. */
const MAX_EVENTS = 10_000

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

export const jsonValue = (bytes: Uint8Array, start: number, end: number): unknown => parseExact(textOf(bytes, start, end))

export abstract class JsonItem {
  /** Where the values of the fields begin and end; -1: absent. */
  protected readonly starts: Int32Array
  protected readonly ends: Int32Array
  readonly #names: readonly string[]
  readonly #fields: NameTable
  readonly #attributes: number
  readonly #events: number

  /** @param fields names of those that are asked for, each once. */
  constructor(fields: readonly string[]) {
    this.#names = fields
    this.#fields = new NameTable(fields)
    this.#attributes = fields.indexOf('attributes')
    this.#events = fields.indexOf('events')
    this.starts = new Int32Array(fields.length)
    this.ends = new Int32Array(fields.length)
  }

  /** Attributes that were taken are those of a list that another one takes the place of. */
  protected abstract clearAttributes(): void

  /** An attribute: its name without quotes, its value. False: only the reader of whole items knows how to take it. */
  protected abstract take(bytes: Uint8Array, name: number, nameEnd: number, value: number, valueEnd: number): boolean

  protected has(field: number): boolean {
    return (this.starts[field] ?? -1) >= 0
  }

  /** Undefined where it is absent. */
  protected value(bytes: Uint8Array, field: number): unknown {
    return this.has(field) ? jsonValue(bytes, this.starts[field] ?? 0, this.ends[field] ?? 0) : undefined
  }

  protected nameOf(field: number): string {
    return this.#names[field] ?? ''
  }

  /** From the brace on; the position after the item. */
  protected walk(bytes: Uint8Array, from: number, end: number): number {
    this.starts.fill(-1)
    this.clearAttributes()
    let at = skipSpace(bytes, from + 1, end)
    for (;;) {
      if (at >= end) return MORE
      if (bytes[at] !== QUOTE) return ODD
      const key = at + 1
      const keyEnd = skipPlainString(bytes, key, end)
      if (keyEnd < 0) return keyEnd
      const value = skipColon(bytes, keyEnd, end)
      if (value < 0) return value
      const field = this.#fields.find(bytes, key, keyEnd - 1)
      at = this.#value(bytes, value, end, field)
      if (at < 0) return at
      if (field >= 0) {
        this.starts[field] = value
        this.ends[field] = at
      }
      at = skipSpace(bytes, at, end)
      if (at >= end) return MORE
      if (bytes[at] === CLOSE_OBJECT) return at + 1
      if (bytes[at] !== COMMA) return ODD
      at = skipSpace(bytes, at + 1, end)
    }
  }

  #value(bytes: Uint8Array, from: number, end: number, field: number): number {
    if (field < 0) return skipValue(bytes, from, end)
    if (field === this.#attributes) return this.#list(bytes, from, end, true)
    return field === this.#events ? this.#list(bytes, from, end, false) : skipValue(bytes, from, end)
  }

  /** The attributes, or the events, which are counted only. Another list of attributes takes the place of one before it. */
  #list(bytes: Uint8Array, from: number, end: number, ofPairs: boolean): number {
    if (ofPairs) this.clearAttributes()
    if (bytes[from] !== OPEN_LIST) return skipValue(bytes, from, end)
    let items = 0
    let at = skipSpace(bytes, from + 1, end)
    if (bytes[at] === CLOSE_LIST && at < end) return at + 1
    for (;;) {
      at = ofPairs && bytes[at] === OPEN_OBJECT ? this.#pair(bytes, at, end) : skipValue(bytes, at, end, 1)
      if (at < 0) return at
      if (++items > (ofPairs ? MAX_ATTRIBUTES : MAX_EVENTS)) return ODD
      at = skipSpace(bytes, at, end)
      if (at >= end) return MORE
      if (bytes[at] === CLOSE_LIST) return at + 1
      if (bytes[at] !== COMMA) return ODD
      at = skipSpace(bytes, at + 1, end)
    }
  }

  /** `{"key":"…","value":{"…":…}}` without white space is what nearly all producers write. */
  #pair(bytes: Uint8Array, from: number, end: number): number {
    if (!startsWith(bytes, from, end, PAIR)) return this.#anyPair(bytes, from, end)
    const name = from + PAIR.length
    const nameEnd = skipPlainString(bytes, name, end) - 1
    if (nameEnd < 0 || !startsWith(bytes, nameEnd, end, BETWEEN)) return this.#anyPair(bytes, from, end)
    const value = nameEnd + BETWEEN.length
    const valueEnd = skipAny(bytes, value, end)
    if (valueEnd < 0 || valueEnd >= end || bytes[valueEnd] !== CLOSE_OBJECT) return this.#anyPair(bytes, from, end)
    return this.take(bytes, name, nameEnd, value, valueEnd) ? valueEnd + 1 : ODD
  }

  #anyPair(bytes: Uint8Array, from: number, end: number): number {
    let name = -1
    let nameEnd = -1
    let value = -1
    let valueEnd = -1
    let at = skipSpace(bytes, from + 1, end)
    if (bytes[at] === CLOSE_OBJECT && at < end) return at + 1
    for (;;) {
      if (at >= end) return MORE
      if (bytes[at] !== QUOTE) return ODD
      const key = at + 1
      const keyEnd = skipPlainString(bytes, key, end)
      if (keyEnd < 0) return keyEnd
      const start = skipColon(bytes, keyEnd, end)
      if (start < 0) return start
      if (isWordKey(bytes, key, keyEnd)) {
        if (start >= end) return MORE
        if (bytes[start] !== QUOTE) return ODD
        at = skipPlainString(bytes, start + 1, end)
        name = start + 1
        nameEnd = at - 1
      } else {
        at = skipValue(bytes, start, end, 2)
        if (isWordValue(bytes, key, keyEnd)) {
          value = start
          valueEnd = at
        }
      }
      if (at < 0) return at
      at = skipSpace(bytes, at, end)
      if (at >= end) return MORE
      if (bytes[at] === CLOSE_OBJECT) break
      if (bytes[at] !== COMMA) return ODD
      at = skipSpace(bytes, at + 1, end)
    }
    return name >= 0 && value >= 0 && !this.take(bytes, name, nameEnd, value, valueEnd) ? ODD : at + 1
  }
}

/** `key` and `value`, without their quotes; `end` is after the second one. */
function isWordKey(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 4 && bytes[start] === 0x6b && bytes[start + 1] === 0x65 && bytes[start + 2] === 0x79
}

const PAIR = new TextEncoder().encode('{"key":"')
const BETWEEN = new TextEncoder().encode('","value":')
const VALUE = new TextEncoder().encode('value')

/** An `AnyValue` with one member, without white space; any other by the walk that takes all. */
function skipAny(bytes: Uint8Array, from: number, end: number): number {
  if (bytes[from] !== OPEN_OBJECT || bytes[from + 1] !== QUOTE) return skipValue(bytes, from, end, 2)
  let at = from + 2
  while (at < end && isLetter(bytes[at] ?? 0)) at++
  if (bytes[at] !== QUOTE || bytes[at + 1] !== COLON || at + 2 >= end) return skipValue(bytes, from, end, 2)
  at = bytes[at + 2] === QUOTE ? skipString(bytes, at + 3, end) : skipValue(bytes, at + 2, end, 3)
  return at >= 0 && at < end && bytes[at] === CLOSE_OBJECT ? at + 1 : skipValue(bytes, from, end, 2)
}

const isLetter = (byte: number): boolean => (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a)

function isWordValue(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 6 && startsWith(bytes, start, end, VALUE)
}
