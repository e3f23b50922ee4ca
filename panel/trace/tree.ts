/**
 * Who is under whom, and the order in which rows are drawn. Children form a list by start, linked through the columns; a trace's roots form one as well, its ends
 * in the trace. Traces stand by the start of their first root; of equals the one that came first.
 *
 *     trace ──first──► root ◄──► root ◄── last of the trace
 *                       │firstChild
 *                       ▼
 *                     child ◄──► child ◄── lastChild of the root
 *
 * A trace has a row of its own from its second span on: until then that of its only span stands for it.
 */
import { RowOrder } from './row-order.ts'
import { SortedRows } from './sorted-rows.ts'
import { NONE } from './span-columns.ts'
import type { SpanColumns, Tables, TraceColumns } from './span-columns.ts'
import { f64, i32, setF64, setI32, u32 } from './table.ts'

/** A place among siblings is looked for from the end: a live span is nearly always the youngest. After so many steps the siblings get an index. */
const MAX_STEPS = 64

/** A trace's row, as an item of the drawing order and as the parent of its roots. */
export const itemOf = (trace: number): number => ~trace

export class Tree {
  readonly order: RowOrder
  readonly #spans: SpanColumns
  readonly #traces: TraceColumns
  readonly #sorted: SortedRows
  /** Of long lists of siblings, by their parent, or by {@link itemOf} their trace. */
  readonly #families = new Map<number, SortedRows>()

