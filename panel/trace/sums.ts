/**
 * Sums of tokens, kept up to date as spans come and change: each costs the spans above it. Only leaf calls count: an agent's
 * usage, and that of a client's own span around the wire's, repeats its children's. An agent behind a service has no children here, so that what it says itself counts.
 *
 *     invoke_agent 900    says 1,000 itself      → counts 900, what its calls say
 *     ├─ chat 300                                → counts 300
 *     └─ chat 600
 */
import type { SpanIndex, Tokens } from './model.ts'
import { Flag, NONE, SPAN_CLASSES, TOKEN_KINDS, TOKEN_NAMES } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { addRow, f64, freeRow, i32, setF64, setI32, setU32, u32, u8 } from './table.ts'
import type { F64, I32, U32 } from './table.ts'
import { Slowest } from './slowest.ts'
import { createShare, ESTIMATED, isSameShare, tokensOf, tokensOfShare } from './token-share.ts'
import type { Share } from './token-share.ts'
import type { Tree } from './tree.ts'
import type { Usage } from './usage.ts'

const COUNTED: ReadonlySet<number> = new Set([
  SPAN_CLASSES.indexOf('agent'),
  SPAN_CLASSES.indexOf('inference'),
  SPAN_CLASSES.indexOf('embeddings'),
])
/** A change goes up so many spans at once; what lies deeper (forged, or a chain of 100,000) is added up anew when it is read. */
const MAX_STEPS = 200

