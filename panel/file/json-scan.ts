/**
 * Finds the spans and log records of OTLP/JSON in bytes that come piece by piece, cut anywhere. Only what stands around them is read here; each item is given to
 * whoever reads it, with the place of its bytes in the source. One document, a list of them, one a line, several one after another.
 *
 *     {"resourceSpans":[{"resource":{…},"scopeSpans":[{"scope":{…},"spans":[{…},{…},…
 *      ROOT              GROUPS          SCOPES                     ITEMS
 */
import { HeldBytes } from './held-bytes.ts'
import { GOES_ON, JsonEnd, isJson } from './json-end.ts'
import { MAX_ITEM } from './json-finds.ts'
import type { Fault, Finds } from './json-finds.ts'
import { HELD, INNER, LOGS, OBJECTS, OLD_SCOPES, SPANS, listOf } from './json-levels.ts'
import type { Expected, Kind, Level } from './json-levels.ts'
import { textOf } from './utf8.ts'

/** Places of lost lines that are kept. */
const MAX_LOST = 3

const NEWLINE = 0x0a
const QUOTE = 0x22
const OPEN_LIST = 0x5b
const OPEN_OBJECT = 0x7b
const LETTER_N = 0x6e
/** The three bytes of a mark of UTF-8 stand at the beginning of a file, and where files were put together. */
const MARK: ReadonlySet<number> = new Set([0xef, 0xbb, 0xbf])

/** A value that is read as a whole. */
interface Unit {
  readonly kind: Kind
  readonly offset: number
  readonly first: number
  readonly end: JsonEnd
  size: number
}

export class JsonScan {
  /** Of a file of lines those that were left out: how many, and the first ones with the fault in them. */
  lostLines = 0
  readonly lost: { readonly line: number; readonly start: number; readonly fault: Fault }[] = []

  readonly #finds: Finds
  readonly #levels: Level[] = ['roots']
  #expected: Expected = 'value'
  #key = ''
  #lists = SPANS
  /** Of the group: it has scopes; it has those of before 2022. */
  #hasScopes = false
  #hasOldScopes = false
  /** Groups of metrics in the list at hand, and documents in a list of them. */
  #metrics = 0
  #listed = 0
  #unit: Unit | undefined
  readonly #held = new HeldBytes()
  /** Bytes before the current piece. */
  #before = 0
  #line = 1
  #lineStart = 0
  #rootLine = 0
  #roots = 0
  #isOfLines = true
  #isLost = false
  #fault: Fault | undefined

  constructor(finds: Finds) {
    this.#finds = finds
  }

  /** Where the source is no JSON: nothing is read from there on. */
  get fault(): Fault | undefined {
    return this.#fault
  }

  /** A document a line, as far as it was read. */
  get isOfLines(): boolean {
    return this.#isOfLines && this.#roots > 1
  }

  push(bytes: Uint8Array): void {
    if (this.#fault !== undefined) return
    let at = this.#unit === undefined ? 0 : this.#goOn(bytes, this.#unit)
    while (at < bytes.length && this.#fault === undefined) at = this.#isLost ? this.#toNewline(bytes, at) : this.#step(bytes, at)
    this.#before += bytes.length
  }

  /** The source ends here. */
  end(): void {
    const unit = this.#unit
    if (unit?.end.isScalar === true && this.#levels.length === 1) {
      this.#unit = undefined
      this.#take(unit, this.#held.bytes)
    }
    if (this.#fault === undefined && (this.#unit !== undefined || this.#levels.length > 1)) this.#fail(this.#before, 'more')
  }

  get #level(): Level {
    return this.#levels.at(-1) ?? 'roots'
  }

  #step(bytes: Uint8Array, at: number): number {
    const byte = bytes[at] ?? 0
    const offset = this.#before + at
    if (byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09) return this.#space(bytes, at)
    const isObject = OBJECTS.has(this.#level)
    switch (this.#expected) {
      case ':':
        return byte === 0x3a ? this.#go(offset, 'value') : this.#fail(offset, ':')
      case 'name':
        return byte === QUOTE ? this.#begin('key', bytes, at) : this.#fail(offset, 'name')
      case 'name or }':
        if (byte === 0x7d) return this.#leave(offset)
        return byte === QUOTE ? this.#begin('key', bytes, at) : this.#fail(offset, 'name or }')
      case ', or }':
      case ', or ]':
        if (byte === (isObject ? 0x7d : 0x5d)) return this.#leave(offset)
        return byte === 0x2c ? this.#go(offset, isObject ? 'name' : 'value') : this.#fail(offset, this.#expected)
      case 'value or ]':
        return byte === 0x5d ? this.#leave(offset) : this.#value(bytes, at, byte)
      default:
        return this.#value(bytes, at, byte)
    }
  }

  /** Past the byte. */
  #go(offset: number, expected: Expected): number {
    this.#expected = expected
    return offset - this.#before + 1
  }

  /** Past all white space up to a line break, or past that. */
  #space(bytes: Uint8Array, from: number): number {
    let at = from
    while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d) at++
    if (at > from || bytes[at] !== NEWLINE) return at
    const offset = this.#before + at
    if (this.#levels.length > 1) {
      if (this.#mayLoseLine) return this.#fail(offset, 'more')
      this.#isOfLines = false
    }
    this.#line++
    this.#lineStart = offset + 1
    return at + 1
  }

