/**
 * Rows by what they are told by: open addressing over typed arrays, a few bytes a row. Split into parts that grow by themselves, so that no growth makes anything
 * wait.
 */
import { NONE } from './table.ts'

const PARTS = 64
const EMPTY = -1
const GONE = -2
/** Share of a part that may be taken. */
const FULL = 0.6
/** And of that, after it has grown. */
const ROOM = 0.75

interface Part {
  slots: Int32Array
  /** Slots that are taken, those of rows that went included. */
  taken: number
}

export class IdIndex {
  readonly #parts: Part[] = Array.from({ length: PARTS }, () => ({ slots: new Int32Array(8).fill(EMPTY), taken: 0 }))
  /** Of a row that is in; 32 bits, well mixed. */
  readonly #hashOf: (row: number) => number

  constructor(hashOf: (row: number) => number) {
    this.#hashOf = hashOf
  }

  /** {@link NONE} where none of that hash is it. */
  find(hash: number, isIt: (row: number) => boolean): number {
    const { slots } = this.#partOf(hash)
    for (let at = hash & (slots.length - 1); ; at = (at + 1) & (slots.length - 1)) {
      const row = slots[at] ?? EMPTY
      if (row === EMPTY) return NONE
      if (row >= 0 && isIt(row)) return row
    }
  }

  /** The row must not be in. */
  add(row: number): void {
    const hash = this.#hashOf(row)
    const part = this.#partOf(hash)
    if (part.taken >= part.slots.length * FULL) this.#rebuild(part)
    put(part.slots, hash, row)
    part.taken++
  }

  delete(row: number): void {
    const hash = this.#hashOf(row)
    const { slots } = this.#partOf(hash)
    for (let at = hash & (slots.length - 1); slots[at] !== EMPTY; at = (at + 1) & (slots.length - 1)) {
      if (slots[at] !== row) continue
      slots[at] = GONE
      return
    }
  }

  #partOf(hash: number): Part {
    const part = this.#parts[hash >>> 26]
    if (part === undefined) throw new RangeError('no part')
    return part
  }

  /** With room for more, and without the slots of rows that went. */
  #rebuild(part: Part): void {
    const rows = part.slots.filter((row) => row >= 0)
    let length = 8
    while (length * FULL * ROOM <= rows.length) length *= 2
    part.slots = new Int32Array(length).fill(EMPTY)
    part.taken = rows.length
    for (const row of rows) put(part.slots, this.#hashOf(row), row)
  }
}

function put(slots: Int32Array, hash: number, row: number): void {
  let at = hash & (slots.length - 1)
  while (slots[at] !== EMPTY) at = (at + 1) & (slots.length - 1)
  slots[at] = row
}

/** One more word into a hash: murmur3's mixing. */
export function mix(hash: number, word: number): number {
  let mixed = Math.imul(word, 0xcc9e2d51)
  mixed = (mixed << 15) | (mixed >>> 17)
  const next = hash ^ Math.imul(mixed, 0x1b873593)
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0
}

/** The last step: every bit of the hash depends on all that went in. */
export function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
