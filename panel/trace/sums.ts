/**
 * Sums of tokens, kept up to date as spans come and change: each costs the spans above it. Only leaf calls count: an agent's
 * usage, and that of a client's own span around the wire's, repeats its children's. An agent behind a service has no children here, so that what it says itself counts.
 *
 *     invoke_agent 900    says 1,000 itself      → counts 900, what its calls say
 *     ├─ chat 300                                → counts 300
 *     └─ chat 600
 */
import type { SpanIndex, Tokens } from './model.ts'
import { Flag, NONE } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { f64, freeRow, i32, u32, u8 } from './table.ts'
import type { I32 } from './table.ts'
import { Shares } from './shares.ts'
import { Slowest } from './slowest.ts'
import { SumRows } from './sum-rows.ts'
import type { Costs } from './costs.ts'
import { PICO } from '../cost/price.ts'
import type { Cost } from '../cost/price.ts'
import { costOfShare, createShare, isSameShare, tokensOf, tokensOfShare } from './token-share.ts'
import type { Share } from './token-share.ts'
import type { Tree } from './tree.ts'
import type { Usage } from './usage.ts'

/** A change goes up so many spans at once; what lies deeper (forged, or a chain of 100,000) is added up anew when it is read. */
const MAX_STEPS = 200
/** Spans a step of what goes through all. */
const STEP = 2_048