  #value(bytes: Uint8Array, at: number, byte: number): number {
    const level = this.#level
    const offset = this.#before + at
    if (level === 'roots' && (byte === OPEN_LIST || MARK.has(byte)))
      return byte === OPEN_LIST ? this.#enter('list', offset) : this.#go(offset, 'value')
    const inner = INNER[level]
    if (inner !== undefined && byte === OPEN_OBJECT) return this.#enter(inner, offset)
    if (inner !== undefined) return this.#begin(inner === 'root' ? 'root' : 'left', bytes, at)
    if (level === 'items') return this.#item(bytes, at, byte)
    if (level === 'metrics') return this.#begin('metrics', bytes, at)
    const list = listOf(this.#lists, level, this.#key)
    if (list !== undefined) return byte === OPEN_LIST ? this.#enter(list, offset) : this.#begin('no list', bytes, at)
    if (level === 'group' && this.#key === OLD_SCOPES) this.#hasOldScopes = true
    if (level === 'group' && this.#key === 'resource') return this.#begin('resource', bytes, at)
    return this.#begin(level === 'scope' && this.#key === 'scope' ? 'scope' : 'left', bytes, at)
  }

  #enter(level: Level, offset: number): number {
    const finds = this.#finds
    if (level === 'root') this.#beginRoot(true)
    else if (level === 'groups') {
      this.#lists = this.#key === 'resourceLogs' ? LOGS : SPANS
      finds.signal(this.#lists === LOGS)
    } else if (level === 'group') {
      this.#hasScopes = false
      this.#hasOldScopes = false
      finds.beginGroup()
    } else if (level === 'scopes') this.#hasScopes = true
    else if (level === 'scope') finds.beginScope()
    else if (level === 'metrics') this.#metrics = 0
    else if (level === 'list') this.#listed = 0
    this.#levels.push(level)
    return this.#go(offset, OBJECTS.has(level) ? 'name or }' : 'value or ]')
  }

  #leave(offset: number): number {
    const level = this.#levels.pop()
    const finds = this.#finds
    if (level === 'root') this.#endRoot()
    else if (level === 'scope') finds.endScope()
    else if (level === 'group') {
      if (this.#hasOldScopes && !this.#hasScopes) finds.oddField(OLD_SCOPES)
      finds.endGroup()
    } else if (level === 'metrics') finds.metrics(this.#metrics)
    else if (level === 'list') {
      this.#roots++
      finds.list(this.#listed)
    }
    return this.#go(offset, this.#afterValue())
  }

  #beginRoot(isObject: boolean): void {
    this.#listed++
    if (this.#level === 'roots') {
      if (this.#rootLine === this.#line) this.#isOfLines = false
      this.#rootLine = this.#line
    }
    this.#finds.root(this.#line, isObject)
  }

  #endRoot(): void {
    if (this.#level === 'roots') this.#roots++
    this.#finds.rootEnd()
  }

  #afterValue(): Expected {
    const level = this.#level
    if (level === 'roots') return 'value'
    return OBJECTS.has(level) ? ', or }' : ', or ]'
  }

  /** Mostly it ends within the piece, and is read where it stands. */
  #item(bytes: Uint8Array, at: number, byte: number): number {
    if (byte === OPEN_OBJECT) {
      const after = this.#finds.item(this.#lists === LOGS, bytes, at, bytes.length, this.#before + at)
      if (after >= 0) {
        this.#expected = ', or ]'
        return after
      }
    }
    return this.#begin('item', bytes, at)
  }

  #begin(kind: Kind, bytes: Uint8Array, at: number): number {
    const first = bytes[at] ?? 0
    const unit: Unit = { kind, offset: this.#before + at, first, end: new JsonEnd(first, this.#mayLoseLine), size: 0 }
    const after = unit.end.find(bytes, at)
    if (after === at) return this.#fail(unit.offset, this.#expected)
    if (kind === 'root') this.#beginRoot(false)
    if (unit.end.isBroken) return this.#fail(this.#before + after, 'more')
    if (after === GOES_ON) {
      this.#unit = unit
      this.#held.clear()
      this.#hold(unit, bytes.subarray(at))
      return bytes.length
    }
    unit.size = after - at
    this.#take(unit, bytes.subarray(at, after))
    return after
  }

  #goOn(bytes: Uint8Array, unit: Unit): number {
    const after = unit.end.find(bytes, 0)
    if (unit.end.isBroken) return this.#fail(this.#before + after, 'more')
    this.#hold(unit, after === GOES_ON ? bytes : bytes.subarray(0, after))
    if (after === GOES_ON) return bytes.length
    this.#unit = undefined
    this.#take(unit, this.#held.bytes)
    return after
  }

  #hold(unit: Unit, bytes: Uint8Array): void {
    unit.size += bytes.length
    if ((HELD.has(unit.kind) || unit.end.isScalar) && unit.size <= MAX_ITEM) this.#held.add(bytes)
  }

