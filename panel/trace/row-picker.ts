/**
 * Picks the rows that are wanted out of the drawing order, with the rows above them. Three passes over plain arrays, no object a row: what is wanted, what is above
 * it (backwards, as whatever is above a row stands before it), and what of that is drawn.
 *
 *     trace              above   below        drawn
 *       agent            above   below        context
 *         step           above   below        context
 *           chat   ✓     wanted               ✓
 *           tool
 *
 * What is left out is never drawn: what is under it moves up.
 */
import type { FlatOrder } from './flat-order.ts'

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

type SpanTest = (row: number) => boolean

export interface Wanted {
  /** Items whose children are not drawn. */
  readonly folded: ReadonlySet<number>
  /** Undefined: all spans. */
  readonly keeps: SpanTest | undefined
  /** Spans that are not drawn, while what is under them is. */
  readonly leavesOut: SpanTest | undefined
}

/** What is known of a place of the order. */
const WANTED = 1
const BELOW = 2
const LEFT_OUT = 4
/** It, or something above it, is folded: what is under it is not drawn. */
const FOLDED = 8

export function pickRows(order: FlatOrder, choice: Wanted): PickedRows {
  const marks = new Uint8Array(order.items.length)
  const wanted = markWanted(order, choice, marks)
  markAbove(order, marks)
  return { wanted, ...draw(order, choice.folded, marks) }
}

/** The spans that are wanted, in drawing order. */
export function pickSpans({ items }: FlatOrder, choice: Wanted): Int32Array {
  const { keeps, leavesOut } = choice
  const rows = new Int32Array(items.length)
  let length = 0
  for (const item of items) {
    if (item < 0 || leavesOut?.(item) === true || keeps?.(item) === false) continue
    rows[length++] = item
  }
  return rows.subarray(0, length)
}

/** @returns how many there are. */
function markWanted({ items }: FlatOrder, { keeps, leavesOut }: Wanted, marks: Uint8Array): number {
  let wanted = 0
  for (let place = 0; place < items.length; place++) {
    const item = items[place] ?? 0
    if (item < 0) continue
    if (leavesOut?.(item) === true) marks[place] = LEFT_OUT
    else if (keeps?.(item) !== false) {
      marks[place] = WANTED
      wanted++
    }
  }
  return wanted
}

function markAbove({ above }: FlatOrder, marks: Uint8Array): void {
  for (let place = marks.length - 1; place >= 0; place--) {
    if (((marks[place] ?? 0) & (WANTED | BELOW)) === 0) continue
    const parent = above[place] ?? -1
    if (parent >= 0) marks[parent] = (marks[parent] ?? 0) | BELOW
  }
}

function draw({ items, above }: FlatOrder, folded: ReadonlySet<number>, marks: Uint8Array): Omit<PickedRows, 'wanted'> {
  const levelAt = new Int32Array(items.length)
  const drawn = { items: new Int32Array(items.length), levels: new Int32Array(items.length), marks: new Uint8Array(items.length) }
  let length = 0
  for (let place = 0; place < items.length; place++) {
    const mark = marks[place] ?? 0
    if ((mark & (WANTED | BELOW)) === 0) continue
    const [item, parent] = [items[place] ?? 0, above[place] ?? -1]
    const ofParent = parent < 0 ? LEFT_OUT : (marks[parent] ?? 0)
    const isHidden = (ofParent & FOLDED) !== 0
    const isLeftOut = (mark & LEFT_OUT) !== 0
    const level = (parent < 0 ? 0 : (levelAt[parent] ?? 0)) + ((ofParent & LEFT_OUT) === 0 ? 1 : 0)
    levelAt[place] = level
    if (isHidden || (folded.size > 0 && !isLeftOut && folded.has(item))) marks[place] = mark | FOLDED
    if (isHidden || isLeftOut) continue
    drawn.items[length] = item
    drawn.levels[length] = level
    drawn.marks[length++] = mark
  }
  const [drawnItems, drawnLevels, drawnMarks] = [drawn.items.slice(0, length), drawn.levels.slice(0, length), drawn.marks.slice(0, length)]
  const has = (place: number, mark: number): boolean => ((drawnMarks[place] ?? 0) & mark) !== 0
  return { items: drawnItems, levels: drawnLevels, hasBelow: (place) => has(place, BELOW), isContext: (place) => !has(place, WANTED) }
}
