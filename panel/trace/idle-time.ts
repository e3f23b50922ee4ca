/** Pauses in which no span ran, and those in which none but agents and workflows did, which only hold others. Kept as spans come. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { BusyTime } from './busy-time.ts'
import type { Interval } from './busy-time.ts'
import { lastTime } from './fill.ts'
import type { SpanIndex } from './model.ts'
import { NONE, SPAN_CLASSES } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { f32, f64, i32, u8 } from './table.ts'

/** Of all spans; of all but those that only hold others. */
export type IdleOf = 'spans' | 'calls'

const HOLDERS: ReadonlySet<number> = new Set([SPAN_CLASSES.indexOf('agent'), SPAN_CLASSES.indexOf('workflow')])
/** So few spans are looked through at once. */
const FEW = 10_000
/** So many of those that run are looked at for the first of them: they stand in the order in which they came. */
const MOST_RUNNING = 1_000

export class IdleTime {
  readonly #tables: Tables
  readonly #spans = new BusyTime()
  readonly #calls = new BusyTime()
  /** Spans that went, began elsewhere, or were taken for a call before their children came. */
  #stale = 0
  /** What was answered while spans ran: the same list is given for as long as it is the same. */
  readonly #cut: {
    [of in IdleOf]?: { readonly gaps: readonly Interval[]; readonly until: Milliseconds; readonly list: readonly Interval[] }
  } = {}

  constructor(tables: Tables) {
    this.#tables = tables
  }

  /** A span that came or changed. */
  reach(row: SpanIndex): void {
    const { columns } = this.#tables.spans
    const [start, end] = [f64(columns.start, row), lastTime(this.#tables, row)]
    this.#spans.add(start, end)
    if (this.#holds(row)) return
    if (HOLDERS.has(u8(columns.class, row)) && end > start) this.#stale++
    if (this.#isFirstChild(row)) this.#stale++
    this.#calls.add(start, end)
  }

  /** So many spans are not where they were. */
  left(spans: number): void {
    this.#stale += spans
  }

  /** Pauses up to the first span that runs, which is busy from its start on. */
  gaps(of: IdleOf, running: Iterable<SpanIndex>): readonly Interval[] {
    const { used } = this.#tables.spans
    if (this.#stale > (used < FEW ? 0 : used / 16)) this.#renew()
    const { gaps } = of === 'spans' ? this.#spans : this.#calls
    const until = this.#firstOf(running, of)
    if ((gaps.at(-1)?.start ?? 0) < until) return gaps
    const cut = this.#cut[of]
    if (cut?.gaps === gaps && cut.until === until) return cut.list
    const list = gaps.filter(({ start }) => start < until)
    this.#cut[of] = { gaps, until, list }
    return list
  }

  /** An agent that streams works itself, as one without children does. */
  #holds(row: SpanIndex): boolean {
    const { columns } = this.#tables.spans
    return HOLDERS.has(u8(columns.class, row)) && Number.isNaN(f32(columns.firstChunk, row)) && i32(columns.firstChild, row) !== NONE
  }

  /** The one above was taken for a call until now. */
  #isFirstChild(row: SpanIndex): boolean {
    const { columns } = this.#tables.spans
    const parent = i32(columns.parent, row)
    return parent !== NONE && i32(columns.firstChild, parent) === row && i32(columns.lastChild, parent) === row && this.#holds(parent)
  }

  #firstOf(running: Iterable<SpanIndex>, of: IdleOf): Milliseconds {
    let first = Number.POSITIVE_INFINITY
    let seen = 0
    for (const row of running) {
      if (++seen > MOST_RUNNING) break
      if (of === 'spans' || !this.#holds(row)) first = Math.min(first, f64(this.#tables.spans.columns.start, row))
    }
    return first
  }

  #renew(): void {
    const { length, columns } = this.#tables.spans
    this.#spans.clear()
    this.#calls.clear()
    for (let row = 0; row < length; row++) if (i32(columns.trace, row) !== NONE) this.reach(row)
    this.#stale = 0
  }
}
