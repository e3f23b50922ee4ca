/** Rows of which some were left out, or put in another order: a list that is made whole, by passes over the drawn order as plain arrays. */
import type { DrawnOrder } from './drawn-order.ts'
import { flatOrder } from './flat-order.ts'
import type { Row, RowChoice, RowList, SpanIndex } from './model.ts'
import { pickRows, pickSpans } from './row-picker.ts'
import type { PickedRows } from './row-picker.ts'
import { sortRows } from './sort-rows.ts'
import { sortValues } from './sort-values.ts'
import { SPAN_CLASSES } from './span-columns.ts'
import { u8 } from './table.ts'
import type { Spans } from './spans.ts'
import { traceView } from './views.ts'

const OTHER = SPAN_CLASSES.indexOf('other')

/** Whether it takes a list of its own. `root`: the item that the choice's root names, where it is there. */
export function chooses({ keeps, keyOnly = false, sort }: RowChoice, root: number | undefined): boolean {
  return keeps !== undefined || keyOnly || sort !== undefined || root !== undefined
}

export function isSameChoice(a: RowChoice, b: RowChoice): boolean {
  const isSameSort = a.sort?.by === b.sort?.by && a.sort?.down === b.sort?.down && a.sort?.value === b.sort?.value
  return a.keeps === b.keeps && a.epoch === b.epoch && a.asked === b.asked && a.root === b.root && a.keyOnly === b.keyOnly && isSameSort
}

/** `drawn`: of the root, none folded away. `folded`, `root`: items of the drawing order (spans, and `~trace`). Good until the spans change. */
export function createChosenRows(
  spans: Spans,
  drawn: DrawnOrder,
  folded: ReadonlySet<number>,
  choice: RowChoice,
  root: number | undefined,
): RowList {
  const flat = flatOrder(spans, drawn)
  const leavesOut = choice.keyOnly === true ? isWrapper(spans, root) : undefined
  const wanted = { folded, keeps: choice.keeps, leavesOut }
  if (choice.sort === undefined) return listOf(spans, pickRows(flat, wanted), folded)
  const rows = pickSpans(flat, wanted)
  const valueOf = sortValues(spans, rows, choice.sort)
  // A loop: `from` takes ten times as long.
  const keys = new Float64Array(rows.length)
  for (let at = 0; at < rows.length; at++) keys[at] = valueOf(rows[at] ?? 0)
  const items = sortRows(rows, keys, choice.sort.down)
  const levels = new Int32Array(rows.length)
  return listOf(spans, { items, wanted: rows.length, levels, hasBelow: () => false, isContext: () => false }, folded)
}

/** Spans of no GenAI operation: requests, components, whatever else is traced around the calls. One that was opened as the root stays. */
function isWrapper({ tables }: Spans, root: number | undefined): (row: SpanIndex) => boolean {
  const column = tables.spans.columns.class
  return (row) => u8(column, row) === OTHER && row !== root
}

function listOf(spans: Spans, { items, wanted, levels, hasBelow, isContext }: PickedRows, folded: ReadonlySet<number>): RowList {
  const levelOf = (place: number): number => levels[place] ?? -1
  const spanRow = (index: SpanIndex, place: number): Row => {
    const row = { type: 'span', index, level: levelOf(place), hasChildren: hasBelow(place), expanded: !folded.has(index) } as const
    return isContext(place) ? { ...row, context: true } : row
  }
  return {
    length: items.length,
    wanted,
    at(place) {
      const item = items[place]
      if (item === undefined) return undefined
      return item < 0 ? { type: 'trace', trace: traceView(spans, ~item), expanded: !folded.has(item) } : spanRow(item, place)
    },
    levelAt: (place) => levelOf(place) + 1,
    parentAt(place) {
      const level = levelOf(place)
      let above = place - 1
      while (above >= 0 && levelOf(above) >= level) above--
      return level > 0 ? above : -1
    },
    placeOf: (item) => items.indexOf(item),
  }
}
