/** When spans began and were last heard of: of all together, and of each trace its last end. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { lastTime } from './fill.ts'
import { IdleTime } from './idle-time.ts'
import type { SpanIndex } from './model.ts'
import { NONE, Stale } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { f64, i32, setF64, setU8, u8 } from './table.ts'
import type { Tree } from './tree.ts'

export interface Range {
  readonly start: Milliseconds
  readonly end: Milliseconds
}

export class Extent {
  readonly #tables: Tables
  readonly #tree: Tree
  readonly idle: IdleTime
  #range: Range | undefined

  constructor(tables: Tables, tree: Tree) {
    this.#tables = tables
    this.#tree = tree
    this.idle = new IdleTime(tables)
  }

  /** First start and last news of all spans; `undefined` where there are none. */
  get all(): Range | undefined {
    return (this.#range ??= this.#find())
  }

  /** The times of a span that came or changed. */
  reach(row: SpanIndex, trace: number): void {
    const { spans, traces } = this.#tables
    const end = f64(spans.columns.end, row)
    // What is known of a trace that has to be looked through is no earlier than any of its ends: a later one needs no look.
    if (!Number.isNaN(end) && !(end < f64(traces.columns.end, trace))) {
      setF64(traces.columns.end, trace, end)
      setU8(traces.columns.stale, trace, u8(traces.columns.stale, trace) & ~Stale.end)
    }
    this.#widen(f64(spans.columns.start, row), lastTime(this.#tables, row))
    this.idle.reach(row)
  }

  /** A running span was heard of. */
  heard(at: Milliseconds): void {
    if (this.#range !== undefined) this.#widen(at, at)
  }

  /** A span that is about to change; `startsElse`: its start, too. */
  leave(row: SpanIndex, trace: number, startsElse: boolean): void {
    const { spans, traces } = this.#tables
    if (f64(spans.columns.end, row) === f64(traces.columns.end, trace))
      setU8(traces.columns.stale, trace, u8(traces.columns.stale, trace) | Stale.end)
    if (!startsElse) return
    this.#range = undefined
    this.idle.left(1)
  }

  /** A trace went, with so many spans. That a child began before the first root that is left is not looked for: it would cost a look at all spans each time. */
  dropped(spans: number): void {
    this.idle.left(spans)
    const [first] = this.#tree.traces
    if (first === undefined) this.#range = undefined
    else if (this.#range !== undefined) this.#range = { ...this.#range, start: f64(this.#tables.traces.columns.start, first) }
  }

  /** End of the span of a trace that ended last; NaN where none has. */
  endOf(trace: number): Milliseconds {
    const { stale, end } = this.#tables.traces.columns
    if ((u8(stale, trace) & Stale.end) === 0) return f64(end, trace)
    let latest = Number.NaN
    for (const row of this.#tree.rowsOf(trace)) {
      const ended = f64(this.#tables.spans.columns.end, row)
      if (!Number.isNaN(ended) && !(ended <= latest)) latest = ended
    }
    setU8(stale, trace, u8(stale, trace) & ~Stale.end)
    setF64(end, trace, latest)
    return latest
  }

  #widen(start: Milliseconds, end: Milliseconds): void {
    const range = this.#range
    if (this.#tables.spans.used === 1 && range === undefined) this.#range = { start, end }
    else if (range !== undefined && (start < range.start || end > range.end))
      this.#range = { start: Math.min(start, range.start), end: Math.max(end, range.end) }
  }

  #find(): Range | undefined {
    const { spans } = this.#tables
    let [start, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let row = 0; row < spans.length; row++) {
      if (i32(spans.columns.trace, row) === NONE) continue
      start = Math.min(start, f64(spans.columns.start, row))
      end = Math.max(end, lastTime(this.#tables, row))
    }
    return end < start ? undefined : { start, end }
  }
}
