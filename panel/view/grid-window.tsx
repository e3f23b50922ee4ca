/** The rows near the screen: the only ones that the document has. */
import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Columns } from '../store/grid-columns.ts'
import { bareWords } from '../store/bare-words.ts'
import { assignSlots, type RowSlots } from '../store/row-slots.ts'
import { ROW_HEIGHT, type RowWindow } from '../store/row-window.ts'
import { steady } from '../store/steady.ts'
import type { Store } from '../store/store.ts'
import type { Row, RowList, SpanView } from '../trace/model.ts'
import { traceKey } from '../trace/span-key.ts'
import type { SpanWords } from '../trace/span-words.ts'
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

/** A row, and the span that it shows. */
interface Shown {
  readonly row: Row
  readonly span: SpanView | undefined
  readonly words: SpanWords | undefined
}

interface Placed extends Shown {
  readonly position: number
}

/**
 * Rows, and the canvases over them. Each stands at its place in the whole list, and in the document by its element's number: a scrolled frame moves none
 * of them. Readers get them in the list's order.
 */
export function GridWindow({ store, rows, shown, columns, active, focused }: Props): JSX.Element {
  const visible = useRows(store, rows, useGrowing(shown))
  const spans = useElements(visible, 'span')
  const traces = useElements(visible, 'trace')
  useLayoutEffect(() => store.words.show(rows, shown.first, shown.end))
  return (
    <div
      class="grid-window"
      role="rowgroup"
      style={{ transform: `translateY(${shown.top}px)` }}
      aria-owns={visible.map(({ position }) => rowId(position)).join(' ')}
    >
      {[...spans, ...traces].map(({ row, span, words, position, slot }) => {
        const props = { store, columns, words, position, top: (position - shown.base) * ROW_HEIGHT, selected: position === active }
        if (row.type === 'trace') return <TraceRow key={`trace ${slot}`} row={row} {...props} />
        return span && <SpanRow key={`span ${slot}`} row={row} span={span} {...props} />
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

/** What is told apart for the time of two frames: an index is a span's for as long as it is there. */
const identityOf = (row: Row): number | string => (row.type === 'span' ? row.index : traceKey(row.trace))

/** Those of the frame before, where they say the same, so that only what changed or scrolled in is drawn. */
function useRows({ trace, words, settings }: Store, rows: RowList, { first, end }: RowWindow): readonly Placed[] {
  const before = useRef<ReadonlyMap<number | string, Shown>>(new Map())
  const made = new Map<number | string, Shown>()
  const placed: Placed[] = []
  void words.version.value
  const isHidden = !settings.contentShown.value
  for (let position = first; position < end; position++) {
    const row = rows.at(position)
    if (row === undefined) continue
    const identity = identityOf(row)
    const known = before.current.get(identity)
    const span = row.type === 'span' ? steady(known?.span, trace.span(row.index)) : undefined
    const said = row.type === 'span' ? words.ofSpan(row.index) : words.ofTrace(row.trace)
    const shown = { row: steady(known?.row, row), span, words: said && isHidden ? bareWords(said) : said }
    made.set(identity, shown)
    placed.push({ ...shown, position })
  }
  before.current = made
  return placed
}

/** Rows of one kind with their elements, by the elements' numbers. */
function useElements(visible: readonly Placed[], type: Row['type']): readonly (Placed & { readonly slot: number })[] {
  const slots = useRef<RowSlots<number | string>>(new Map())
  const ofType = visible.filter(({ row }) => row.type === type)
  slots.current = assignSlots(
    slots.current,
    ofType.map(({ row }) => identityOf(row)),
  )
  return ofType.map((placed) => ({ ...placed, slot: slots.current.get(identityOf(placed.row)) ?? 0 })).toSorted((a, b) => a.slot - b.slot)
}
