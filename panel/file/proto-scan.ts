/**
 * Finds the spans and log records of OTLP's protobuf in bytes that come piece by piece, cut anywhere. A group of spans is one field, however long: it is walked
 * while it comes.
 *
 *     resource_spans = 1 { resource = 1, scope_spans = 2 { scope = 1, spans = 2, … }, … }      and the same for logs
 */
import { HeldBytes } from './held-bytes.ts'
import { BYTES, FIXED32, FIXED64, VARINT } from './proto-wire.ts'
import { MAX_ITEM } from './json-finds.ts'

/** What a scan finds, told in the order of the bytes. */
export interface ProtoFinds {
  beginGroup(): void
  resource(bytes: Uint8Array, start: number, end: number): boolean
  beginScope(): void
  scope(bytes: Uint8Array, start: number, end: number): boolean
  endScope(): void
  endGroup(): void
  item(bytes: Uint8Array, start: number, end: number, offset: number): void
  tooLarge(offset: number, size: number): void
}

/** Levels of messages; the source itself has no end of its own. */
const SOURCE = 0
const GROUP = 1
const SCOPE = 2

/** A varint has at most 10 bytes, and a field begins with two. */
const MAX_HEAD = 20

/** A value that a piece cuts. */
interface Unit {
  readonly field: number
  readonly offset: number
  readonly size: number
  left: number
}

export class ProtoScan {
  readonly #finds: ProtoFinds
  /** Where the open messages end, the innermost last. */
  readonly #ends: number[] = []
  #head: Uint8Array = new Uint8Array(0)
  #unit: Unit | undefined
  readonly #held = new HeldBytes()
  /** Bytes to pass over. */
  #left = 0
  /** Bytes before the current piece. */
  #before = 0
  #fault: number | undefined
  #isCut = false
  /** Of the field at hand. */
  #value = 0

  constructor(finds: ProtoFinds) {
    this.#finds = finds
  }

  /** Where the source is no such message; nothing is read from there on. */
  get fault(): number | undefined {
    return this.#fault
  }

  /** The fault is that the source ends within a message. */
  get isCut(): boolean {
    return this.#isCut
  }

  push(piece: Uint8Array): void {
    if (this.#fault !== undefined) return
    const bytes = this.#head.length === 0 ? piece : joined(this.#head, piece)
    this.#before -= this.#head.length
    this.#head = new Uint8Array(0)
    let at = 0
    while (at < bytes.length && this.#fault === undefined) {
      if (this.#left > 0) {
        const passed = Math.min(this.#left, bytes.length - at)
        this.#left -= passed
        at += passed
      } else if (this.#unit !== undefined) at = this.#goOn(bytes, at, this.#unit)
      else at = this.#field(bytes, at)
    }
    this.#before += bytes.length
    this.#leave(this.#before)
  }

  end(): void {
    if (this.#fault !== undefined) return
    const isWhole = this.#ends.length === 0 && this.#head.length === 0 && this.#left === 0 && this.#unit === undefined
    if (isWhole) return
    this.#isCut = true
    this.#fault = this.#before
    // What is open is told as far as it is known.
    for (let level = this.#ends.length; level > 0; level--) this.#close(level)
  }

  /** One field; where its head is cut, it is kept for the next piece. */
  #field(bytes: Uint8Array, from: number): number {
    const offset = this.#before + from
    this.#leave(offset)
    let at = this.#varint(bytes, from)
    if (at < 0) return this.#cut(bytes, from)
    const field = Math.floor(this.#value / 8)
    const type = this.#value % 8
    if (field === 0) return this.#fail(offset, bytes)
    if (type === FIXED64 || type === FIXED32) return this.#pass(at, type === FIXED64 ? 8 : 4, bytes, offset)
    at = this.#varint(bytes, at)
    if (at < 0) return this.#cut(bytes, from)
    if (type === VARINT) return at
    if (type !== BYTES || this.#before + at + this.#value > (this.#ends.at(-1) ?? Number.POSITIVE_INFINITY))
      return this.#fail(offset, bytes)
    return this.#bytes(field, bytes, at)
  }

  #bytes(field: number, bytes: Uint8Array, at: number): number {
    const size = this.#value
    const level = this.#ends.length
    const isMessage = field === (level === SOURCE ? 1 : 2)
    if (isMessage && level < SCOPE) {
      this.#ends.push(this.#before + at + size)
      if (level === SOURCE) this.#finds.beginGroup()
      else this.#finds.beginScope()
      return at
    }
    const isRead = isMessage || (level > SOURCE && field === 1)
    if (!isRead) return this.#pass(at, size, bytes, this.#before + at)
    if (size > MAX_ITEM) {
      if (isMessage) this.#finds.tooLarge(this.#before + at, size)
      return this.#pass(at, size, bytes, this.#before + at)
    }
    if (at + size <= bytes.length) {
      this.#take(field, bytes, at, at + size, this.#before + at)
      return at + size
    }
    this.#unit = { field, offset: this.#before + at, size, left: size }
    this.#held.clear()
    return at
  }

  #goOn(bytes: Uint8Array, at: number, unit: Unit): number {
    const end = Math.min(bytes.length, at + unit.left)
    this.#held.add(bytes.subarray(at, end))
    unit.left -= end - at
    if (unit.left > 0) return end
    this.#unit = undefined
    this.#take(unit.field, this.#held.bytes, 0, unit.size, unit.offset)
    return end
  }

  #take(field: number, bytes: Uint8Array, start: number, end: number, offset: number): void {
    if (field === 2) return this.#finds.item(bytes, start, end, offset)
    const isRead = this.#ends.length === GROUP ? this.#finds.resource(bytes, start, end) : this.#finds.scope(bytes, start, end)
    if (!isRead) this.#fault = offset
  }

  #pass(at: number, size: number, bytes: Uint8Array, offset: number): number {
    if (this.#before + at + size > (this.#ends.at(-1) ?? Number.POSITIVE_INFINITY)) return this.#fail(offset, bytes)
    this.#left = size
    return at
  }

  /** Messages that end here. */
  #leave(offset: number): void {
    if (this.#left > 0 || this.#unit !== undefined) return
    while (this.#ends.length > 0 && offset >= (this.#ends.at(-1) ?? 0)) this.#close(this.#ends.length)
  }

  #close(level: number): void {
    this.#ends.pop()
    if (level === GROUP) this.#finds.endGroup()
    else this.#finds.endScope()
  }

  #varint(bytes: Uint8Array, from: number): number {
    let value = 0
    let factor = 1
    for (let at = from; at < bytes.length && at < from + 10; at++) {
      const byte = bytes[at] ?? 0
      value += (byte & 0x7f) * factor
      factor *= 128
      if (byte < 0x80) {
        this.#value = value
        return at + 1
      }
    }
    return -1
  }

  #cut(bytes: Uint8Array, from: number): number {
    if (bytes.length - from >= MAX_HEAD) return this.#fail(this.#before + from, bytes)
    this.#head = bytes.slice(from)
    return bytes.length
  }

  #fail(offset: number, bytes: Uint8Array): number {
    this.#fault = offset
    return bytes.length
  }
}

function joined(head: Uint8Array, piece: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + piece.length)
  bytes.set(head)
  bytes.set(piece, head.length)
  return bytes
}
