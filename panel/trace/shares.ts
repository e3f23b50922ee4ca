/** What each span adds to the sums above it: what it says itself where it is a leaf call, else what those below it say. */
import type { Costs } from './costs.ts'
import type { SpanIndex } from './model.ts'
import type { Slowest } from './slowest.ts'
import { Flag, NONE, SPAN_CLASSES, TOKEN_KINDS } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import type { SumRows } from './sum-rows.ts'
import { i32, u8 } from './table.ts'
import { clearShare, ESTIMATED } from './token-share.ts'
import type { Share } from './token-share.ts'
import type { Usage } from './usage.ts'

const COUNTED: ReadonlySet<number> = new Set([
  SPAN_CLASSES.indexOf('agent'),
  SPAN_CLASSES.indexOf('inference'),
  SPAN_CLASSES.indexOf('embeddings'),
])

export class Shares {
  readonly #tables: Tables
  readonly #rows: SumRows
  readonly #usage: Usage
  readonly #costs: Costs
  readonly #slowest: Slowest

  constructor(tables: Tables, rows: SumRows, usage: Usage, costs: Costs, slowest: Slowest) {
    this.#tables = tables
    this.#rows = rows
    this.#usage = usage
    this.#costs = costs
    this.#slowest = slowest
  }

  /** Whether a span is of a class whose own tokens count where nothing below it says any. */
  counts(row: SpanIndex): boolean {
    return COUNTED.has(u8(this.#tables.spans.columns.class, row))
  }

  /** Of the sums as they are: whoever asks has settled its trace. */
  read(row: SpanIndex, share: Share): void {
    const { spans } = this.#tables
    const at = i32(spans.columns.sums, row)
    if (at === NONE) clearShare(share)
    else this.#rows.read(at, share)
    if (share.has === 0 && this.counts(row)) {
      for (let kind = 0; kind < TOKEN_KINDS; kind++) {
        const tokens = this.#usage.count(row, kind)
        if (Number.isNaN(tokens)) continue
        share.tokens[kind] = tokens
        share.has |= 1 << kind
      }
      if ((u8(spans.columns.flags, row) & Flag.estimated) !== 0) share.has |= ESTIMATED
      this.#costOf(row, share)
    }
    if (this.#slowest.isCall(row)) share.calls++
  }

  /** A span that counts itself, or says nothing like those below it: of these it may have calls that have no price. */
  #costOf(row: SpanIndex, share: Share): void {
    if (share.has === 0 && share.priced + share.unpriced > 0) return
    const cost = this.#costs.own(row)
    share.cost = cost > 0 ? cost : 0
    share.priced = cost >= 0 ? 1 : 0
    share.unpriced = cost < 0 ? 1 : 0
  }
}
