/** Token counts that a span itself states, and when its first token came: a row of a table for those that say so. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { SpanIndex, Tokens } from './model.ts'
import { EXTRA_NAMES, NONE, TOKEN_NAMES } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { addRow, f64, freeRow, i32, setF64, setI32, setU32, u32 } from './table.ts'
import type { U32 } from './table.ts'

/** In a column of counts: nobody said; and a number that 32 bits do not hold (forged, or a fraction), which lies beside it. */
const UNSAID = 0xffffffff
const ODD = 0xfffffffe
const MOST = 0xffffffff

export class Usage {
  readonly #tables: Tables
  readonly #columns: readonly U32[]
  readonly #extras: readonly U32[]
  /** Rows of what few spans count, by the row of the table: a column of them would cost all spans. */
  readonly #extraRows = new Map<number, number>()
  /** By the row of the table and the kind. */
  readonly #odd = new Map<number, number>()

  constructor(tables: Tables) {
    this.#tables = tables
    this.#columns = TOKEN_NAMES.map((name) => tables.usage.columns[name])
    this.#extras = EXTRA_NAMES.map((name) => tables.extra.columns[name])
  }

  /** `firstToken`: from the span's start; NaN: nobody said. `extras`: by place in `EXTRA_NAMES`; absent: none of them. */
  set(row: SpanIndex, tokens: Tokens, firstToken: Milliseconds, extras?: ArrayLike<number>): void {
    const { spans, usage } = this.#tables
    const says = !Number.isNaN(firstToken) || TOKEN_NAMES.some((name) => tokens[name] !== undefined)
    if (!says) return this.forget(row)
    let at = i32(spans.columns.usage, row)
    if (at === NONE) {
      at = addRow(usage)
      setI32(spans.columns.usage, row, at)
    }
    setF64(usage.columns.firstToken, at, firstToken)
    TOKEN_NAMES.forEach((name, kind) => this.#setCount(at, kind, tokens[name]))
    if (extras !== undefined || this.#extraRows.size > 0) this.#setExtras(at, extras)
  }

  forget(row: SpanIndex): void {
    const { spans, usage } = this.#tables
    const at = i32(spans.columns.usage, row)
    if (at === NONE) return
    for (let kind = 0; kind < TOKEN_NAMES.length; kind++) this.#odd.delete(at * TOKEN_NAMES.length + kind)
    if (this.#extraRows.size > 0) this.#setExtras(at, undefined)
    freeRow(usage, at)
    setI32(spans.columns.usage, row, NONE)
  }

  hasExtras(row: SpanIndex): boolean {
    return this.#extraRows.size > 0 && this.#extraRows.has(i32(this.#tables.spans.columns.usage, row))
  }

  /** 0 where nobody said. `kind`: a place in `EXTRA_NAMES`. */
  extra(row: SpanIndex, kind: number): number {
    const at = this.#extraRows.get(i32(this.#tables.spans.columns.usage, row))
    const column = this.#extras[kind]
    return at === undefined || column === undefined ? 0 : u32(column, at)
  }

  /** NaN where nobody said. `kind`: a place in `TOKEN_NAMES`. */
  count(row: SpanIndex, kind: number): number {
    const at = i32(this.#tables.spans.columns.usage, row)
    const column = this.#columns[kind]
    if (at === NONE || column === undefined) return Number.NaN
    const count = u32(column, at)
    if (count < ODD) return count
    return count === UNSAID ? Number.NaN : (this.#odd.get(at * TOKEN_NAMES.length + kind) ?? Number.NaN)
  }

  /** Whether the span states a count at all. */
  says(row: SpanIndex): boolean {
    if (i32(this.#tables.spans.columns.usage, row) === NONE) return false
    for (let kind = 0; kind < TOKEN_NAMES.length; kind++) if (!Number.isNaN(this.count(row, kind))) return true
    return false
  }

  /** From the span's start; NaN where nobody said. */
  firstToken(row: SpanIndex): Milliseconds {
    const { spans, usage } = this.#tables
    const at = i32(spans.columns.usage, row)
    return at === NONE ? Number.NaN : f64(usage.columns.firstToken, at)
  }

  #setExtras(usage: number, extras: ArrayLike<number> | undefined): void {
    let at = this.#extraRows.get(usage)
    if (extras === undefined) {
      if (at !== undefined) freeRow(this.#tables.extra, at)
      this.#extraRows.delete(usage)
      return
    }
    if (at === undefined) {
      at = addRow(this.#tables.extra)
      this.#extraRows.set(usage, at)
    }
    // Forged numbers are cut to what the column holds.
    for (const [kind, column] of this.#extras.entries()) setU32(column, at, Math.min(MOST, extras[kind] ?? 0))
  }

  #setCount(at: number, kind: number, count: number | undefined): void {
    const column = this.#columns[kind]
    const key = at * TOKEN_NAMES.length + kind
    if (this.#odd.size > 0) this.#odd.delete(key)
    if (column === undefined) return
    const fits = count !== undefined && Number.isInteger(count) && count < ODD
    setU32(column, at, fits ? count : count === undefined ? UNSAID : ODD)
    if (count !== undefined && !fits) this.#odd.set(key, count)
  }
}
