/** The slowest call of each trace: what one would look at first. An inference span around another one (a client's own around the wire's) is the same call: the inner one counts. */
import type { SpanIndex } from './model.ts'
import { NONE, SPAN_CLASSES, Stale } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { f64, i32, setI32, setU32, setU8, u32, u8 } from './table.ts'
import type { Tree } from './tree.ts'

const INFERENCE = SPAN_CLASSES.indexOf('inference')

export class Slowest {
  readonly #tables: Tables
  readonly #tree: Tree

  constructor(tables: Tables, tree: Tree) {
    this.#tables = tables
    this.#tree = tree
  }

  /** The longest ended call of a trace that has two or more, {@link NONE} else; of equals the first. */
  of(trace: number): SpanIndex {
    const { calls, slowest, stale } = this.#tables.traces.columns
    if (u32(calls, trace) < 2) return NONE
    if ((u8(stale, trace) & Stale.slowest) !== 0) this.#find(trace)
    return i32(slowest, trace)
  }

  isCall(row: SpanIndex): boolean {
    return u8(this.#tables.spans.columns.class, row) === INFERENCE
  }

  /** Calls below a span. */
  below(row: SpanIndex): number {
    const at = i32(this.#tables.spans.columns.sums, row)
    return at === NONE ? 0 : u32(this.#tables.sums.columns.calls, at)
  }

  isInnermost(row: SpanIndex): boolean {
    return this.isCall(row) && this.below(row) === 0
  }

  /** An innermost call that came. */
  join(trace: number, row: SpanIndex): void {
    const { calls, slowest } = this.#tables.traces.columns
    setU32(calls, trace, u32(calls, trace) + 1)
    const known = i32(slowest, trace)
    const [length, longest] = [this.#lengthOf(row), this.#lengthOf(known)]
    if (Number.isNaN(length) || length < longest) return
    const { order } = this.#tree
    const isTied = length === longest
    this.#mark(trace, isTied)
    // Of equals the first in drawing order.
    if (!isTied || order.placeOf(row) < order.placeOf(known)) setI32(slowest, trace, row)
  }

  /** An innermost call that goes, changes, or is innermost no more. */
  leave(trace: number, row: SpanIndex): void {
    const { calls, slowest } = this.#tables.traces.columns
    setU32(calls, trace, u32(calls, trace) - 1)
    if (i32(slowest, trace) === row) this.#forget(trace)
  }

  /** Spans of a trace stand in another order now. */
  moved(trace: number): void {
    if ((u8(this.#tables.traces.columns.stale, trace) & Stale.tied) !== 0) this.#forget(trace)
  }

  /** `calls`: innermost ones, counted anew. */
  recount(trace: number, calls: number): void {
    setU32(this.#tables.traces.columns.calls, trace, calls)
    this.#forget(trace)
  }

  #forget(trace: number): void {
    const { slowest, stale } = this.#tables.traces.columns
    setI32(slowest, trace, NONE)
    setU8(stale, trace, u8(stale, trace) | Stale.slowest)
  }

  #mark(trace: number, isTied: boolean): void {
    const { stale } = this.#tables.traces.columns
    const bits = u8(stale, trace)
    setU8(stale, trace, isTied ? bits | Stale.tied : bits & ~Stale.tied)
  }

  /** NaN where it runs, or is none. */
  #lengthOf(row: SpanIndex): number {
    const { start, end } = this.#tables.spans.columns
    return row === NONE ? Number.NaN : f64(end, row) - f64(start, row)
  }

  #find(trace: number): void {
    const { slowest, stale } = this.#tables.traces.columns
    setU8(stale, trace, u8(stale, trace) & ~Stale.slowest)
    let [found, longest, isTied] = [NONE, Number.NEGATIVE_INFINITY, false]
    for (const row of this.#tree.rowsOf(trace)) {
      const length = this.isInnermost(row) ? this.#lengthOf(row) : Number.NaN
      if (length === longest) isTied = true
      else if (length > longest) [found, longest, isTied] = [row, length, false]
    }
    setI32(slowest, trace, found)
    this.#mark(trace, isTied)
  }
}
