/** The rows near the screen: the only ones that the document has. */
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Columns } from '../store/grid-columns.ts'
import { assignSlots } from '../store/row-slots.ts'
import { ROW_HEIGHT, type RowWindow } from '../store/row-window.ts'
import type { Store } from '../store/store.ts'
import type { Row, RowList } from '../trace/model.ts'
import { traceKey } from '../trace/span-key.ts'
import { Bars } from './bars.tsx'
import { rowId, SpanRow, TraceRow } from './grid-row.tsx'

interface Props {
  readonly store: Store
  readonly rows: RowList
  readonly shown: RowWindow
  readonly columns: Columns
  /** Position of the selected row; -1 for none. */
  readonly active: number
  readonly focused: boolean
}

interface Placed {
  readonly row: Row
  readonly position: number
}

/**
 * Rows, and the canvases over them. Each stands at its place in the whole list, and in the document by its element's number: a scrolled frame moves none
 * of them. Readers get them in the list's order.
 */
export function GridWindow({ store, rows, shown, columns, active, focused }: Props): JSX.Element {
  const visible = useRows(store, rows, useGrowing(shown))
  const spans = useElements(visible, (row) => (row.type === 'span' ? row.index : undefined))
  const traces = useElements(visible, (row) => (row.type === 'trace' ? traceKey(row.trace) : undefined))
  return (
    <div
      class="grid-window"
      role="presentation"
      style={{ transform: `translateY(${shown.top}px)` }}
      aria-owns={visible.map(({ position }) => rowId(position)).join(' ')}
    >
      {[...spans, ...traces].map(({ row, position, slot }) => {
        const props = { store, columns, position, top: (position - shown.base) * ROW_HEIGHT, selected: position === active }
        return row.type === 'span' ? (
          <SpanRow key={`span ${slot}`} row={row} {...props} />
        ) : (
          <TraceRow key={`trace ${slot}`} row={row} {...props} />
        )
      })}
      <Bars
        store={store}
        rows={rows}
        shown={shown}
        left={columns.left}
        width={columns.widths.waterfall ?? 0}
        selected={focused ? active : -1}
      />
    </div>
  )
}

/** Elements that are made in one frame, and not used again: they cost three times as much. */
const NEW_A_FRAME = 12

/** A window that grows, since rows came or the panel was opened, gets its rows over the next frames. */
function useGrowing(shown: RowWindow): RowWindow {
  const limit = useSignal(NEW_A_FRAME)
  const wanted = shown.end - shown.first
  useLayoutEffect(() => {
    if (limit.value >= wanted) return
    const frame = requestAnimationFrame(() => (limit.value += NEW_A_FRAME))
    return () => cancelAnimationFrame(frame)
  }, [limit.value, wanted])
  return limit.value >= wanted ? shown : { ...shown, end: shown.first + limit.value }
}

/** Those of the frame before as they are, as long as nothing changed, so that only what scrolled in is drawn. */
function useRows(store: Store, rows: RowList, { first, end }: RowWindow): readonly Placed[] {
  const version = store.version.value
  const before = useRef({ version, rows, made: new Map<number, Row>() })
  const known = before.current.version === version && before.current.rows === rows ? before.current.made : undefined
  const made = new Map<number, Row>()
  for (let position = first; position < end; position++) {
    const row = known?.get(position) ?? rows.at(position)
    if (row !== undefined) made.set(position, row)
  }
  before.current = { version, rows, made }
  return Array.from(made, ([position, row]) => ({ row, position }))
}

/**
 * Rows of one kind with their elements, by the elements' numbers. `identityOf` tells rows apart for the time of two frames (an index is a span's for as
 * long as it is there), and answers `undefined` for those of another kind.
 */
function useElements(
  visible: readonly Placed[],
  identityOf: (row: Row) => number | string | undefined,
): readonly (Placed & { slot: number })[] {
  const slots = useRef<ReadonlyMap<number | string, number>>(new Map())
  slots.current = assignSlots(
    slots.current,
    visible.flatMap(({ row }) => identityOf(row) ?? []),
  )
  return visible
    .flatMap((placed) => {
      const slot = slots.current.get(identityOf(placed.row) ?? '')
      return slot === undefined ? [] : { ...placed, slot }
    })
    .toSorted((a, b) => a.slot - b.slot)
}
