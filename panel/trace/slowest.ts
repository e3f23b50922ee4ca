/** The slowest call of each trace: what one would look at first. An inference span around another one (a client's own around the wire's) is the same call: the inner one counts. */
import type { SpanIndex } from './model.ts'
import { NONE, SPAN_CLASSES, Stale } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { f64, i32, setF64, setI32, setU32, setU8, u32, u8 } from './table.ts'
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
    const { calls, slowest } = this.#tables.traces.columns
    if (u32(calls, trace) < 2) return NONE
    if (this.#is(trace, Stale.slowest)) this.#find(trace)
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
    const { calls, slowest, longest } = this.#tables.traces.columns
    setU32(calls, trace, u32(calls, trace) + 1)
    const [length, most] = [this.#lengthOf(row), f64(longest, trace)]
    if (Number.isNaN(length) || length < most) return
    const [known, isTied] = [i32(slowest, trace), this.#is(trace, Stale.tied)]
    const isOnly = length === most && known === NONE && !isTied
    if (!(length <= most) || isOnly) {
      setF64(longest, trace, length)
      setI32(slowest, trace, row)
      this.#mark(trace, Stale.slowest | Stale.tied, false)
      return
    }
    this.#mark(trace, Stale.tied, true)
    // Of equals the first in drawing order.
    if (known !== NONE && this.#tree.order.placeOf(row) < this.#tree.order.placeOf(known)) setI32(slowest, trace, row)
  }

  /** An innermost call that goes, changes, or is innermost no more. All others are known to be no slower: one that comes again, and is as slow, needs no look at them. */
  leave(trace: number, row: SpanIndex): void {
    const { calls, slowest } = this.#tables.traces.columns
    setU32(calls, trace, u32(calls, trace) - 1)
    if (i32(slowest, trace) === row) this.#forget(trace)
  }

  /** Spans of a trace stand in another order now. */
  moved(trace: number): void {
    if (this.#is(trace, Stale.tied)) this.#forget(trace)
  }

  /** `calls`: innermost ones, counted anew. */
  recount(trace: number, calls: number): void {
    setU32(this.#tables.traces.columns.calls, trace, calls)
    setF64(this.#tables.traces.columns.longest, trace, Number.POSITIVE_INFINITY)
    this.#forget(trace)
  }

  #forget(trace: number): void {
    setI32(this.#tables.traces.columns.slowest, trace, NONE)
    this.#mark(trace, Stale.slowest, true)
  }

  #is(trace: number, bit: number): boolean {
    return (u8(this.#tables.traces.columns.stale, trace) & bit) !== 0
  }

  #mark(trace: number, marks: number, isSet: boolean): void {
    const { stale } = this.#tables.traces.columns
    setU8(stale, trace, isSet ? u8(stale, trace) | marks : u8(stale, trace) & ~marks)
  }

  /** NaN where it runs, or is none. */
  #lengthOf(row: SpanIndex): number {
    const { start, end } = this.#tables.spans.columns
    return row === NONE ? Number.NaN : f64(end, row) - f64(start, row)
  }

  #find(trace: number): void {
    const { slowest, longest } = this.#tables.traces.columns
    let [found, most, isTied] = [NONE, Number.NaN, false]
    for (const row of this.#tree.rowsOf(trace)) {
      const length = this.isInnermost(row) ? this.#lengthOf(row) : Number.NaN
      if (length === most) isTied = true
      else if (!Number.isNaN(length) && !(length < most)) [found, most, isTied] = [row, length, false]
    }
    setI32(slowest, trace, found)
    setF64(longest, trace, most)
    this.#mark(trace, Stale.slowest | Stale.tied, false)
    this.#mark(trace, Stale.tied, isTied)
  }
}
