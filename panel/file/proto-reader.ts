/** OTLP's protobuf in pieces of bytes → rows. Spans are read from their bytes; one that is unusual, and log records, are decoded and read as those of JSON are. */
import { own } from '../../sdk/protocol/fields.ts'
import { readId } from '../otlp/ids.ts'
import { readLog, spanKey } from '../otlp/read-logs.ts'
import { readSpan } from '../otlp/read-spans.ts'
import { formatCount } from '../trace/format.ts'
import { HotFacts } from './hot-facts.ts'
import { HotSpan, HotTables } from './hot-span.ts'
import { anyOf, logOf, resourceOf, scopeOf, spanOf, statusOf } from './proto-otlp.ts'
import { ProtoScan } from './proto-scan.ts'
import type { ProtoFinds } from './proto-scan.ts'
import { ProtoSpan } from './proto-span.ts'
import { BYTES, FIXED64, ProtoFields, VARINT } from './proto-wire.ts'
import { createSkipped } from './skipped.ts'
import type { Skipped } from './skipped.ts'
import { SourceRows } from './source-rows.ts'
import { textOf } from './utf8.ts'

/** What is counted of bytes that are none. */
export const NO_PROTOBUF = 'pieces that are no protobuf'
const PLACE = { attributes: {}, scope: { name: '' } }

export class ProtoReader implements ProtoFinds {
  readonly rows = new SourceRows()
  readonly scan = new ProtoScan(this)
  readonly #skipped = createSkipped()
  readonly #hot = new HotSpan()
  readonly #tables = new HotTables({ name: textOf, status: statusOf, value: anyOf }, this.rows.numbers)
  readonly #facts = new HotFacts(this.rows.numbers, this.#tables)
  readonly #span = new ProtoSpan(this.#hot, this.#tables, this.#skipped.skip)
  /** The item before was a log record. */
  #isLog = false
  #spans = 0
  #logs = 0

  push(bytes: Uint8Array): void {
    this.scan.push(bytes)
  }

  end(): void {
    this.scan.end()
    this.rows.places.giveUp()
  }

  skipped(): readonly Skipped[] {
    return this.#skipped.skipped()
  }

  beginGroup(): void {
    this.rows.places.beginGroup()
  }

  resource(bytes: Uint8Array, start: number, end: number): boolean {
    return attempt(() => this.rows.resource(resourceOf(bytes, start, end)))
  }

  beginScope(): void {
    this.rows.places.beginScope()
  }

  scope(bytes: Uint8Array, start: number, end: number): boolean {
    return attempt(() => this.rows.scope(scopeOf(bytes, start, end), this.#skipped.skip))
  }

  endScope(): void {
    this.rows.places.endScope()
  }

  endGroup(): void {
    this.rows.places.endGroup()
  }

  item(bytes: Uint8Array, start: number, end: number, offset: number): void {
    this.#isLog = isLogRecord(bytes, start, end) ?? this.#isLog
    const isLog = this.#isLog
    if (isLog) this.#logs++
    else this.#spans++
    const isRead = attempt(() => (isLog ? this.#readLog(bytes, start, end, offset) : this.#readSpan(bytes, start, end, offset)))
    if (!isRead) this.#skipped.skip(NO_PROTOBUF, 1, () => `${this.#nth(isLog)}, at byte ${formatCount(offset)}`)
  }

  tooLarge(offset: number, size: number): void {
    this.#skipped.skip('spans that are too large to be read', 1, () => `at byte ${formatCount(offset)}: ${formatCount(size)} bytes`)
  }

  #readSpan(bytes: Uint8Array, start: number, end: number, offset: number): void {
    if (this.#tables.forgetIfFull()) this.#facts.forget()
    if (this.#span.read(bytes, start, end)) return this.rows.addHot(this.#hot, this.#tables, this.#facts, offset, end - start)
    const item = spanOf(bytes, start, end)
    for (const span of readSpan({ place: PLACE, item, nth: this.#spans }, this.#skipped.skip))
      this.rows.addRecord(span, offset, end - start)
  }

  #readLog(bytes: Uint8Array, start: number, end: number, offset: number): void {
    const item = logOf(bytes, start, end)
    // Whether the span that it names is in the file is not known yet.
    const span = spanKey(readId(own(item, 'traceId'), 32), readId(own(item, 'spanId'), 16))
    for (const log of readLog({ place: PLACE, item, nth: this.#logs }, new Set([span]), this.#skipped.skip))
      this.rows.addReadLog(log, offset, end - start)
  }

  #nth(isLog: boolean): string {
    return isLog ? `log record ${this.#logs}` : `span ${this.#spans}`
  }
}

/** A group of logs has the numbers of a group of spans; what it holds is told by its fields' types. Undefined: by none of those that are there. */
function isLogRecord(bytes: Uint8Array, start: number, end: number): boolean | undefined {
  const fields = new ProtoFields(bytes, start, end)
  while (fields.next()) {
    const { field, type } = fields
    if (field === 1 || field === 11) return type === FIXED64
    if (field === 2) return type === VARINT
    if (field === 6) return type === BYTES
    if (field === 7 || field === 8) return type !== FIXED64
  }
  return undefined
}

/** False: the bytes are no protobuf. */
function attempt(read: () => void): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
