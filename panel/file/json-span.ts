/** One span of OTLP/JSON, as bytes → what its row needs; what is seldom is {@link ODD}, and read in full by whoever called. */
import { parseExact } from '../../sdk/parser/exact-json.ts'
import { readNano } from '../otlp/nano.ts'
import { countLost } from '../otlp/read-spans.ts'
import type { Skip } from '../otlp/scoped.ts'
import { toMilliseconds } from '../trace/time.ts'
import { HotAttributes } from './hot-attributes.ts'
import { attributeOf, partOf } from './hot-span.ts'
import type { HotSpan, HotTables } from './hot-span.ts'
import { JsonItem, jsonValue } from './json-item.ts'
import { ODD } from './json-skip.ts'
import { numberOfAny, readHex, readNanoText } from './json-tokens.ts'
import { startsWith } from './known-bytes.ts'
import { textOf } from './utf8.ts'

const TRACE_ID = 0
const SPAN_ID = 1
const PARENT_ID = 2
const NAME = 3
const KIND = 4
const START = 5
const END = 6
const STATUS = 7
const LINKS = 8
/** The first of three counts; the trace state stands before it. */
const LOST = 10
const FIELDS = [
  'traceId',
  'spanId',
  'parentSpanId',
  'name',
  'kind',
  'startTimeUnixNano',
  'endTimeUnixNano',
  'status',
  'links',
  'traceState',
  'droppedAttributesCount',
  'droppedEventsCount',
  'droppedLinksCount',
  'events',
  'attributes',
]

const QUOTE = 0x22
const CLOSE_OBJECT = 0x7d
const LETTER_N = 0x6e

/** Digits of 64 bits. */
const MAX_NANO = 20

/** Of a text the rest is enough to know it by; no whole value looks like that rest, `"…"}`. */
const TEXT = new TextEncoder().encode('{"stringValue":"')

export class JsonSpan extends JsonItem {
  readonly #hot: HotSpan
  readonly #tables: HotTables
  readonly #slots: HotAttributes
  readonly #skip: Skip

  constructor(hot: HotSpan, tables: HotTables, skip: Skip) {
    super(FIELDS)
    this.#hot = hot
    this.#tables = tables
    this.#slots = new HotAttributes(hot, tables, { numberIn, known, isText })
    this.#skip = skip
  }

  /** From the brace on; the position after the span, MORE, or ODD. Where it is neither, the span's facts stand in the `HotSpan`. */
  read(bytes: Uint8Array, from: number, end: number): number {
    this.#hot.clear()
    const after = this.walk(bytes, from, end)
    return after < 0 || this.#isRead(bytes) ? after : ODD
  }

  protected clearAttributes(): void {
    this.#hot.clearAttributes()
  }

  protected take(bytes: Uint8Array, name: number, nameEnd: number, value: number, valueEnd: number): boolean {
    return this.#slots.take(bytes, name, nameEnd, value, valueEnd)
  }

  #isRead(bytes: Uint8Array): boolean {
    const hot = this.#hot
    const { starts, ends } = this
    if (!readHex(bytes, starts[TRACE_ID] ?? 0, ends[TRACE_ID] ?? 0, hot.traceId)) return false
    if (!readHex(bytes, starts[SPAN_ID] ?? 0, ends[SPAN_ID] ?? 0, hot.spanId)) return false
    if (!hot.hasIds) return false
    if (!this.#readParent(bytes) || !this.#readTimes(bytes)) return false
    const kind = starts[KIND] ?? -1
    if (kind >= 0) {
      const byte = bytes[kind] ?? 0
      // One digit: of the known kinds all have no more.
      const isKnown = ends[KIND] === kind + 1 && byte >= 0x30 && byte <= 0x35
      hot.kind = isKnown ? byte - 0x30 : partOf({ kind: this.value(bytes, KIND) }).kind
    }
    if (this.has(NAME)) hot.name = this.#tables.names.find(bytes, starts[NAME] ?? 0, ends[NAME] ?? 0)
    if (this.has(STATUS)) hot.status = this.#tables.statuses.find(bytes, starts[STATUS] ?? 0, ends[STATUS] ?? 0)
    this.#countLost(bytes)
    return true
  }

  #readParent(bytes: Uint8Array): boolean {
    const { parentId } = this.#hot
    const start = this.starts[PARENT_ID] ?? -1
    const end = this.ends[PARENT_ID] ?? -1
    parentId.fill(0)
    const isNone = start < 0 || (bytes[start] === QUOTE && end === start + 2) || bytes[start] === LETTER_N
    return isNone || readHex(bytes, start, end, parentId)
  }

  #readTimes(bytes: Uint8Array): boolean {
    const hot = this.#hot
    const start = this.#time(bytes, START)
    // Of no time nothing is known; a time with more digits than 64 bits have is no record's.
    if (start === undefined || Number.isNaN(start)) return false
    const end = this.#time(bytes, END)
    if (Number.isNaN(end)) return false
    hot.start = start
    hot.isOpen = end === undefined || end === 0
    hot.end = Math.max(start, end ?? 0)
    return true
  }

  /** Milliseconds; undefined: none; NaN: too many digits. */
  #time(bytes: Uint8Array, field: number): number | undefined {
    if (!this.has(field)) return undefined
    const read = readNanoText(bytes, this.starts[field] ?? 0, this.ends[field] ?? 0)
    if (!Number.isNaN(read)) return read
    const nano = readNano(this.value(bytes, field))
    return nano === undefined ? undefined : nano.length > MAX_NANO ? Number.NaN : toMilliseconds(nano)
  }

  #countLost(bytes: Uint8Array): void {
    let part: Record<string, unknown> | undefined
    for (let field = LINKS; field < LOST + 3; field++) {
      const start = this.starts[field] ?? -1
      if (start < 0) continue
      const length = (this.ends[field] ?? -1) - start
      // `[]`, `""` and `0`.
      const isNothing = field < LOST ? length <= 2 : length === 1 && bytes[start] === 0x30
      if (!isNothing) part = { ...part, [this.nameOf(field)]: this.value(bytes, field) }
    }
    if (part !== undefined) countLost(part, partOf(part), this.#skip)
  }
}

/** A value as its table has it: whole, or the rest of a text. */
export function anyValue(bytes: Uint8Array, start: number, end: number): unknown {
  const isRest = bytes[start] === QUOTE && bytes[end - 1] === CLOSE_OBJECT
  return isRest ? parseExact(`{"stringValue":${textOf(bytes, start, end)}`) : jsonValue(bytes, start, end)
}

const isText = (bytes: Uint8Array, start: number, end: number): boolean => startsWith(bytes, start, end, TEXT)

/** Of a text the rest. */
const known = (bytes: Uint8Array, start: number, end: number): number => (isText(bytes, start, end) ? start + TEXT.length - 1 : start)

function numberIn(bytes: Uint8Array, start: number, end: number): number | undefined {
  const read = numberOfAny(bytes, start, end)
  if (!Number.isNaN(read)) return read
  const value = attributeOf(jsonValue(bytes, start, end))
  return typeof value === 'number' || value === undefined ? value : Number.NaN
}
