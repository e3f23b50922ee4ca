import type { JSX } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { ROW_HEIGHT, type RowWindow } from '../store/row-window.ts'
import { steadyList } from '../store/steady.ts'
import type { Store } from '../store/store.ts'
import { shownScale, waterfallTicks } from '../store/waterfall.ts'
import type { Row, RowList, SpanIndex, Trace } from '../trace/model.ts'
import type { CssPixels } from '../trace/time-scale.ts'
import { drawBars, type BarRow } from './draw-bars.ts'
import { prepareCanvas } from './canvas.ts'
import { readPalette, type Palette } from './palette.ts'

interface Props {
  readonly store: Store
  readonly rows: RowList
  /** Rows near the screen. */
  readonly shown: RowWindow
  /** Where the waterfall's column starts in the grid. */
  readonly left: CssPixels
  readonly width: CssPixels
  /** Position among all rows of the one whose ground is the selection's colour; -1 for none. */
  readonly selected: number
}

/** Rows of one canvas. A row that scrolls in costs the drawing of so many. */
const STRIP = 8

/**
 * Canvases for all bars: thousands of rectangles a frame, no layout. Each has some rows of the list, so that a scrolled frame draws only what came in.
 * Hidden from readers, who have the bars' cells.
 */
export function Bars({ store, rows, shown, left, width, selected }: Props): JSX.Element {
  const palette = useMemo(() => readPalette(document.body), [store.style.value])
  // Read here, so that the rows are told of when it is switched on.
  const showsPath = store.paths.on.value
  useLayoutEffect(() => store.paths.show(showsPath ? spansIn(rows, shown) : []))
  return (
    <>
      {stripsOver(shown).map((strip, slot) => {
        const first = strip * STRIP
        const length = Math.min(STRIP, rows.length - first)
        if (length <= 0) return undefined
        const props = { store, palette, rows, first, length, top: (first - shown.base) * ROW_HEIGHT, left, width }
        return <Strip key={slot} {...props} selected={selected >= first && selected < first + length ? selected - first : -1} />
      })}
    </>
  )
}

function* spansIn(rows: RowList, { first, end }: RowWindow): Generator<SpanIndex> {
  for (let position = first; position < end; position++) {
    const row = rows.at(position)
    if (row?.type === 'span') yield row.index
  }
}

/**
 * Numbers of the strips that a window of that many rows may touch. The same place has all strips whose numbers leave the same rest, so that none moves in
 * the document:
 *
 *     strips 0 1 2   →   3 1 2   →   3 4 2
 */
function stripsOver({ first, end }: RowWindow): readonly number[] {
  const count = Math.ceil((end - first) / STRIP) + 1
  const lowest = Math.floor(first / STRIP)
  return Array.from({ length: count }, (_, place) => lowest + ((((place - lowest) % count) + count) % count))
}

interface StripProps extends Omit<Props, 'shown'> {
  readonly palette: Palette
  /** Position of its first row, from which `selected` counts. */
  readonly first: number
  readonly length: number
  /** Where it stands in the window. */
  readonly top: CssPixels
}

function Strip({ store, palette, rows, first, length, top, left, width, selected }: StripProps): JSX.Element {
  const ref = useRef<HTMLCanvasElement>(null)
  const { trace, paths } = store
  const before = useRef<readonly (BarRow | undefined)[]>([])
  // Read here, not in the effect: only what is read while drawing draws this component anew.
  const scale = shownScale(store, width)
  void paths.version.value
  const origin = store.fullRange.value.start
  const bars = steadyList(
    before.current,
    Array.from({ length }, (_, index) => barRow(store, trace, rows.at(first + index), index === selected)),
  )
  before.current = bars
  const now = bars.some((bar) => bar?.span.outcome === 'running') ? store.now.value : 0
  useLayoutEffect(() => {
    const context = ref.current === null ? null : prepareCanvas(ref.current, width, length * ROW_HEIGHT)
    if (context !== null) drawBars(context, { rows: bars, scale, ticks: waterfallTicks(scale, origin), width, now, palette })
  }, [scale.start, scale.end, scale.width, scale.folds, origin, width, window.devicePixelRatio, now, palette, ...bars])
  return (
    <canvas
      class="bars"
      aria-hidden="true"
      ref={ref}
      style={{ top: `${top}px`, left: `${left}px`, width: `${width}px`, height: `${length * ROW_HEIGHT}px` }}
    />
  )
}

function barRow({ paths }: Store, trace: Trace, row: Row | undefined, selected: boolean): BarRow | undefined {
  if (row?.type !== 'span') return undefined
  const { index } = row
  return { span: trace.span(index), chunks: trace.chunks(index), times: trace.barTimes(index), path: paths.of(index), selected }
}