export class Sums {
  readonly #tables: Tables
  readonly #tree: Tree
  readonly #usage: Usage
  readonly #slowest: Slowest
  /** Of everything: a row of the sums. */
  readonly #all: number
  readonly #stale = new Set<number>()
  /** The columns of each kind of token. */
  readonly #kinds: readonly { readonly sum: F64; readonly said: U32 }[]
  readonly #own = createShare()
  /** What a span above added before, and adds now: two of each, since what the span below it added is read meanwhile. */
  readonly #steps = [
    [createShare(), createShare()],
    [createShare(), createShare()],
  ] as const

  constructor(tables: Tables, tree: Tree, usage: Usage) {
    this.#tables = tables
    this.#usage = usage
    this.#tree = tree
    this.#slowest = new Slowest(tables, tree)
    const { sums } = tables
    this.#kinds = TOKEN_NAMES.map((name) => ({ sum: sums.columns[name], said: sums.columns[`said${name}`] }))
    this.#all = addRow(tables.sums)
    this.#clear(this.#all)
  }

  /** A span that was linked under its parent: what it says counts. */
  join(row: SpanIndex): void {
    const trace = i32(this.#tables.spans.columns.trace, row)
    if (!this.#stale.has(trace) && this.#slowest.isInnermost(row)) this.#slowest.join(trace, row)
    const share = this.#own
    this.#shareOf(row, share)
    this.#carry(row, undefined, share)
  }

  /** A span that is about to be changed or to go elsewhere: what it says counts no more. */
  leave(row: SpanIndex): void {
    const trace = i32(this.#tables.spans.columns.trace, row)
    if (!this.#stale.has(trace) && this.#slowest.isInnermost(row)) this.#slowest.leave(trace, row)
    const share = this.#own
    this.#shareOf(row, share)
    this.#carry(row, share, undefined)
  }

  /** A trace that goes as a whole; its spans' own sums are given back by {@link Sums.forget}. */
  dropTrace(trace: number): void {
    const { sums } = this.#tables.traces.columns
    if (this.#stale.delete(trace) || i32(sums, trace) === NONE) return
    const share = this.#own
    this.#read(i32(sums, trace), share)
    this.#add(this.#all, share, -1)
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
    this.#read(at, share)
    return share.has === 0 ? undefined : tokensOfShare(share)
  }

  /** A count as a row shows it: the span's own, or where it states none at all that of the calls below it. NaN: nobody said. `kind`: a place in `TOKEN_NAMES`. */
  shown(row: SpanIndex, kind: number): number {
    const own = this.#usage.count(row, kind)
    if (!Number.isNaN(own) || this.#usage.says(row)) return own
    this.#settle(i32(this.#tables.spans.columns.trace, row))
    const at = i32(this.#tables.spans.columns.sums, row)
    const column = this.#kinds[kind]
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

  #tokensAt(at: number): Tokens {
    const share = this.#own
    this.#read(at, share)
    return tokensOfShare(share)
  }

  #shareOf(row: SpanIndex, share: Share): void {
    const { spans } = this.#tables
    const at = i32(spans.columns.sums, row)
    share.has = 0
    share.calls = 0
    if (at !== NONE) this.#read(at, share)
    if (share.has === 0 && COUNTED.has(u8(spans.columns.class, row))) {
      for (let kind = 0; kind < TOKEN_KINDS; kind++) {
        const tokens = this.#usage.count(row, kind)
        if (Number.isNaN(tokens)) continue
        share.tokens[kind] = tokens
        share.has |= 1 << kind
      }
      if ((u8(spans.columns.flags, row) & Flag.estimated) !== 0) share.has |= ESTIMATED
    }
    if (this.#slowest.isCall(row)) share.calls++
  }

  #read(at: number, share: Share): void {
    const { columns } = this.#tables.sums
    share.has = u32(columns.estimated, at) > 0 ? ESTIMATED : 0
    for (let kind = 0; kind < TOKEN_KINDS; kind++) {
      const column = this.#kinds[kind]
      if (column === undefined || u32(column.said, at) === 0) continue
      share.has |= 1 << kind
      share.tokens[kind] = f64(column.sum, at)
    }
    share.calls = u32(columns.calls, at)
  }

  #add(at: number, share: Share, sign: 1 | -1): void {
    const { columns } = this.#tables.sums
    for (let kind = 0; kind < TOKEN_KINDS; kind++) {
      const column = this.#kinds[kind]
      if (column === undefined || (share.has & (1 << kind)) === 0) continue
      setF64(column.sum, at, f64(column.sum, at) + sign * (share.tokens[kind] ?? 0))
      setU32(column.said, at, u32(column.said, at) + sign)
    }
    if ((share.has & ESTIMATED) !== 0) setU32(columns.estimated, at, u32(columns.estimated, at) + sign)
    setU32(columns.calls, at, u32(columns.calls, at) + sign * share.calls)
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
    this.#apply(traces.columns.sums, trace, out, into)
    if (out !== undefined) this.#add(this.#all, out, -1)
    if (into !== undefined) this.#add(this.#all, into, 1)
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
    this.#shareOf(above, before)
    this.#apply(this.#tables.spans.columns.sums, above, gone, come)
    this.#shareOf(above, now)
    const isInnermost = this.#slowest.isInnermost(above)
    if (isInnermost && !wasInnermost) this.#slowest.join(trace, above)
    else if (wasInnermost && !isInnermost) this.#slowest.leave(trace, above)
    return !isSameShare(before, now)
  }

  #apply(column: I32, row: number, gone: Share | undefined, come: Share | undefined): void {
    let at = i32(column, row)
    if (at === NONE) {
      if ((gone?.has ?? 0) === 0 && (gone?.calls ?? 0) === 0 && (come?.has ?? 0) === 0 && (come?.calls ?? 0) === 0) return
      at = addRow(this.#tables.sums)
      this.#clear(at)
      setI32(column, row, at)
    }
    if (gone !== undefined) this.#add(at, gone, -1)
    if (come !== undefined) this.#add(at, come, 1)
  }

  #becomesStale(trace: number): void {
    const { sums } = this.#tables.traces.columns
    const at = i32(sums, trace)
    if (at !== NONE) {
      const share = createShare()
      this.#read(at, share)
      this.#add(this.#all, share, -1)
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
      this.#shareOf(row, share)
      if (parent === NONE) this.#apply(traces.columns.sums, trace, undefined, share)
      else this.#apply(spans.columns.sums, parent, undefined, share)
    }
    const at = i32(traces.columns.sums, trace)
    if (at !== NONE) {
      this.#read(at, share)
      this.#add(this.#all, share, 1)
    }
    this.#slowest.recount(trace, calls)
  }

  #clearAt(column: I32, row: number): void {
    const at = i32(column, row)
    if (at !== NONE) this.#clear(at)
  }

  /** A row of the sums that nothing was added to. */
  #clear(at: number): void {
    for (const { sum, said } of this.#kinds) {
      setF64(sum, at, 0)
      setU32(said, at, 0)
    }
    const { estimated, calls } = this.#tables.sums.columns
    setU32(estimated, at, 0)
    setU32(calls, at, 0)
  }
}
