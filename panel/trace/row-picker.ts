/**
 * Picks the rows that are wanted out of the drawing order, with the rows above them, as it is told of one item after the other. Whether a row above is drawn
 * is known when the first wanted one below it comes: until then it stands in the path.
 *
 *     trace              path: trace, agent, step         picked so far: nothing
 *       agent            chat is wanted                →  trace, agent, step (context), chat
 *         step           tool is not                      the same
 *           chat   ✓
 *           tool
 *
 * What is left out stands in the path and is never drawn: what is under it moves up.
 */
import type { DrawnOrder } from './drawn-order.ts'
import { NONE } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { i32 } from './table.ts'

export interface PickedRows {
  readonly items: Int32Array
  /** Spans that are wanted, those under folded rows included. */
  readonly wanted: number
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

export interface Wanted {
  /** Items whose children are not drawn. */
  readonly folded: ReadonlySet<number>
  /** Undefined: all spans. */
  readonly keeps: ((row: number) => boolean) | undefined
  /** Spans that are not drawn, while what is under them is. */
  readonly leavesOut: ((row: number) => boolean) | undefined
}

export class RowPicker {
  readonly #tables: Tables
  readonly #drawn: DrawnOrder
  readonly #choice: Wanted
  readonly #items: Int32Array
  readonly #levels: Int32Array
  readonly #marks: Uint8Array
  #length = 0
  #found = 0
  /** The item that came last, and those above it. */
  readonly #path: number[] = []
  /** Where each of the path was picked to. */
  readonly #places: number[] = []
  /** Of each of the path: the depth of the next one above it that is not left out, -1 for none; and its level. */
  readonly #above: number[] = []
  readonly #pathLevels: number[] = []
  readonly #isLeftOut: boolean[] = []
  #depth = 0
  /** Of the outermost of the path that is folded. */
  #foldedAt = Number.POSITIVE_INFINITY

  /** `drawn`: the items that it will be told of. */
  constructor(tables: Tables, drawn: DrawnOrder, wanted: Wanted) {
    this.#tables = tables
    this.#drawn = drawn
    const most = drawn.length
    this.#choice = wanted
    this.#items = new Int32Array(most)
    this.#levels = new Int32Array(most)
    this.#marks = new Uint8Array(most)
  }

  take(item: number): void {
    const { folded, keeps, leavesOut } = this.#choice
    this.#leave(item)
    const isLeftOut = item >= 0 && leavesOut !== undefined && leavesOut(item)
    if (!isLeftOut && this.#foldedAt > this.#depth && folded.has(item)) this.#foldedAt = this.#depth
    this.#enter(item, isLeftOut)
    if (item >= 0 && !isLeftOut && (keeps === undefined || keeps(item))) this.#pick()
  }

  picked(): PickedRows {
    const marks = this.#marks
    return {
      wanted: this.#found,
      items: this.#items.slice(0, this.#length),
      levels: this.#levels.slice(0, this.#length),
      hasBelow: (place) => ((marks[place] ?? 0) & BELOW) !== 0,
      isContext: (place) => ((marks[place] ?? 0) & CONTEXT) !== 0,
    }
  }

  #enter(item: number, isLeftOut: boolean): void {
    const depth = this.#depth++
    const above = this.#isLeftOut[depth - 1] === true ? (this.#above[depth - 1] ?? NOWHERE) : depth - 1
    this.#path[depth] = item
    this.#places[depth] = NOWHERE
    this.#above[depth] = above
    this.#isLeftOut[depth] = isLeftOut
    this.#pathLevels[depth] = above < 0 ? 0 : (this.#pathLevels[above] ?? 0) + 1
  }

  /** What the item is not under leaves the path. */
  #leave(item: number): void {
    const { trace } = this.#tables.spans.columns
    const of = item < 0 ? NONE : this.#drawn.above(item)
    const above = of === NONE ? (item < 0 ? undefined : ~i32(trace, item)) : of
    while (this.#depth > 0 && (above === undefined || this.#path[this.#depth - 1] !== above)) this.#depth--
    if (this.#foldedAt >= this.#depth) this.#foldedAt = Number.POSITIVE_INFINITY
  }

  /** The last of the path is wanted: those above it are drawn, and it itself where nothing above it is folded. */
  #pick(): void {
    this.#found++
    const last = this.#depth - 1
    const end = Math.min(last, this.#foldedAt)
    const chain: number[] = []
    for (let depth = end; depth >= 0 && this.#places[depth] === NOWHERE; depth = this.#above[depth] ?? NOWHERE) chain.push(depth)
    for (let at = chain.length - 1; at >= 0; at--) this.#draw(chain[at] ?? 0, last)
    // One of which it is known already has all above it marked.
    for (let depth = end < last ? end : (this.#above[last] ?? NOWHERE); depth >= 0; depth = this.#above[depth] ?? NOWHERE) {
      const place = this.#places[depth] ?? NOWHERE
      if (((this.#marks[place] ?? 0) & BELOW) !== 0) break
      this.#marks[place] = (this.#marks[place] ?? 0) | BELOW
    }
  }

  #draw(depth: number, last: number): void {
    const place = this.#length++
    this.#places[depth] = place
    this.#items[place] = this.#path[depth] ?? 0
    this.#levels[place] = this.#pathLevels[depth] ?? 0
    this.#marks[place] = depth < last ? CONTEXT : 0
  }
}
