/** OTLP/JSON in pieces of bytes → rows. Spans are read from their bytes; one that is unusual in any way is parsed, and read as a whole file's are. */
import { readLog, spanKey } from '../otlp/read-logs.ts'
import { readId } from '../otlp/ids.ts'
import { own } from '../../sdk/protocol/fields.ts'
import { readSpan } from '../otlp/read-spans.ts'
import type { Skip } from '../otlp/scoped.ts'
import { formatCount } from '../trace/format.ts'
import { HotFacts } from './hot-facts.ts'
import { HotSpan, HotTables } from './hot-span.ts'
import type { Finds } from './json-finds.ts'
import { jsonValue } from './json-item.ts'
import { JsonLog } from './json-log.ts'
import { JsonScan } from './json-scan.ts'
import { JsonSpan, anyValue } from './json-span.ts'
import { createSkippedOfLines } from './skipped.ts'
import type { Skipped } from './skipped.ts'
import { SourceRows } from './source-rows.ts'

const DECODERS = { name: jsonValue, status: jsonValue, value: anyValue }
/** More than are told of a file that is no trace. */
const MAX_KEYS = 100
const PLACE = { attributes: {}, scope: { name: '' } }

export class JsonReader implements Finds {
  readonly rows = new SourceRows()
  readonly scan: JsonScan
  /** What stands first at the outermost level: how long a list, which keys an object has; undefined: any other value. */
  first: number | string[] | undefined
  /** A list of resources with spans was there, even an empty one. */
  hasSpans = false
  /** Items that are no JSON. */
  badItems = 0
  readonly #skipped = createSkippedOfLines()
  readonly #hot = new HotSpan()
  readonly #tables: HotTables
  readonly #facts: HotFacts
  readonly #span: JsonSpan
  readonly #log: JsonLog
  #skip: Skip = this.#skipped.skipIn(1)
  #line = 1
  #hasSignal = false
  #roots = 0
  /** Of the root. */
  #spans = 0
  #logs = 0

  constructor() {
    const skip: Skip = (...what) => this.#skip(...what)
    this.scan = new JsonScan(this)
    this.#tables = new HotTables(DECODERS, this.rows.numbers)
    this.#facts = new HotFacts(this.rows.numbers, this.#tables)
    this.#span = new JsonSpan(this.#hot, this.#tables, skip)
    this.#log = new JsonLog(this.rows.numbers, skip)
  }

  push(bytes: Uint8Array): void {
    this.scan.push(bytes)
  }

  /** No more comes, or nothing that could be read. */
  end(): void {
    this.scan.end()
    this.rows.places.giveUp()
  }

  /** Nothing stands in the source but white space. */
  get isEmpty(): boolean {
    return this.#roots === 0 && this.first === undefined && this.scan.fault === undefined
  }

  skipped(): readonly Skipped[] {
    return this.#skipped.skipped(this.scan.isOfLines || this.scan.lostLines > 0)
  }

  root(line: number, isObject: boolean): void {
    if (this.#roots++ === 0 && isObject) this.first = []
    this.#line = line
    this.#skip = this.#skipped.skipIn(line)
    this.#hasSignal = false
    this.#spans = 0
    this.#logs = 0
  }

  rootKey(key: string): void {
    if (this.#roots === 1 && Array.isArray(this.first) && this.first.length < MAX_KEYS) this.first.push(key)
  }

  rootEnd(): void {
    if (!this.#hasSignal) this.#skipped.noData(this.#line)
  }

  list(items: number): void {
    if (this.#roots === items) this.first = items
  }

  signal(isLogs: boolean): void {
    this.#hasSignal = true
    if (!isLogs) this.hasSpans = true
  }

  beginGroup(): void {
    this.rows.places.beginGroup()
  }

  resource(bytes: Uint8Array): boolean {
    return parsed(bytes, (resource) => this.rows.resource(resource))
  }

  beginScope(): void {
    this.rows.places.beginScope()
  }

  scope(bytes: Uint8Array): boolean {
    return parsed(bytes, (scope) => this.rows.scope(scope, this.#skip))
  }

  endScope(): void {
    this.rows.places.endScope()
  }

  endGroup(): void {
    this.rows.places.endGroup()
  }

  item(isLog: boolean, bytes: Uint8Array, at: number, end: number, offset: number): number {
    if (isLog) {
      const after = this.#log.read(bytes, at, end)
      if (after < 0) return after
      this.#logs++
      this.rows.addLog(this.#log.ids, this.#log.isContent, this.#log.page, offset, after - at)
      return after
    }
    if (this.#tables.forgetIfFull()) this.#facts.forget()
    const after = this.#span.read(bytes, at, end)
    if (after < 0) return after
    this.#spans++
    this.rows.addHot(this.#hot, this.#tables, this.#facts, offset, after - at)
    return after
  }

  whole(isLog: boolean, bytes: Uint8Array, offset: number): void {
    const nth = isLog ? ++this.#logs : ++this.#spans
    const isRead = parsed(bytes, (item) => {
      if (isLog)
        for (const log of readLog({ place: PLACE, item, nth }, new Set([keyOf(item)]), this.#skip))
          this.rows.addReadLog(log, offset, bytes.length)
      else for (const span of readSpan({ place: PLACE, item, nth }, this.#skip)) this.rows.addRecord(span, offset, bytes.length)
    })
    if (isRead) return
    this.badItems++
    this.#skip('pieces that are no JSON', 1, () => `${isLog ? 'log record' : 'span'} ${nth}, at byte ${formatCount(offset)}`)
  }

  tooLarge(isLog: boolean, offset: number, size: number): void {
    const nth = isLog ? ++this.#logs : ++this.#spans
    const what = isLog ? 'log record' : 'span'
    this.#skip(
      `${what}s that are too large to be read`,
      1,
      () => `${what} ${nth}, at byte ${formatCount(offset)}: ${formatCount(size)} bytes`,
    )
  }

  oddField(key: string): void {
    if (key === 'instrumentationLibrarySpans') this.#skip('groups in the form of before 2022 ("instrumentationLibrarySpans")')
    else this.#skip(`"${key}" that are no lists`)
  }

  metrics(groups: number): void {
    this.#hasSignal = true
    this.#skip('groups of metrics', groups)
  }
}

/** False: it is no JSON. */
function parsed(bytes: Uint8Array, read: (value: unknown) => void): boolean {
  let value: unknown
  try {
    value = jsonValue(bytes, 0, bytes.length)
  } catch {
    return false
  }
  read(value)
  return true
}

/** Of the span that a log record names: whether it is in the file is not known yet. */
function keyOf(log: unknown): string {
  return spanKey(readId(own(log, 'traceId'), 32), readId(own(log, 'spanId'), 16))
}
