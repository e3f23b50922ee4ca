/** Which trace goes when the store is full: of one document the oldest, one that runs last, and never the one that wants the room. */
import { NONE } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { f64, i32, u32 } from './table.ts'

/** What the store keeps at most; the oldest whole traces go first. */
export interface Limits {
  readonly spans: number
  /** About the bytes of all records, live text and events. */
  readonly bytes: number
}

export const DEFAULT_LIMITS: Limits = { spans: 1_000_000, bytes: 512 * 1024 * 1024 }

/** So many running traces are passed over for one that has ended. */
const MAX_PASSED = 1_000

interface Held {
  /** Traces in the order in which they came, with their ages: a row may be another trace's by now. */
  traces: number[]
  ages: number[]
  /** Those before it are gone. */
  head: number
  bytes: number
}

export class Eviction {
  readonly #tables: Tables
  readonly #documents = new Map<number, Held>()

  constructor(tables: Tables) {
    this.#tables = tables
  }

  added(trace: number): void {
    const held = this.#heldBy(trace)
    held.traces.push(trace)
    held.ages.push(u32(this.#tables.traces.columns.age, trace))
  }

  weighed(trace: number, more: number): void {
    this.#heldBy(trace).bytes += more
  }

  dropped(trace: number): void {
    const held = this.#heldBy(trace)
    held.bytes -= f64(this.#tables.traces.columns.bytes, trace)
  }

  /** The trace that goes, or {@link NONE}. A document that holds less than an equal share takes from the one that holds most; any other gives of its own. */
  choose(document: number, wanting: number): number {
    const own = this.#documents.get(document)
    const others = [...this.#documents.values()].filter((held) => held !== own && held.bytes > 0)
    const [largest] = others.toSorted((a, b) => b.bytes - a.bytes)
    const ownBytes = own?.bytes ?? 0
    const share = others.reduce((sum, { bytes }) => sum + bytes, ownBytes) / (others.length + 1)
    if (largest !== undefined && ownBytes < share && largest.bytes > ownBytes) {
      const ofLargest = this.#oldest(largest, wanting)
      if (ofLargest !== NONE) return ofLargest
    }
    return own === undefined ? NONE : this.#oldest(own, wanting)
  }

  /** Of all traces of some documents the one that came first, or {@link NONE}. */
  oldestOf(isOne: (document: number) => boolean, wanting: number): number {
    const { age } = this.#tables.traces.columns
    let oldest = NONE
    for (const [document, held] of this.#documents) {
      const trace = held.bytes > 0 && isOne(document) ? this.#oldest(held, wanting) : NONE
      if (trace !== NONE && (oldest === NONE || u32(age, trace) < u32(age, oldest))) oldest = trace
    }
    return oldest
  }

  #oldest(held: Held, wanting: number): number {
    const { columns } = this.#tables.traces
    const isThere = (at: number): boolean => u32(columns.age, held.traces[at] ?? NONE) === held.ages[at] && this.#isUsed(held.traces[at])
    while (held.head < held.traces.length && !isThere(held.head)) held.head++
    if (held.head > 1_000 && held.head > held.traces.length / 2) {
      held.traces = held.traces.slice(held.head)
      held.ages = held.ages.slice(held.head)
      held.head = 0
    }
    let oldest = NONE
    const end = Math.min(held.traces.length, held.head + MAX_PASSED)
    for (let at = held.head; at < end; at++) {
      const trace = held.traces[at] ?? NONE
      if (trace === wanting || !isThere(at)) continue
      if (u32(columns.running, trace) === 0) return trace
      if (oldest === NONE) oldest = trace
    }
    return oldest
  }

  #isUsed(trace: number | undefined): boolean {
    return trace !== undefined && i32(this.#tables.traces.columns.document, trace) !== NONE
  }

  #heldBy(trace: number): Held {
    const document = i32(this.#tables.traces.columns.document, trace)
    const known = this.#documents.get(document)
    if (known !== undefined) return known
    const held: Held = { traces: [], ages: [], head: 0, bytes: 0 }
    this.#documents.set(document, held)
    return held
  }
}
