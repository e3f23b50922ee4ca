import { useSignal, type Signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef, type MutableRef } from 'preact/hooks'
import type { Columns } from '../store/grid-columns.ts'
import type { Store } from '../store/store.ts'
import { keyOf } from '../store/row-key.ts'
import { fitRow } from '../store/time-keys.ts'
import { shownScale, viewOf, WATERFALL_LEFT } from '../store/waterfall.ts'
import type { Row, SpanIndex } from '../trace/model.ts'
import type { CssPixels } from '../trace/time-scale.ts'
import { barGeometry } from '../trace/layout.ts'
import { useWheel } from './use-wheel.ts'

/** Where a pointer rests on a bar: pixels of the window, and the edges of its row there. */
export interface Rested {
  readonly index: SpanIndex
  readonly x: CssPixels
  readonly top: CssPixels
  readonly bottom: CssPixels
}

/** A pointer that stays so long wants to know more: the house's delay. */
const REST = 300
/** How near to a bar counts as on it. */
const NEAR: CssPixels = 6
/** So late no second click makes the first a double one. */
const DOUBLE = 250

type Handlers = Pick<
  JSX.HTMLAttributes<HTMLDivElement>,
  'onPointerMove' | 'onPointerLeave' | 'onPointerDown' | 'onClickCapture' | 'onDblClick'
>

export interface WaterfallPointer {
  readonly handlers: Handlers
  readonly rested: Signal<Rested | undefined>
}

/** What the mouse does over the waterfall's column of the grid. */
export function useWaterfallPointer(store: Store, scroller: MutableRef<HTMLDivElement | null>, columns: Columns): WaterfallPointer {
  const rested = useSignal<Rested | undefined>(undefined)
  const timer = useRef(0)
  const details = useRef(0)
  const width = columns.widths.waterfall ?? 0
  const xIn = (clientX: number): CssPixels => clientX - (scroller.current?.getBoundingClientRect().left ?? 0) - columns.left
  const leave = () => {
    clearTimeout(timer.current)
    rested.value = undefined
  }
  useEffect(() => leave, [])
  useWheel(store, scroller, (x) => {
    leave()
    const scale = shownScale(store, width)
    return x < columns.left ? undefined : { time: scale.time(x - columns.left - WATERFALL_LEFT), view: viewOf(scale, width) }
  })
  const handlers: Handlers = {
    onPointerMove(event) {
      leave()
      const x = xIn(event.clientX)
      store.timeline.pointed.value = x < 0 ? undefined : shownScale(store, width).time(x - WATERFALL_LEFT)
      const row = x < 0 || event.buttons !== 0 ? undefined : rowUnder(event)
      if (row !== undefined) timer.current = window.setTimeout(() => (rested.value = barUnder(store, row, event, x, width)), REST)
    },
    onPointerLeave() {
      leave()
      store.timeline.pointed.value = undefined
    },
    onPointerDown: leave,
    onClickCapture(event) {
      clearTimeout(details.current)
      const row = xIn(event.clientX) < 0 || store.detailsOpen.value ? undefined : rowAt(store, rowUnder(event))
      if (row === undefined) return
      // Details that opened at once would move the bar away from under a double click.
      event.stopPropagation()
      store.select(keyOf(row, store.trace))
      if (event.detail < 2) details.current = window.setTimeout(() => (store.detailsOpen.value = true), DOUBLE)
    },
    onDblClick(event) {
      const x = xIn(event.clientX)
      if (x < 0) return
      const row = rowUnder(event)
      fitRow(store, barUnder(store, row, event, x, width) && rowAt(store, row))
    },
  }
  return { handlers, rested }
}

function rowUnder({ target }: Event): Element | undefined {
  return (target instanceof Element ? target.closest('[data-span]') : null) ?? undefined
}

function rowAt(store: Store, element: Element | undefined): Row | undefined {
  return element && store.rows.value.at(Number(element.getAttribute('aria-rowindex')) - 2)
}

function barUnder(store: Store, element: Element | undefined, { clientX }: MouseEvent, x: CssPixels, width: CssPixels): Rested | undefined {
  const row = rowAt(store, element)
  if (element === undefined || row?.type !== 'span') return undefined
  const bar = barGeometry(store.trace.span(row.index), shownScale(store, width), 1, store.now.value)
  const at = x - WATERFALL_LEFT
  if (bar === undefined || at < (bar.wait ?? bar.outline).x - NEAR || at > bar.outline.x + bar.outline.width + NEAR) return undefined
  const { top, bottom } = element.getBoundingClientRect()
  return { index: row.index, x: clientX, top, bottom }
}
