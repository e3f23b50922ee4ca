/** Keys of the waterfall, in the grid: the house's W, S, A, D; F shows the selected row whole; Backspace goes back a step; I folds pauses or shows them. */
import type { Row } from '../trace/model.ts'
import type { CssPixels } from '../trace/time-scale.ts'
import type { Store } from './store.ts'
import type { TimeRange } from './time-range.ts'
import { shownScale, viewOf } from './waterfall.ts'
import { around, panned, zoomed, ZOOM_KEYS } from './zoom.ts'

/** `width`: of the waterfall's column. @returns whether the key means something here. */
export function timeKey(key: string, store: Store, width: CssPixels): boolean {
  const zooming = ZOOM_KEYS[key]
  const { timeline } = store
  if (zooming !== undefined) {
    const [view, full] = [viewOf(shownScale(store, width), width), store.fullRange.value]
    const middle = shownScale(store, width).time(width / 2)
    timeline.moveTo(zooming.type === 'pan' ? panned(view, full, zooming.by) : zoomed(view, full, zooming.by, middle))
    return true
  }
  if (key === 'i') timeline.setSqueeze(!timeline.squeeze.value)
  else if (key === 'f') fitRow(store, store.rows.value.at(store.selectedRow.value))
  // Where nothing is zoomed the key is the browser's.
  else return key === 'Backspace' && timeline.back()
  return true
}

/** Shows all of a row's time, or everything where there is no row. */
export function fitRow(store: Store, row: Row | undefined): void {
  const range = row && timeOf(store, row)
  if (range === undefined) store.timeline.moveTo(undefined)
  else store.timeline.zoomTo(around(range, store.fullRange.value))
}

function timeOf(store: Store, row: Row): TimeRange {
  if (row.type === 'trace') return { start: row.trace.start, end: row.trace.running > 0 ? store.now.value : row.trace.end }
  const { start, end } = store.trace.span(row.index)
  return { start, end: Math.max(start, end ?? store.now.value) }
}
