import { useSignal } from '@preact/signals'
import type { JSX, RefObject } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { columnTemplate, columnWidths, fitColumns } from '../store/grid-columns.ts'
import { expandedOf, keyOf, levelOf } from '../store/row-key.ts'
import { heightOf, ROW_HEIGHT, rowWindow, scrollTo } from '../store/row-window.ts'
import type { CssPixels } from '../trace/time-scale.ts'
import type { Store } from '../store/store.ts'
import { moveFor, type Stops } from '../store/tree-keys.ts'
import { panned, zoomed, ZOOM_KEYS, type Zooming } from '../store/zoom.ts'
import type { RowList } from '../trace/model.ts'
import { GridHeader } from './grid-header.tsx'
import { rowId } from './grid-row.tsx'
import { GridWindow } from './grid-window.tsx'
import { useSize } from './use-size.ts'

const HEADER_HEIGHT: CssPixels = 27

/** One tab stop: the grid has the focus, and names its row by `aria-activedescendant`, since a virtual row may leave the document. */
export function Grid({ store }: { readonly store: Store }): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null)
  const size = useSize(scroller)
  const scrollTop = useSignal(0)
  const rows = store.rows.value
  const { width, height } = size.value
  const columns = useMemo(() => fitColumns(width), [width])
  const shown = rowWindow(scrollTop.value, height - HEADER_HEIGHT, rows.length)
  const active = store.selectedRow.value
  const focused = useSignal(false)
  useFollowTail(scroller, rows.length)
  useShowSelected(store, scroller)
  return (
    <div
      class="grid"
      role="treegrid"
      aria-label="Calls"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={active >= shown.first && active < shown.end ? rowId(active) : undefined}
      tabIndex={0}
      ref={scroller}
      style={{ '--columns': columnTemplate(columns), ...columnWidths(columns) }}
      onScroll={(event) => (scrollTop.value = event.currentTarget.scrollTop)}
      onFocus={() => (focused.value = true)}
      onBlur={() => (focused.value = false)}
      onKeyDown={(event) => onKey(event, store, height)}
    >
      <GridHeader store={store} columns={columns} />
      <div class="grid-body" role="presentation" style={{ height: `${heightOf(rows.length)}px` }}>
        <GridWindow store={store} rows={rows} shown={shown} columns={columns} active={active} focused={focused.value} />
      </div>
    </div>
  )
}

function onKey(event: KeyboardEvent, store: Store, height: CssPixels): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const zooming = ZOOM_KEYS[event.key]
  if (zooming !== undefined) return zoomBy(store, zooming)
  const rows = store.rows.value
  const at = store.selectedRow.value
  const move = moveFor(event.key, stopsOf(rows), at, Math.max(1, Math.floor((height - HEADER_HEIGHT) / ROW_HEIGHT) - 1))
  if (move === undefined) return
  // Escape belongs to DevTools, which toggles its drawer with it, unless it closes the details.
  if (move.type === 'leave' && !store.detailsOpen.value) return
  event.preventDefault()
  event.stopPropagation()
  const row = rows.at(at)
  if (move.type === 'leave') store.detailsOpen.value = false
  else if (move.type === 'go') selectRow(store, move.to)
  else if (row !== undefined && (move.type === 'toggle' || row.type === 'trace')) store.toggle(keyOf(row, store.trace))
  else store.detailsOpen.value = true
}

function zoomBy(store: Store, { type, by }: Zooming): void {
  const [view, full] = [store.range.value, store.fullRange.value]
  store.zoom.value = type === 'pan' ? panned(view, full, by) : zoomed(view, full, by, (view.start + view.end) / 2)
}

function selectRow(store: Store, position: number): void {
  const row = store.rows.value.at(position)
  if (row !== undefined) store.select(keyOf(row, store.trace))
}

function stopsOf(rows: RowList): Stops {
  return {
    length: rows.length,
    at(position) {
      const row = rows.at(position)
      return row && { level: levelOf(row), expanded: expandedOf(row) }
    },
    parentAt: (position) => rows.parentAt(position),
  }
}

/** New rows come at the end: whoever looks at the end goes on looking at it. */
function useFollowTail(scroller: RefObject<HTMLDivElement>, count: number): void {
  const before = useRef(count)
  useLayoutEffect(() => {
    const box = scroller.current
    if (box === null || count === before.current) return
    const wasAtEnd = box.scrollTop + box.clientHeight >= heightOf(before.current) + HEADER_HEIGHT - 1
    const grew = count > before.current
    before.current = count
    if (grew && wasAtEnd) box.scrollTop = box.scrollHeight
  }, [count])
}

/** Only a new selection scrolls: a row that moves because others came must not drag the view along. */
function useShowSelected(store: Store, scroller: RefObject<HTMLDivElement>): void {
  const key = store.selected.value
  useLayoutEffect(() => {
    const box = scroller.current
    const at = store.selectedRow.peek()
    if (box !== null && at >= 0) box.scrollTop = scrollTo(at, box.scrollTop, box.clientHeight - HEADER_HEIGHT, store.rows.peek().length)
  }, [key])
}
