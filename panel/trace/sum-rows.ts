/** The rows of the sums: what the calls below a span, of a trace, or of all say together. */
import { NONE, TOKEN_KINDS, TOKEN_NAMES } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { addRow, f64, i32, setF64, setI32, setU32, u32 } from './table.ts'
import type { F64, I32, U32 } from './table.ts'
import { ESTIMATED, isEmptyShare } from './token-share.ts'
import type { Share } from './token-share.ts'

export class SumRows {
  readonly #tables: Tables
  /** The columns of each kind of token. */
  readonly kinds: readonly { readonly sum: F64; readonly said: U32 }[]

  constructor(tables: Tables) {
    this.#tables = tables
    const { sums } = tables
    this.kinds = TOKEN_NAMES.map((name) => ({ sum: sums.columns[name], said: sums.columns[`said${name}`] }))
  }

  /** A new one that nothing was added to. */
  create(): number {
    const at = addRow(this.#tables.sums)
    this.clear(at)
    return at
  }

  read(at: number, share: Share): void {
    const { columns } = this.#tables.sums
    share.has = u32(columns.estimated, at) > 0 ? ESTIMATED : 0
    for (let kind = 0; kind < TOKEN_KINDS; kind++) {
      const column = this.kinds[kind]
      if (column === undefined || u32(column.said, at) === 0) continue
      share.has |= 1 << kind
      share.tokens[kind] = f64(column.sum, at)
    }
    share.calls = u32(columns.calls, at)
    share.cost = f64(columns.cost, at)
    share.priced = u32(columns.priced, at)
    share.unpriced = u32(columns.unpriced, at)
  }

  add(at: number, share: Share, sign: 1 | -1): void {
    const { columns } = this.#tables.sums
    for (let kind = 0; kind < TOKEN_KINDS; kind++) {
      const column = this.kinds[kind]
      if (column === undefined || (share.has & (1 << kind)) === 0) continue
      setF64(column.sum, at, f64(column.sum, at) + sign * (share.tokens[kind] ?? 0))
      setU32(column.said, at, u32(column.said, at) + sign)
    }
    if ((share.has & ESTIMATED) !== 0) setU32(columns.estimated, at, u32(columns.estimated, at) + sign)
    setU32(columns.calls, at, u32(columns.calls, at) + sign * share.calls)
    if (share.priced + share.unpriced === 0) return
    setF64(columns.cost, at, f64(columns.cost, at) + sign * share.cost)
    setU32(columns.priced, at, u32(columns.priced, at) + sign * share.priced)
    setU32(columns.unpriced, at, u32(columns.unpriced, at) + sign * share.unpriced)
  }

  /** Changes the row that a column names for a span or a trace; makes one where there is none yet. */
  apply(column: I32, row: number, gone: Share | undefined, come: Share | undefined): void {
    let at = i32(column, row)
    if (at === NONE) {
      if ((gone === undefined || isEmptyShare(gone)) && (come === undefined || isEmptyShare(come))) return
      at = this.create()
      setI32(column, row, at)
    }
    if (gone !== undefined) this.add(at, gone, -1)
    if (come !== undefined) this.add(at, come, 1)
  }

  /** A row of the sums that nothing was added to. */
  clear(at: number): void {
    for (const { sum, said } of this.kinds) {
      setF64(sum, at, 0)
      setU32(said, at, 0)
    }
    const { estimated, calls, cost, priced, unpriced } = this.#tables.sums.columns
    setF64(cost, at, 0)
    for (const count of [estimated, calls, priced, unpriced]) setU32(count, at, 0)
  }
}