export class Sums {
  readonly #tables: Tables
  readonly #tree: Tree
  readonly #usage: Usage
  readonly #slowest: Slowest
  readonly #shares: Shares
  readonly #costs: Costs
  /** Of everything: a row of the sums. */
  readonly #all: number
  readonly #stale = new Set<number>()
  readonly #rows: SumRows
  readonly #own = createShare()
  /** What a span that changes says before, and afterwards. */
  readonly #changes = [createShare(), createShare()] as const
  /** What a span above added before, and adds now: two of each, since what the span below it added is read meanwhile. */
  readonly #steps = [
    [createShare(), createShare()],
    [createShare(), createShare()],
  ] as const

  constructor(tables: Tables, tree: Tree, usage: Usage, costs: Costs) {
    this.#costs = costs
    this.#tables = tables
    this.#usage = usage
    this.#tree = tree
    this.#slowest = new Slowest(tables, tree)
    this.#rows = new SumRows(tables)
    this.#shares = new Shares(tables, this.#rows, usage, costs, this.#slowest)
    this.#all = this.#rows.create()
  }

  /** A span that was linked under its parent: what it says counts. */
  join(row: SpanIndex): void {
    const trace = i32(this.#tables.spans.columns.trace, row)
    if (!this.#stale.has(trace) && this.#slowest.isInnermost(row)) this.#slowest.join(trace, row)
    const share = this.#own
    this.#shares.read(row, share)
    this.#carry(row, undefined, share)
  }

  /** A span that is about to be changed or to go elsewhere: what it says counts no more. */
  leave(row: SpanIndex): void {
    const trace = i32(this.#tables.spans.columns.trace, row)
    if (!this.#stale.has(trace) && this.#slowest.isInnermost(row)) this.#slowest.leave(trace, row)
    const share = this.#own
    this.#shares.read(row, share)
    this.#carry(row, share, undefined)
  }

  /** A span that changes and stays where it is: only what it says otherwise goes up, which mostly is nothing. */
  change(row: SpanIndex, refill: () => void): void {
    const trace = i32(this.#tables.spans.columns.trace, row)
    const isCounted = !this.#stale.has(trace)
    const [before, now] = this.#changes
    if (isCounted && this.#slowest.isInnermost(row)) this.#slowest.leave(trace, row)
    this.#shares.read(row, before)
    refill()
    if (isCounted && this.#slowest.isInnermost(row)) this.#slowest.join(trace, row)
    this.#shares.read(row, now)
    if (!isSameShare(before, now)) this.#carry(row, before, now)
  }

  /** A trace that goes as a whole; its spans' own sums are given back by {@link Sums.forget}. */
  dropTrace(trace: number): void {
    const { sums } = this.#tables.traces.columns
    if (this.#stale.delete(trace) || i32(sums, trace) === NONE) return
    const share = this.#own
    this.#rows.read(i32(sums, trace), share)
    this.#rows.add(this.#all, share, -1)
  }

  forget(row: SpanIndex): void {
    const { sums, spans } = this.#tables
    const own = i32(spans.columns.sums, row)
    if (own !== NONE) freeRow(sums, own)
  }

  forgetTrace(trace: number): void {
    const own = i32(this.#tables.traces.columns.sums, trace)
    if (own !== NONE) freeRow(this.#tables.sums, own)
  }

  /** Tokens that a span itself states. */
  own(row: SpanIndex): Tokens {
    return tokensOf((kind) => this.#usage.count(row, kind), (u8(this.#tables.spans.columns.flags, row) & Flag.estimated) !== 0)
  }

  /** What the leaf calls below a span say together; `undefined` where there are none. */
  below(row: SpanIndex): Tokens | undefined {
    this.#settle(i32(this.#tables.spans.columns.trace, row))
    const at = i32(this.#tables.spans.columns.sums, row)
    const share = this.#own
    if (at === NONE) return undefined
    this.#rows.read(at, share)
    return share.has === 0 ? undefined : tokensOfShare(share)
  }

  /** What a span adds to the costs above it: its own where it is a leaf call, else those below it. */
  cost(row: SpanIndex): Cost | undefined {
    this.#settle(i32(this.#tables.spans.columns.trace, row))
    this.#shares.read(row, this.#own)
    return costOfShare(this.#own)
  }

  /** Whether a span's own tokens count, and not those below it. */
  isCounted(row: SpanIndex): boolean {
    const { spans } = this.#tables
    if (!this.#shares.counts(row)) return false
    this.#settle(i32(spans.columns.trace, row))
    const at = i32(spans.columns.sums, row)
    if (at === NONE) return true
    const share = this.#own
    this.#rows.read(at, share)
    return share.has === 0 && (this.#usage.says(row) || share.priced + share.unpriced === 0)
  }

  costOfTrace(trace: number): Cost | undefined {
    this.#settle(trace)
    return this.#costAt(i32(this.#tables.traces.columns.sums, trace))
  }

  costOfAll(): Cost | undefined {
    for (const trace of [...this.#stale]) this.#settle(trace)
    return this.#costAt(this.#all)
  }

  /** Prices changed: all is added up anew, some thousand spans a step, and what is read before its turn, then. */
  *reprice(): Generator<void, void> {
    this.#rows.clear(this.#all)
    for (const trace of this.#tree.traces) this.#stale.add(trace)
    let spans = 0
    for (const trace of this.#stale) {
      spans += u32(this.#tables.traces.columns.spans, trace)
      this.#settle(trace)
      if (spans < STEP) continue
      spans = 0
      yield
    }
  }

  /** As a number, for whoever compares many; NaN where there is none that is known. */
  shownCost(row: SpanIndex): number {
    const { spans } = this.#tables
    this.#settle(i32(spans.columns.trace, row))
    // Most spans are calls, or tools, that nothing is summed up for.
    if (i32(spans.columns.sums, row) === NONE) {
      const cost = this.#shares.counts(row) ? this.#costs.own(row) : Number.NaN
      return cost >= 0 ? cost / PICO : Number.NaN
    }
    this.#shares.read(row, this.#own)
    return this.#own.priced === 0 ? Number.NaN : this.#own.cost / PICO
  }

  /** A count as a row shows it: the span's own, or where it states none at all that of the calls below it. NaN: nobody said. `kind`: a place in `TOKEN_NAMES`. */
  shown(row: SpanIndex, kind: number): number {
    const own = this.#usage.count(row, kind)
    if (!Number.isNaN(own) || this.#usage.says(row)) return own
    this.#settle(i32(this.#tables.spans.columns.trace, row))
    const at = i32(this.#tables.spans.columns.sums, row)
    const column = this.#rows.kinds[kind]
    return at === NONE || column === undefined || u32(column.said, at) === 0 ? Number.NaN : f64(column.sum, at)
  }

  ofTrace(trace: number): Tokens {
    this.#settle(trace)
    const at = i32(this.#tables.traces.columns.sums, trace)
    return at === NONE ? {} : this.#tokensAt(at)
  }

  ofAll(): Tokens {
    for (const trace of [...this.#stale]) this.#settle(trace)
    return this.#tokensAt(this.#all)
  }

  /** See {@link Slowest.moved}. */
  moved(trace: number): void {
    this.#slowest.moved(trace)
  }

  /** See {@link Slowest.of}. */
  slowestOf(trace: number): SpanIndex {
    this.#settle(trace)
    return this.#slowest.of(trace)
  }

  #costAt(at: number): Cost | undefined {
    if (at === NONE) return undefined
    this.#rows.read(at, this.#own)
    return costOfShare(this.#own)
  }

  #tokensAt(at: number): Tokens {
    const share = this.#own
    this.#rows.read(at, share)
    return tokensOfShare(share)
  }

  /** Takes `gone` from the sums above a span, and adds `come`. Ends where a span above adds the same to what is above it as before. */
  #carry(row: SpanIndex, gone: Share | undefined, come: Share | undefined): void {
    const { spans, traces } = this.#tables
    const trace = i32(spans.columns.trace, row)
    if (this.#stale.has(trace)) return
    let [out, into] = [gone, come]
    let steps = 0
    for (let above = i32(spans.columns.parent, row); above !== NONE; above = i32(spans.columns.parent, above)) {
      if (++steps > MAX_STEPS) return this.#becomesStale(trace)
      const step = this.#steps[steps % 2 === 0 ? 0 : 1]
      if (!this.#change(above, trace, out, into, step)) return
      ;[out, into] = step
    }
    this.#rows.apply(traces.columns.sums, trace, out, into)
    if (out !== undefined) this.#rows.add(this.#all, out, -1)
    if (into !== undefined) this.#rows.add(this.#all, into, 1)
  }

  /** The sums of one span above. Writes what it itself added before, and adds now, into `step`. @returns whether they differ. */
  #change(
    above: SpanIndex,
    trace: number,
    gone: Share | undefined,
    come: Share | undefined,
    [before, now]: readonly [Share, Share],
  ): boolean {
    const wasInnermost = this.#slowest.isInnermost(above)
    this.#shares.read(above, before)
    this.#rows.apply(this.#tables.spans.columns.sums, above, gone, come)
    this.#shares.read(above, now)
    const isInnermost = this.#slowest.isInnermost(above)
    if (isInnermost && !wasInnermost) this.#slowest.join(trace, above)
    else if (wasInnermost && !isInnermost) this.#slowest.leave(trace, above)
    return !isSameShare(before, now)
  }

  #becomesStale(trace: number): void {
    const { sums } = this.#tables.traces.columns
    const at = i32(sums, trace)
    if (at !== NONE) {
      const share = createShare()
      this.#rows.read(at, share)
      this.#rows.add(this.#all, share, -1)
    }
    this.#stale.add(trace)
  }

  /** Adds a trace up anew, from its leaves. */
  #settle(trace: number): void {
    if (this.#stale.size === 0 || !this.#stale.delete(trace)) return
    const { spans, traces } = this.#tables
    const rows = this.#tree.rowsOf(trace)
    for (const row of rows) this.#clearAt(spans.columns.sums, row)
    this.#clearAt(traces.columns.sums, trace)
    const share = createShare()
    let calls = 0
    for (let at = rows.length - 1; at >= 0; at--) {
      const row = rows[at] ?? NONE
      const parent = i32(spans.columns.parent, row)
      if (this.#slowest.isInnermost(row)) calls++
      this.#shares.read(row, share)
      if (parent === NONE) this.#rows.apply(traces.columns.sums, trace, undefined, share)
      else this.#rows.apply(spans.columns.sums, parent, undefined, share)
    }
    const at = i32(traces.columns.sums, trace)
    if (at !== NONE) {
      this.#rows.read(at, share)
      this.#rows.add(this.#all, share, 1)
    }
    this.#slowest.recount(trace, calls)
  }

  #clearAt(column: I32, row: number): void {
    const at = i32(column, row)
    if (at !== NONE) this.#rows.clear(at)
  }
}
