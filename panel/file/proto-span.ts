/** One span of OTLP's protobuf → what its row needs; false for what is unusual, which whoever called reads in full. */
import { own } from '../../sdk/protocol/fields.ts'
import { countLost } from '../otlp/read-spans.ts'
import type { Skip } from '../otlp/scoped.ts'
import { HotAttributes } from './hot-attributes.ts'
import { attributeOf, partOf } from './hot-span.ts'
import type { HotSpan, HotTables } from './hot-span.ts'
import { anyOf, spanOf } from './proto-otlp.ts'
import { BYTES, FIXED64, ProtoFields, VARINT, doubleOf, nanoToMilliseconds, safeNumber } from './proto-wire.ts'

/** A record keeps 512 attributes, and some that a file has are none of a record's. */
const MAX_ATTRIBUTES = 400
const MAX_EVENTS = 10_000

/** Of the two fields of an attribute. */
const KEY_TAG = 0x0a
const VALUE_TAG = 0x12

export class ProtoSpan {
  readonly #hot: HotSpan
  readonly #tables: HotTables
  readonly #slots: HotAttributes
  readonly #skip: Skip
  // Of millions of attributes none needs one of its own.
  readonly #fields = new ProtoFields(new Uint8Array(0), 0, 0)
  readonly #pair = new ProtoFields(new Uint8Array(0), 0, 0)
  #attributes = 0
  #events = 0
  #hasStart = false
  #hasStatus = false
  /** It has a trace state, links or counts of what its producer dropped: what of those is lost is counted. */
  #mayLose = false

  constructor(hot: HotSpan, tables: HotTables, skip: Skip) {
    this.#hot = hot
    this.#tables = tables
    this.#slots = new HotAttributes(hot, tables, { numberIn, known: (_bytes, start) => start, isText })
    this.#skip = skip
  }

  read(bytes: Uint8Array, start: number, end: number): boolean {
    const hot = this.#hot
    hot.clear()
    hot.ids.fill(0)
    hot.isOpen = true
    hot.end = 0
    this.#attributes = 0
    this.#events = 0
    this.#hasStart = false
    this.#hasStatus = false
    this.#mayLose = false
    const fields = this.#fields.reset(bytes, start, end)
    while (fields.next()) if (!this.#take(fields)) return false
    if (fields.isBroken || !this.#hasStart || !hot.hasIds) return false
    if (this.#attributes > MAX_ATTRIBUTES || this.#events > MAX_EVENTS) return false
    hot.end = Math.max(hot.start, hot.end)
    if (this.#mayLose) {
      const span = { ...spanOf(bytes, start, end), events: [] }
      countLost(span, partOf({ links: own(span, 'links') }), this.#skip)
    }
    return true
  }

  /** False: it is of another type than the format has it. */
  #take(fields: ProtoFields): boolean {
    const { bytes, field, type, start, end, low, high } = fields
    const hot = this.#hot
    switch (field) {
      case 1:
        return type === BYTES && readId(bytes, start, end, hot.traceId)
      case 2:
        return type === BYTES && readId(bytes, start, end, hot.spanId)
      case 4:
        return type === BYTES && (start === end || readId(bytes, start, end, hot.parentId))
      case 5:
        if (type === BYTES) hot.name = this.#tables.names.find(bytes, start, end)
        return type === BYTES
      case 6:
        hot.kind = low
        return type === VARINT && high === 0 && low <= 5
      case 7:
        hot.start = nanoToMilliseconds(low, high)
        this.#hasStart = true
        return type === FIXED64
      case 8:
        hot.end = nanoToMilliseconds(low, high)
        hot.isOpen = (low | high) === 0
        return type === FIXED64
      case 9:
        this.#attributes++
        return type === BYTES && this.#attribute(bytes, start, end)
      case 11:
        this.#events++
        return type === BYTES
      case 15:
        return this.#status(fields)
      case 3:
      case 10:
      case 12:
      case 13:
      case 14:
        this.#mayLose ||= type === BYTES ? end > start : low > 0
        return true
      default:
        return true
    }
  }

  /** Two of them are one message. */
  #status({ bytes, type, start, end }: ProtoFields): boolean {
    if (type !== BYTES || this.#hasStatus) return false
    this.#hasStatus = true
    if (end > start) this.#hot.status = this.#tables.statuses.find(bytes, start, end)
    return true
  }

  /** A short key, then a value, each with its length in one byte or two: any other attribute field by field. */
  #attribute(bytes: Uint8Array, from: number, to: number): boolean {
    const nameSize = bytes[from + 1] ?? 0
    const name = from + 2
    const nameEnd = name + nameSize
    if (bytes[from] !== KEY_TAG || nameSize > 0x7f || nameEnd + 2 > to || bytes[nameEnd] !== VALUE_TAG)
      return this.#anyAttribute(bytes, from, to)
    const low = bytes[nameEnd + 1] ?? 0
    const isShort = low < 0x80
    const value = nameEnd + (isShort ? 2 : 3)
    const size = isShort ? low : (low & 0x7f) | ((bytes[nameEnd + 2] ?? 0) << 7)
    // A third byte of its length would not end there.
    return value + size === to ? this.#slots.take(bytes, name, nameEnd, value, to) : this.#anyAttribute(bytes, from, to)
  }

  #anyAttribute(bytes: Uint8Array, from: number, to: number): boolean {
    let name = -1
    let nameEnd = -1
    let value = -1
    let valueEnd = -1
    const fields = this.#pair.reset(bytes, from, to)
    while (fields.next()) {
      const { field, type, start, end } = fields
      if (field > 2) continue
      if (type !== BYTES) return false
      if (field === 1) {
        name = start
        nameEnd = end
      } else {
        value = start
        valueEnd = end
      }
    }
    if (fields.isBroken) return false
    return name < 0 || value < 0 || this.#slots.take(bytes, name, nameEnd, value, valueEnd)
  }
}

/** The first byte is the highest of its word. */
function readId(bytes: Uint8Array, start: number, end: number, words: Uint32Array): boolean {
  if (end - start !== words.length * 4) return false
  for (let word = 0; word < words.length; word++) {
    const at = start + word * 4
    words[word] = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
  }
  return true
}

const anyFields = new ProtoFields(new Uint8Array(0), 0, 0)

function numberIn(bytes: Uint8Array, start: number, end: number): number | undefined {
  const fields = anyFields.reset(bytes, start, end)
  if (fields.next()) {
    const { field, type, low, high } = fields
    const read = field === 3 && type === VARINT ? safeNumber(low, high) : field === 4 && type === FIXED64 ? doubleOf(low, high) : undefined
    if (read !== undefined && Number.isFinite(read) && !fields.next() && !fields.isBroken) return read
  }
  const value = attributeOf(anyOf(bytes, start, end))
  return typeof value === 'number' || value === undefined ? value : Number.NaN
}

function isText(bytes: Uint8Array, start: number, end: number): boolean {
  const fields = anyFields.reset(bytes, start, end)
  return fields.next() && fields.field === 1 && fields.type === BYTES && !fields.next() && !fields.isBroken
}
