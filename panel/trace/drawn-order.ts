/**
 * The rows in the order in which they are drawn: that of the tree, where some spans are drawn under others than their parents, and without what lies under folded
 * rows. It is no list of rows but of pieces of the tree's order, so that it costs what was moved and folded, and not the trace.
 *
 *     tree      agent, first, other, retry, tool        the retry is drawn under the first attempt, which is not folded
 *     pieces    [ agent, first ] [ retry ] [ other ] [ tool ]
 */
import type { RowOrder } from './row-order.ts'
import { NONE } from './span-columns.ts'
import type { Spans } from './spans.ts'
import { f64, i32, u32 } from './table.ts'

/** Spans that are drawn under others than their parents, each with that one: after what else is under it, by start. No circle. */
export type Moves = ReadonlyMap<number, number>

/** `count` rows of the tree's order from `from` on. `before`: rows that are drawn before them. */
interface Piece {
  readonly from: number
  readonly count: number
  readonly before: number
}

/**
 * What happens at a place of the tree's order: from there on `count` rows are left out; or, where `moved` is there, those spans come in between. `owner`: place of the
 * row that it belongs to: the one that is folded, or taken out, or gets others under it. What is left out takes what its rows own with it.
 */
interface Turn {
  readonly place: number
  readonly owner: number
  readonly kind: 'fold' | 'insert' | 'cut'
  readonly count: number
  readonly moved: readonly Range[]
}

/** Places of the tree's order. */
interface Range {
  readonly from: number
  readonly end: number
}

/** At one place. Of several that come in there, those of the innermost row first. */
const KINDS: readonly Turn['kind'][] = ['fold', 'insert', 'cut']

export class DrawnOrder {
  readonly #spans: Spans
  readonly #order: RowOrder
  readonly #moves: Moves
  readonly #pieces: readonly Piece[]
  /** The same by `from`. */
  readonly #byPlace: readonly Piece[]
  readonly #targets: ReadonlySet<number>
  readonly length: number

  /** `folded`: items of the tree's order. `root`: only this item, and what is drawn under it. Good until the spans change. */
  constructor(spans: Spans, moves: Moves, folded: ReadonlySet<number> = new Set(), root?: number) {
    const { order } = spans.tree
    this.#spans = spans
    this.#order = order
    this.#moves = moves
    this.#targets = new Set(moves.values())
    const range = root === undefined ? { from: 0, end: order.length } : rangeOf(spans, root)
    this.#pieces = piecesOf(range, root !== undefined, turnsOf(spans, moves, folded))
    this.#byPlace = moves.size === 0 ? this.#pieces : this.#pieces.toSorted((a, b) => a.from - b.from)
    const last = this.#pieces.at(-1)
    this.length = last === undefined ? 0 : last.before + last.count
  }

