/**
 * Picks the rows that are wanted out of the drawing order, with the rows above them, as it is told of one item after the other. Whether a row above is drawn
 * is known when the first wanted one below it comes: until then it stands in the path.
 *
 *     trace              path: trace, agent, step         picked so far: nothing
 *       agent            chat is wanted                →  trace, agent, step (context), chat
 *         step           tool is not                      the same
 *           chat   ✓
 *           tool
 */
import { NONE } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { i32 } from './table.ts'

export interface PickedRows {
  readonly items: Int32Array
  /** 0 for the outermost. */
  readonly levels: Int32Array
  /** Wanted rows are under it, folded away or not. */
  hasBelow(place: number): boolean
  /** It is there for what is under it. */
  isContext(place: number): boolean
}

const CONTEXT = 1
const BELOW = 2
const NOWHERE = -1

export class RowPicker {
  readonly #tables: Tables
  readonly #folded: ReadonlySet<number>
  readonly #keeps: ((row: number) => boolean) | undefined
  readonly #items: Int32Array
  readonly #levels: Int32Array
  readonly #marks: Uint8Array
  #length = 0
  /** The item that came last, and those above it. */
  readonly #path: number[] = []
  /** Where each of the path was picked to. */
  readonly #places: number[] = []
  #depth = 0
  /** Of the outermost of the path that is folded. */
  #foldedAt = Number.POSITIVE_INFINITY

  /** `most`: items that it will be told of. */
  constructor(tables: Tables, most: number, folded: ReadonlySet<number>, keeps: ((row: number) => boolean) | undefined) {
    this.#tables = tables
    this.#folded = folded
    this.#keeps = keeps
    this.#items = new Int32Array(most)
    this.#levels = new Int32Array(most)
    this.#marks = new Uint8Array(most)
  }

  take(item: number): void {
    this.#leave(item)
    this.#path[this.#depth] = item
    this.#places[this.#depth] = NOWHERE
    if (this.#foldedAt > this.#depth && this.#folded.has(item)) this.#foldedAt = this.#depth
    this.#depth++
    if (item >= 0 && (this.#keeps === undefined || this.#keeps(item))) this.#pick()
  }

  picked(): PickedRows {
    const marks = this.#marks
    return {
      items: this.#items.slice(0, this.#length),
      levels: this.#levels.slice(0, this.#length),
      hasBelow: (place) => ((marks[place] ?? 0) & BELOW) !== 0,
      isContext: (place) => ((marks[place] ?? 0) & CONTEXT) !== 0,
    }
  }

  /** What the item is not under leaves the path. */
  #leave(item: number): void {
    const { parent, trace } = this.#tables.spans.columns
    const of = item < 0 ? NONE : i32(parent, item)
    const above = of === NONE ? (item < 0 ? undefined : ~i32(trace, item)) : of
    while (this.#depth > 0 && (above === undefined || this.#path[this.#depth - 1] !== above)) this.#depth--
    if (this.#foldedAt >= this.#depth) this.#foldedAt = Number.POSITIVE_INFINITY
  }

  /** The last of the path is wanted: those above it are drawn, and it itself where nothing above it is folded. */
  #pick(): void {
    const last = this.#depth - 1
    const end = Math.min(last, this.#foldedAt)
    let first = end
    while (first >= 0 && this.#places[first] === NOWHERE) first--
    for (let depth = first + 1; depth <= end; depth++) this.#draw(depth, depth < last ? CONTEXT : 0)
    // One of which it is known already has all above it marked.
    for (let depth = Math.min(last - 1, end); depth >= 0; depth--) {
      const place = this.#places[depth] ?? NOWHERE
      if (((this.#marks[place] ?? 0) & BELOW) !== 0) break
      this.#marks[place] = (this.#marks[place] ?? 0) | BELOW
    }
  }

  #draw(depth: number, mark: number): void {
    const place = this.#length++
    this.#places[depth] = place
    this.#items[place] = this.#path[depth] ?? 0
    this.#levels[place] = depth
    this.#marks[place] = mark
  }
}