  constructor({ spans, traces }: Tables) {
    this.#spans = spans.columns
    this.#traces = traces.columns
    this.order = new RowOrder({
      get: (item) => (item < 0 ? i32(this.#traces.chunk, ~item) : i32(this.#spans.chunk, item)),
      set: (item, chunk) => (item < 0 ? setI32(this.#traces.chunk, ~item, chunk) : setI32(this.#spans.chunk, item, chunk)),
    })
    this.#sorted = new SortedRows((a, b) => {
      const [startA, startB] = [f64(this.#traces.start, a), f64(this.#traces.start, b)]
      return startA < startB || (startA === startB && u32(this.#traces.age, a) < u32(this.#traces.age, b))
    })
  }

  /** Traces in drawing order. */
  get traces(): Iterable<number> {
    return this.#sorted
  }

  /** A trace whose first span is about to be added: `start` is the span's. */
  addTrace(trace: number, start: number): void {
    setF64(this.#traces.start, trace, start)
    this.#sorted.add(trace)
  }

  /** Whether a row of the trace's own stands above its spans. */
  hasHeader(trace: number): boolean {
    return i32(this.#traces.chunk, trace) !== NONE
  }

  /** The item of the drawing order that a trace begins with: its own, or its only span. */
  firstOf(trace: number): number {
    return this.hasHeader(trace) ? itemOf(trace) : i32(this.#traces.first, trace)
  }

  /** A new span, without children, under `parent`, or among its trace's roots where that is {@link NONE}. */
  add(row: number, parent: number): void {
    const trace = i32(this.#spans.trace, row)
    const only = i32(this.#traces.first, trace)
    if (only !== NONE && !this.hasHeader(trace)) this.order.insertBefore(itemOf(trace), only)
    const before = this.#link(row, parent)
    if (only === NONE) return this.#addFirst(row, trace)
    this.order.insertAfter(row, before === NONE ? this.#above(row, parent) : this.lastBelow(before))
    if (parent === NONE) this.#sortTrace(trace)
  }

  /** The first span of a trace. */
  #addFirst(row: number, trace: number): void {
    const next = this.#sorted.after(trace)
    if (next === NONE) this.order.append(row)
    else this.order.insertBefore(row, this.firstOf(next))
    this.#sortTrace(trace)
  }

  /** Moves a span, with what is under it, to another parent, or to the place that its start now gives it: `change` sets that start. */
  move(row: number, parent: number, change: () => void = () => {}): void {
    const from = i32(this.#spans.parent, row)
    const trace = i32(this.#spans.trace, row)
    this.#unlink(row)
    change()
    const before = this.#link(row, parent)
    if (this.hasHeader(trace)) {
      const after = before === NONE ? this.#above(row, parent) : this.lastBelow(before)
      if (!this.order.isNext(after, row)) this.order.moveAfter(row, this.countBelow(row) + 1, after)
    }
    if (parent === NONE || from === NONE) this.#sortTrace(trace)
  }

  /** Takes a trace with all its spans out. The spans' own links stay as they are. */
  dropTrace(trace: number): void {
    this.order.remove(this.firstOf(trace), u32(this.#traces.spans, trace) + (this.hasHeader(trace) ? 1 : 0))
    this.#sorted.delete(trace)
    this.#families.delete(itemOf(trace))
  }

  forgetFamily(row: number): void {
    this.#families.delete(row)
  }

  /** Whether `ancestor` is `row` or above it: linking it below would close a circle, which forged spans try. */
  isAbove(ancestor: number, row: number): boolean {
    for (let above = row; above !== NONE; above = i32(this.#spans.parent, above)) if (above === ancestor) return true
    return false
  }

  /** The last row of all that are under a span; itself where none is. */
  lastBelow(row: number): number {
    let last = row
    for (let below = row; below !== NONE; below = i32(this.#spans.lastChild, below)) last = below
    return last
  }

  /** How many spans are under a span. */
  countBelow(row: number): number {
    const last = this.lastBelow(row)
    return last === row ? 0 : this.order.placeOf(last) - this.order.placeOf(row)
  }

  #above(row: number, parent: number): number {
    return parent === NONE ? itemOf(i32(this.#spans.trace, row)) : parent
  }

  /** @returns the sibling before it, or {@link NONE}. */
  #link(row: number, parent: number): number {
    const { previous, next } = this.#spans
    setI32(this.#spans.parent, row, parent)
    const before = this.#predecessor(row, parent)
    const after = before === NONE ? this.#first(row, parent) : i32(next, before)
    setI32(previous, row, before)
    setI32(next, row, after)
    if (before === NONE) this.#setFirst(row, parent, row)
    else setI32(next, before, row)
    if (after === NONE) this.#setLast(row, parent, row)
    else setI32(previous, after, row)
    return before
  }

  #unlink(row: number): void {
    const { previous, next } = this.#spans
    const parent = i32(this.#spans.parent, row)
    const [before, after] = [i32(previous, row), i32(next, row)]
    this.#families.get(this.#above(row, parent))?.delete(row)
    if (before === NONE) this.#setFirst(row, parent, after)
    else setI32(next, before, after)
    if (after === NONE) this.#setLast(row, parent, before)
    else setI32(previous, after, before)
  }

  #predecessor(row: number, parent: number): number {
    const family = this.#families.get(this.#above(row, parent))
    if (family !== undefined) return family.add(row)
    let before = this.#last(row, parent)
    for (let steps = 0; before !== NONE && this.#isBefore(row, before); steps++) {
      if (steps === MAX_STEPS) return this.#index(row, parent).add(row)
      before = i32(this.#spans.previous, before)
    }
    return before
  }

  #index(row: number, parent: number): SortedRows {
    const family = new SortedRows((a, b) => this.#isBefore(a, b))
    for (let each = this.#first(row, parent); each !== NONE; each = i32(this.#spans.next, each)) family.add(each)
    this.#families.set(this.#above(row, parent), family)
    return family
  }

  #isBefore(a: number, b: number): boolean {
    const [startA, startB] = [f64(this.#spans.start, a), f64(this.#spans.start, b)]
    return startA < startB || (startA === startB && a < b)
  }

  #first(row: number, parent: number): number {
    return parent === NONE ? i32(this.#traces.first, i32(this.#spans.trace, row)) : i32(this.#spans.firstChild, parent)
  }

  #last(row: number, parent: number): number {
    return parent === NONE ? i32(this.#traces.last, i32(this.#spans.trace, row)) : i32(this.#spans.lastChild, parent)
  }

  #setFirst(row: number, parent: number, first: number): void {
    if (parent === NONE) setI32(this.#traces.first, i32(this.#spans.trace, row), first)
    else setI32(this.#spans.firstChild, parent, first)
  }

  #setLast(row: number, parent: number, last: number): void {
    if (parent === NONE) setI32(this.#traces.last, i32(this.#spans.trace, row), last)
    else setI32(this.#spans.lastChild, parent, last)
  }

  /** A trace whose first root is another one now, or has another start, may stand elsewhere. */
  #sortTrace(trace: number): void {
    const { start, first } = this.#traces
    const now = f64(this.#spans.start, i32(first, trace))
    if (Number.isNaN(now) || now === f64(start, trace)) return
    const next = this.#sorted.after(trace)
    this.#sorted.delete(trace)
    setF64(start, trace, now)
    const before = this.#sorted.add(trace)
    if (this.#sorted.after(trace) === next) return
    this.order.moveAfter(this.firstOf(trace), this.#rowsOf(trace), before === NONE ? undefined : this.lastOf(before))
  }

  /** A trace's spans in drawing order. */
  rowsOf(trace: number): Int32Array {
    const rows = new Int32Array(u32(this.#traces.spans, trace))
    let at = 0
    const from = this.order.placeOf(this.firstOf(trace)) + (this.hasHeader(trace) ? 1 : 0)
    this.order.forEach(from, rows.length, (row) => void (rows[at++] = row))
    return rows
  }

  /** The item of the drawing order that a trace ends with. */
  lastOf(trace: number): number {
    return this.lastBelow(i32(this.#traces.last, trace))
  }

  #rowsOf(trace: number): number {
    return this.order.placeOf(this.lastOf(trace)) - this.order.placeOf(this.firstOf(trace)) + 1
  }
}
