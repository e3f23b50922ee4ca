/** The list of rows that was asked for last: asked for again, it is the same object, so that nothing is drawn anew for it. */
import { chooses, createChosenRows, isSameChoice } from './chosen-rows.ts'
import { DrawnOrder } from './drawn-order.ts'
import type { RowChoice, RowList } from './model.ts'
import { movesOf } from './moves.ts'
import { createRowList } from './row-list.ts'
import type { RowKey } from './span-key.ts'
import type { Spans } from './spans.ts'

const NONE_FOLDED: ReadonlySet<number> = new Set()

interface Kept {
  readonly collapsed: ReadonlySet<RowKey>
  readonly choice: RowChoice
  readonly structure: number
  readonly rows: RowList
}

export class KeptRows {
  #kept: Kept | undefined

  /** `structure` grows with each change that rows show. `itemOf`: the item of the drawing order that a key names. */
  rows(
    spans: Spans,
    structure: number,
    collapsed: ReadonlySet<RowKey>,
    choice: RowChoice,
    itemOf: (key: RowKey) => number | undefined,
  ): RowList {
    const kept = this.#kept
    if (kept?.structure === structure && isSame(kept.collapsed, collapsed) && isSameChoice(kept.choice, choice)) return kept.rows
    const folded = new Set([...collapsed].flatMap((key) => itemOf(key) ?? []))
    const root = choice.root === undefined ? undefined : itemOf(choice.root)
    const moves = movesOf(spans, choice.asked)
    const rows = chooses(choice, root)
      ? createChosenRows(spans, new DrawnOrder(spans, moves, NONE_FOLDED, root), folded, choice, root)
      : createRowList(spans, new DrawnOrder(spans, moves, folded), folded)
    this.#kept = { collapsed: new Set(collapsed), choice, structure, rows }
    return rows
  }
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id))
}
