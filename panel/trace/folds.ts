/** Pauses that are folded together, and the squeezed time beside the real one: of each fold a fixed length is left, its `cost`. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { Interval } from './busy-time.ts'

/**
 *     time        0 ──── 1 ▒▒▒▒▒▒▒▒▒▒▒▒▒▒ 41 ──── 42
 *     squeezed    0 ──── 1 ▒▒ 1 + cost ──── 2 + cost
 */
export class Folds {
  readonly list: readonly Interval[]
  /** Time that all folds before each took. */
  readonly #idle: Float64Array

  /** @param list in order, and apart. */
  constructor(list: readonly Interval[]) {
    this.list = list
    this.#idle = new Float64Array(list.length)
    for (let at = 1; at < list.length; at++) this.#idle[at] = (this.#idle[at - 1] ?? 0) + lengthOf(list[at - 1])
  }

  /** From an origin on, at which nothing is folded yet. */
  squeezed(time: Milliseconds, origin: Milliseconds, cost: Milliseconds): Milliseconds {
    const at = this.#last(time, ({ start }) => start)
    const fold = this.list[at]
    if (fold === undefined) return time - origin
    const [into, length] = [Math.min(time, fold.end) - fold.start, lengthOf(fold)]
    return time - origin - (this.#idle[at] ?? 0) - into + cost * (at + into / length)
  }

  unsqueezed(squeezed: Milliseconds, origin: Milliseconds, cost: Milliseconds): Milliseconds {
    const startOf = ({ start }: Interval, at: number): Milliseconds => start - origin - (this.#idle[at] ?? 0) + cost * at
    const at = this.#last(squeezed, startOf)
    const fold = this.list[at]
    if (fold === undefined) return origin + squeezed
    const into = squeezed - startOf(fold, at)
    return into < cost ? fold.start + (into / cost) * lengthOf(fold) : fold.end + into - cost
  }

  /** How many lie within a range: of one that lies there in part, that part. */
  count({ start, end }: Interval): number {
    const [first, last] = this.#between(start, end)
    let count = 0
    for (const at of [first, ...(last > first ? [last] : [])]) {
      const fold = this.list[at]
      if (fold !== undefined) count += Math.max(0, Math.min(end, fold.end) - Math.max(start, fold.start)) / lengthOf(fold)
    }
    return count + Math.max(0, last - first - 1)
  }

  /** Those that lie in a range, in part at least. */
  within({ start, end }: Interval): readonly Interval[] {
    const [first, last] = this.#between(start, end)
    return this.list.slice(first, last + 1).filter((fold) => fold.end > start && fold.start < end)
  }

  at(time: Milliseconds): Interval | undefined {
    const fold = this.list[this.#last(time, ({ start }) => start)]
    return fold !== undefined && time < fold.end ? fold : undefined
  }

  #between(start: Milliseconds, end: Milliseconds): readonly [first: number, last: number] {
    return [
      Math.max(
        0,
        this.#last(start, (fold) => fold.start),
      ),
      this.#last(end, (fold) => fold.start),
    ]
  }

  /** The last one that does not begin after a value; -1 where all do. */
  #last(value: number, startOf: (fold: Interval, at: number) => number): number {
    let [low, high] = [0, this.list.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      const fold = this.list[middle]
      if (fold !== undefined && startOf(fold, middle) <= value) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}

export const NO_FOLDS = new Folds([])

const lengthOf = (fold: Interval | undefined): Milliseconds => (fold === undefined ? 0 : fold.end - fold.start)