  at(place: number): number | undefined {
    const piece = place < 0 ? undefined : lastBefore(this.#pieces, ({ before }) => before <= place)
    return piece === undefined || place >= piece.before + piece.count ? undefined : this.#order.at(piece.from + place - piece.before)
  }

  /** -1 where it is folded away, or not under the root. */
  placeOf(item: number): number {
    const place = this.#order.placeOf(item)
    const piece = lastBefore(this.#byPlace, ({ from }) => from <= place)
    return piece === undefined || place >= piece.from + piece.count ? -1 : piece.before + place - piece.from
  }

  /** All of them, by place. */
  items(): Int32Array {
    const items = new Int32Array(this.length)
    for (const { from, count, before } of this.#pieces) items.set(this.#order.slice(from, count), before)
    return items
  }

  /** The item that one is drawn under; {@link NONE} for the outermost. */
  above(row: number): number {
    const moved = this.#moves.size === 0 ? undefined : this.#moves.get(row)
    return moved ?? i32(this.#spans.tables.spans.columns.parent, row)
  }

  hasBelow(row: number): boolean {
    const { firstChild, next } = this.#spans.tables.spans.columns
    if (this.#targets.has(row)) return true
    let child = i32(firstChild, row)
    while (child !== NONE && this.#moves.has(child)) child = i32(next, child)
    return child !== NONE
  }
}

function rangeOf({ tree, tables }: Spans, item: number): Range {
  const from = tree.order.placeOf(item)
  return { from, end: from + 1 + (item < 0 ? u32(tables.traces.columns.spans, ~item) : tree.countBelow(item)) }
}

function turnsOf(spans: Spans, moves: Moves, folded: ReadonlySet<number>): readonly Turn[] {
  const turns: Turn[] = []
  for (const item of folded) {
    const { from, end } = rangeOf(spans, item)
    turns.push({ place: from + 1, owner: from, kind: 'fold', count: end - from - 1, moved: [] })
  }
  for (const [target, rows] of byTarget(spans, moves)) {
    const { from, end } = rangeOf(spans, target)
    const moved = rows.map((row) => rangeOf(spans, row))
    turns.push({ place: end, owner: from, kind: 'insert', count: 0, moved })
    for (const range of moved) {
      turns.push({ place: range.from, owner: range.from, kind: 'cut', count: range.end - range.from, moved: [] })
    }
  }
  return turns.toSorted((a, b) => a.place - b.place || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || b.owner - a.owner)
}

function byTarget({ tables }: Spans, moves: Moves): ReadonlyMap<number, readonly number[]> {
  const { start } = tables.spans.columns
  const rows = new Map<number, number[]>()
  const byStart = [...moves].toSorted(([a], [b]) => f64(start, a) - f64(start, b) || a - b)
  for (const [row, target] of byStart) {
    const known = rows.get(target)
    if (known === undefined) rows.set(target, [row])
    else known.push(row)
  }
  return rows
}

/** A part of the tree's order that is being laid out: a span that was moved, with what is under it, or all. */
interface Part extends Range {
  /** The next of the turns. */
  turn: number
  /** Rows before it are laid out. */
  done: number
  /** What was left out last, its owner included. */
  leftOut: Range
  /** Spans that come in where it stands, and the next of them. */
  moved: readonly Range[]
  next: number
}

const NOTHING: Range = { from: 0, end: 0 }

/** A list of parts, not a function that calls itself: a forged chain may be 100,000 deep. */
function piecesOf(range: Range, isMoved: boolean, turns: readonly Turn[]): readonly Piece[] {
  const pieces: Piece[] = []
  let before = 0
  const lay = (from: number, end: number): void => {
    if (end <= from) return
    pieces.push({ from, count: end - from, before })
    before += end - from
  }
  const parts = [partOf(range, isMoved, turns)]
  for (let part = parts.at(-1); part !== undefined; part = parts.at(-1)) {
    const moved = part.moved[part.next++]
    if (moved !== undefined) {
      parts.push(partOf(moved, true, turns))
      continue
    }
    const turn = turns[part.turn++]
    if (turn === undefined || turn.place > part.end) {
      lay(part.done, part.end)
      parts.pop()
    } else if (isIn(part, turn.owner) && !isIn(part.leftOut, turn.owner)) {
      lay(part.done, turn.place)
      part.done = turn.place + turn.count
      if (turn.kind === 'insert') [part.moved, part.next] = [turn.moved, 0]
      else part.leftOut = { from: turn.owner, end: part.done }
      // Up to there all belong to what is left out.
      if (turn.count > 0) part.turn = Math.max(part.turn, 1 + lastIndexBefore(turns, ({ place }) => place < turn.place + turn.count))
    }
  }
  return pieces
}

const isIn = ({ from, end }: Range, place: number): boolean => place >= from && place < end

/** `isMoved`: what takes its first row out of the tree's order is done. */
function partOf({ from, end }: Range, isMoved: boolean, turns: readonly Turn[]): Part {
  const last = lastIndexBefore(turns, ({ place }) => (isMoved ? place <= from : place < from))
  return { from, end, turn: last + 1, done: from, leftOut: NOTHING, moved: [], next: 0 }
}

function lastBefore<T>(list: readonly T[], isBefore: (one: T) => boolean): T | undefined {
  return list[lastIndexBefore(list, isBefore)]
}

/** -1 where none is. */
function lastIndexBefore<T>(list: readonly T[], isBefore: (one: T) => boolean): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const one = list[middle]
    if (one !== undefined && isBefore(one)) low = middle + 1
    else high = middle
  }
  return low - 1
}