  /** All of a value's bytes are there. */
  #take(unit: Unit, bytes: Uint8Array): void {
    const finds = this.#finds
    const { kind, offset, size } = unit
    this.#expected = this.#afterValue()
    if (kind === 'key') this.#takeKey(bytes, offset)
    else if (kind !== 'item' && unit.end.isScalar && !isJson(bytes)) this.#fail(offset, 'value')
    else if (kind === 'item') this.#takeItem(unit, bytes)
    else if (kind === 'metrics') this.#metrics++
    else if (kind === 'root') this.#endRoot()
    else if (kind === 'no list' && unit.first !== LETTER_N) finds.oddField(this.#key)
    else if (kind === 'resource' || kind === 'scope') {
      const isRead = size <= MAX_ITEM && (kind === 'resource' ? finds.resource(bytes) : finds.scope(bytes))
      if (!isRead) this.#fail(offset, 'value')
    }
  }

  #takeItem({ offset, size, first }: Unit, bytes: Uint8Array): void {
    const isLog = this.#lists === LOGS
    if (size > MAX_ITEM) return this.#finds.tooLarge(isLog, offset, size)
    const isRead = first === OPEN_OBJECT && this.#finds.item(isLog, bytes, 0, size, offset) === size
    if (!isRead) this.#finds.whole(isLog, bytes, offset)
  }

  #takeKey(bytes: Uint8Array, offset: number): void {
    try {
      this.#key = String(JSON.parse(textOf(bytes, 0, bytes.length)))
    } catch {
      this.#fail(offset, 'name')
      return
    }
    this.#expected = ':'
    if (this.#level === 'root') this.#finds.rootKey(this.#key)
  }

  /** Of a file with a document a line, one that is no JSON is left out, and the scan goes on after it. */
  get #mayLoseLine(): boolean {
    return this.#isOfLines && this.#roots > 0
  }

  /** Where a scan goes on after a fault: on the next line, or nowhere. */
  #fail(offset: number, expected: string): number {
    const fault = { offset, expected }
    if (!this.#mayLoseLine) {
      this.#fault = fault
      return Number.POSITIVE_INFINITY
    }
    this.lostLines++
    if (this.lost.length < MAX_LOST) this.lost.push({ line: this.#line, start: this.#lineStart, fault })
    if (this.#levels.includes('scope')) this.#finds.endScope()
    if (this.#levels.includes('group')) this.#finds.endGroup()
    if (this.#levels.includes('root')) this.#finds.rootEnd()
    this.#levels.splice(1)
    this.#unit = undefined
    this.#expected = 'value'
    this.#isLost = true
    return Math.max(0, offset - this.#before)
  }

  #toNewline(bytes: Uint8Array, at: number): number {
    const found = bytes.indexOf(NEWLINE, at)
    if (found < 0) return bytes.length
    this.#isLost = false
    return found
  }
}
