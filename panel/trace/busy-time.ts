/** When anything ran at all: intervals from the first start to the last end, merged as they come. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'

export interface Interval {
  readonly start: Milliseconds
  readonly end: Milliseconds
}

/** Shorter pauses are no idle time: what is closer together is one interval. */
export const LEAST_IDLE: Milliseconds = 2_000
/** Of more pauses than that nobody tells one from another: the shortest of them go, so that adding in any order stays cheap. */
const MOST = 16_384

/**
 *     spans    ▬▬▬▬▬          ▬▬▬▬
 *                ▬▬▬▬ ▬▬▬
 *     busy     ██████████     ████      what is closer than `least` is one
 */
export class BusyTime {
  /** Sorted, and each further from the next than `#least`. */
  #starts: number[] = []
  #ends: number[] = []
  #least: Milliseconds = LEAST_IDLE
  #gaps: readonly Interval[] | undefined

  add(start: Milliseconds, end: Milliseconds): void {
    const last = this.#ends.length - 1
    if (!Number.isFinite(start) || !Number.isFinite(end)) return
    // Nearly all come about in order: the last interval grows, and no pause moves.
    if (last >= 0 && start >= (this.#starts[last] ?? 0) && start <= (this.#ends[last] ?? 0) + this.#least) {
      if (end > (this.#ends[last] ?? 0)) this.#ends[last] = end
      return
    }
    this.#merge(start, end)
    if (this.#ends.length > MOST) this.#coarsen()
  }

  clear(): void {
    this.#starts = []
    this.#ends = []
    this.#least = LEAST_IDLE
    this.#gaps = undefined
  }

  /** The pauses between, in order. The same list for as long as they are the same. */
  get gaps(): readonly Interval[] {
    return (this.#gaps ??= this.#starts.slice(1).map((end, at) => ({ start: this.#ends[at] ?? end, end })))
  }

  #merge(start: Milliseconds, end: Milliseconds): void {
    const from = this.#firstFrom(start - this.#least)
    let to = from
    while (to < this.#starts.length && (this.#starts[to] ?? 0) <= end + this.#least) to++
    if (to === from + 1 && start >= (this.#starts[from] ?? 0) && end <= (this.#ends[from] ?? 0)) return
    // What grows at the far end alone moves no pause.
    if (from < this.#ends.length - 1 || to === from || start < (this.#starts[from] ?? 0)) this.#gaps = undefined
    if (to > from) {
      start = Math.min(start, this.#starts[from] ?? start)
      end = Math.max(end, this.#ends[to - 1] ?? end)
    }
    this.#starts.splice(from, to - from, start)
    this.#ends.splice(from, to - from, end)
  }

  /** The first interval that ends at a time or later. */
  #firstFrom(time: Milliseconds): number {
    let [low, high] = [0, this.#ends.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#ends[middle] ?? 0) < time) low = middle + 1
      else high = middle
    }
    return low
  }

  #coarsen(): void {
    const [starts, ends] = [this.#starts, this.#ends]
    while (this.#ends.length > MOST / 2) {
      this.#least *= 2
      this.#starts = starts.filter((start, at) => at === 0 || start - (ends[at - 1] ?? 0) > this.#least)
      this.#ends = ends.filter((end, at) => at === ends.length - 1 || (starts[at + 1] ?? 0) - end > this.#least)
    }
    this.#gaps = undefined
  }
}
