/**
 * Who is under whom, and the order in which rows are drawn. Children form a list by start, linked through the columns; a trace's roots form
 * one as well, its ends in the trace.
 *
 *     trace ──first──► root ──next──► root
 *                       │firstChild
 *                       ▼
 *                     child ──next──► child ◄── lastChild of the root
 */
import { NONE, at, float } from './span-columns.ts'
import type { Columns } from './span-columns.ts'
import type { SpanIndex } from './model.ts'

/** Both ends of a list of siblings. */
export interface Siblings {
  first: number
  last: number
}

/** Puts a span under `parent`, or among `roots` where `parent` is {@link NONE}. The span must not be linked yet. */
export function link(columns: Columns, roots: Siblings, child: SpanIndex, parent: number): void {
  columns.parent[child] = parent
  const list = siblings(columns, roots, parent)
  const before = predecessor(columns, list, child)
  columns.next[child] = before === NONE ? list.first : at(columns.next, before)
  if (before === NONE) list.first = child
  else columns.next[before] = child
  if (before === list.last) list.last = child
  store(columns, roots, parent, list)
}

/** Takes a span, with what is under it, out of the list it is in. */
export function unlink(columns: Columns, roots: Siblings, child: SpanIndex): void {
  const parent = at(columns.parent, child)
  const list = siblings(columns, roots, parent)
  let before = NONE
  for (let index = list.first; index !== child && index !== NONE; index = at(columns.next, index)) before = index
  const after = at(columns.next, child)
  if (before === NONE) list.first = after
  else columns.next[before] = after
  if (list.last === child) list.last = before
  store(columns, roots, parent, list)
  columns.next[child] = NONE
  columns.parent[child] = NONE
}

/** Whether `ancestor` is `index` or above it: linking it below would close a circle, which forged spans try. */
export function isAbove(columns: Columns, ancestor: SpanIndex, index: number): boolean {
  for (let above = index; above !== NONE; above = at(columns.parent, above)) if (above === ancestor) return true
  return false
}

/** Spans under the roots depth first, parents before children, siblings by start. `enter` says whether to go below a span. */
export function walk(columns: Columns, first: number, enter: (index: SpanIndex, depth: number) => boolean): void {
  let index = first
  let depth = 1
  while (index !== NONE) {
    const below = enter(index, depth) ? at(columns.firstChild, index) : NONE
    if (below !== NONE) {
      index = below
      depth++
      continue
    }
    while (index !== NONE && at(columns.next, index) === NONE) {
      index = at(columns.parent, index)
      depth--
    }
    if (index !== NONE) index = at(columns.next, index)
  }
}

/** Looked for from the end: a live span is nearly always the youngest. */
function predecessor(columns: Columns, { first, last }: Siblings, child: SpanIndex): number {
  if (last === NONE || !isBefore(columns, child, last)) return last
  let before = NONE
  for (let index = first; index !== NONE && !isBefore(columns, child, index); index = at(columns.next, index)) before = index
  return before
}

function isBefore(columns: Columns, a: SpanIndex, b: SpanIndex): boolean {
  const startA = float(columns.start, a)
  const startB = float(columns.start, b)
  return startA < startB || (startA === startB && a < b)
}

function siblings(columns: Columns, roots: Siblings, parent: number): Siblings {
  if (parent === NONE) return { first: roots.first, last: roots.last }
  return { first: at(columns.firstChild, parent), last: at(columns.lastChild, parent) }
}

function store(columns: Columns, roots: Siblings, parent: number, { first, last }: Siblings): void {
  if (parent === NONE) {
    roots.first = first
    roots.last = last
  } else {
    columns.firstChild[parent] = first
    columns.lastChild[parent] = last
  }
}
