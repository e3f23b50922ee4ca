import { useSignal } from '@preact/signals'
import type { JSX, RefObject } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { columnTemplate, columnWidths, fitColumns } from '../store/grid-columns.ts'
import { closeRoot, openAsRoot } from '../store/root.ts'
import { expandedOf, keyOf, levelOf } from '../store/row-key.ts'
import { heightOf, ROW_HEIGHT, rowWindow, scrollTo } from '../store/row-window.ts'
import type { CssPixels } from '../trace/time-scale.ts'
import type { Store } from '../store/store.ts'
import { moveFor, type Stops } from '../store/tree-keys.ts'
import { timeKey } from '../store/time-keys.ts'
import { shownScale } from '../store/waterfall.ts'
import type { RowChoice, RowList } from '../trace/model.ts'
import { columnItems } from './columns-menu.ts'
import { focusHeader, GridHeader } from './grid-header.tsx'
import { rowId } from './grid-row.tsx'
import { GridWindow } from './grid-window.tsx'
import { BarCard } from './bar-card.tsx'
import { offerRow } from './row-menu.ts'
import { TimeLine } from './time-line.tsx'
import { useSize } from './use-size.ts'
import { useWaterfallPointer } from './use-waterfall-pointer.ts'

const HEADER_HEIGHT: CssPixels = 27

/** One tab stop: the grid has the focus, and names its row by `aria-activedescendant`, since a virtual row may leave the document. */
export function Grid({ store }: { readonly store: Store }): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null)
  const size = useSize(scroller)
  const scrollTop = useSignal(0)
  const rows = store.rows.value
  const { width, height } = size.value
  const choice = store.columns.choice.value
  const columns = useMemo(() => fitColumns(width, choice), [width, choice])
  const columnsMenu = () => columnItems(store, fitColumns(size.value.width, store.columns.choice.value))
  const shown = rowWindow(scrollTop.value, height - HEADER_HEIGHT, rows.length)
  const active = store.selectedRow.value
  const focused = useSignal(false)
  const waterfall = columns.widths.waterfall ?? 0
  const pointer = useWaterfallPointer(store, scroller, columns)
  useFollowTail(scroller, rows.length, store.choice.value)
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
      onScroll={(event) => ([scrollTop.value, pointer.rested.value] = [event.currentTarget.scrollTop, undefined])}
      onFocus={() => (focused.value = true)}
      onBlur={() => (focused.value = false)}
      onKeyDown={(event) => onKey(event, store, height, waterfall)}
      onContextMenu={(event) => offerRow(event, store)}
      {...pointer.handlers}
    >
      <GridHeader store={store} columns={columns} columnsMenu={columnsMenu}>
        <TimeLine store={store} scale={shownScale(store, waterfall)} left={columns.left} height={height} />
      </GridHeader>
      <BarCard store={store} rested={pointer.rested} />
      <div class="grid-body" role="presentation" style={{ height: `${heightOf(rows.length)}px` }}>
        <GridWindow store={store} rows={rows} shown={shown} columns={columns} active={active} focused={focused.value} />
      </div>
    </div>
  )
}

function onKey(event: KeyboardEvent, store: Store, height: CssPixels, waterfall: CssPixels): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  if (timeKey(event.key, store, waterfall)) return event.preventDefault()
  const rows = store.rows.value
  const at = store.selectedRow.value
  if (onRootKey(event, store) || (event.key === 'ArrowUp' && at === 0 && !event.repeat && toHeader(event))) return
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

function toHeader(event: KeyboardEvent): boolean {
  if (!(event.currentTarget instanceof Element)) return false
  event.preventDefault()
  focusHeader(event.currentTarget)
  return true
}

/** Shift+Enter lists only what is under the row, Backspace everything again. */
function onRootKey(event: KeyboardEvent, store: Store): boolean {
  const key = store.selected.value
  if (event.key === 'Enter' && event.shiftKey && key !== undefined) openAsRoot(store, key)
  else if (event.key === 'Backspace' && store.root.value !== undefined) closeRoot(store)
  else return false
  event.preventDefault()
  event.stopPropagation()
  return true
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

/** New rows come at the end: whoever looks at the end goes on looking at it. Rows that are there since others were chosen are not new. */
function useFollowTail(scroller: RefObject<HTMLDivElement>, count: number, choice: RowChoice): void {
  const before = useRef(count)
  const chosen = useRef(choice)
  useLayoutEffect(() => {
    const box = scroller.current
    if (box === null || count === before.current) return
    const wasAtEnd = box.scrollTop + box.clientHeight >= heightOf(before.current) + HEADER_HEIGHT - 1
    const grew = count > before.current && chosen.current === choice
    before.current = count
    chosen.current = choice
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
