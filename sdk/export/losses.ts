/**
 * How many entries of a ring were lost between any two of its numbers, in a bounded room. One bit a number for the newest {@link EXACT_NUMBERS}; of older
 * ones a count for each stretch between two marks, which are the numbers that a reader stood at: it asks for those again, and for no others.
 *
 *     numbers   1 … 70          71 … 300          301 …
 *               2 lost          25 lost           1 0 0 1 1 1 …
 *                       mark 70          folded up to 300
 */

const BLOCK = 4096
const WORD = 32
/** 128 kB, of which a page that loses nothing has none. */
const EXACT_NUMBERS = 256 * BLOCK
/** A reader that comes back stands at one of the last batches' ends; two readers at once are one too many already. */
const MAX_MARKS = 256

interface Block {
  readonly bits: Uint32Array
  lost: number
}

export class Losses {
  /** Of the newest numbers, by `number / BLOCK`. */
  readonly #blocks = new Map<number, Block>()
  /** Numbers below it are folded. */
  #exactFrom = 0
  /** Those that were asked for last stand last. */
  readonly #marks = new Set<number>()
  /** The folded numbers' counts: how many were lost from each of these numbers (not itself) up to the next one. Ascending, the first is -1. */
  #starts: number[] = [-1]
  #counts: number[] = [0]

  /** Once a number. */
  add(number: number): void {
    if (number < this.#exactFrom) return this.#count(number, 1)
    const at = Math.floor(number / BLOCK)
    const block = this.#blocks.get(at) ?? this.#newBlock(at)
    const bit = number % BLOCK
    block.bits[Math.floor(bit / WORD)] = (block.bits[Math.floor(bit / WORD)] ?? 0) | (1 << (bit % WORD))
    block.lost++
  }

  /** How many were lost after `since`, up to `last`. */
  between(since: number, last: number): number {
    this.#mark(since)
    this.#mark(last)
    return Math.max(0, this.#upTo(last) - this.#upTo(since))
  }

  clear(): void {
    this.#blocks.clear()
    this.#starts = [-1]
    this.#counts = [0]
  }

  #newBlock(at: number): Block {
    const block = { bits: new Uint32Array(BLOCK / WORD), lost: 0 }
    this.#blocks.set(at, block)
    const from = (at + 1) * BLOCK - EXACT_NUMBERS
    if (from > this.#exactFrom) this.#foldUpTo(from)
    return block
  }

  #foldUpTo(from: number): void {
    for (const mark of this.#marks) if (mark >= this.#exactFrom && mark < from) this.#startAt(mark, 0)
    this.#exactFrom = from
    for (const [at, { bits }] of this.#blocks) {
      if (at * BLOCK >= from) continue
      this.#blocks.delete(at)
      for (const number of numbersIn(bits, at * BLOCK)) this.#count(number, 1)
    }
  }

  /** Which stretch of the folded numbers this one lies in: the one that starts below it. */
  #stretchOf(number: number): number {
    let [low, high] = [0, this.#starts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((this.#starts[middle] ?? 0) < number) low = middle
      else high = middle - 1
    }
    return low
  }

  #count(number: number, by: number): void {
    const at = this.#stretchOf(number)
    this.#counts[at] = (this.#counts[at] ?? 0) + by
  }

  /** Of what was lost in the stretch around the mark, `after` counts as lost after it. */
  #startAt(mark: number, after: number): void {
    const at = this.#stretchOf(mark)
    if (this.#starts[at + 1] === mark) return
    this.#starts.splice(at + 1, 0, mark)
    this.#counts.splice(at, 1, (this.#counts[at] ?? 0) - after, after)
  }

  #mark(number: number): void {
    this.#marks.delete(number)
    this.#marks.add(number)
    // Nobody stood there before: all of its stretch is told to whoever reads on from it, so that who reads on twice is told it once.
    if (number < this.#exactFrom) this.#startAt(number, this.#counts[this.#stretchOf(number)] ?? 0)
    if (this.#marks.size <= MAX_MARKS) return
    const [oldest] = this.#marks
    if (oldest !== undefined) this.#unmark(oldest)
  }

  #unmark(number: number): void {
    this.#marks.delete(number)
    const at = this.#starts.indexOf(number)
    if (at < 1) return
    const [count = 0] = this.#counts.splice(at, 1)
    this.#starts.splice(at, 1)
    this.#counts[at - 1] = (this.#counts[at - 1] ?? 0) + count
  }

  /** Up to and with the number. */
  #upTo(number: number): number {
    // Stretches from a start below it end at it or before: it is a mark itself.
    const stretches = number < this.#exactFrom ? this.#stretchOf(number) + 1 : this.#counts.length
    let sum = 0
    for (let at = 0; at < stretches; at++) sum += this.#counts[at] ?? 0
    for (const [at, block] of this.#blocks) sum += lostUpTo(block, number - at * BLOCK)
    return sum
  }
}

/** Up to and with the one at `last`, which may lie outside. */
function lostUpTo({ bits, lost }: Block, last: number): number {
  if (last < 0) return 0
  if (last >= BLOCK - 1) return lost
  const whole = Math.floor((last + 1) / WORD)
  let sum = ones((bits[whole] ?? 0) & ((1 << ((last + 1) % WORD)) - 1))
  for (let at = 0; at < whole; at++) sum += ones(bits[at] ?? 0)
  return sum
}

function ones(word: number): number {
  let left = word
  let sum = 0
  for (; left !== 0; left &= left - 1) sum++
  return sum
}

function* numbersIn(bits: Uint32Array, first: number): Generator<number> {
  for (let at = 0; at < bits.length * WORD; at++) {
    if (((bits[Math.floor(at / WORD)] ?? 0) & (1 << (at % WORD))) !== 0) yield first + at
  }
}
