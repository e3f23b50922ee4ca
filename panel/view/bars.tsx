import type { JSX } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { ROW_HEIGHT } from '../store/row-window.ts'
import type { Store } from '../store/store.ts'
import { waterfallScale, waterfallTicks } from '../store/waterfall.ts'
import type { Row } from '../trace/model.ts'
import type { CssPixels } from '../trace/time-scale.ts'
import { drawBars, type BarRow } from './draw-bars.ts'
import { prepareCanvas } from './canvas.ts'
import { readPalette } from './palette.ts'

interface Props {
  readonly store: Store
  readonly rows: readonly Row[]
  /** Where the waterfall's column starts in the grid. */
  readonly left: CssPixels
  readonly width: CssPixels
  /** Position among `rows` of the one whose ground is the selection's colour; -1 for none. */
  readonly selected: number
}

/** One canvas for all bars: thousands of rectangles a frame, no layout. Hidden from readers, who have the bars' cells. */
export function Bars({ store, rows, left, width, selected }: Props): JSX.Element {
  const ref = useRef<HTMLCanvasElement>(null)
  const { trace } = store
  const palette = useMemo(() => readPalette(document.body), [store.style.value])
  const now = store.now.value
  // Read here, not in the effect: only what is read while drawing draws this component anew.
  const scale = waterfallScale(store.range.value, width, store.zoom.value === undefined)
  const ticks = waterfallTicks(scale, store.fullRange.value.start)
  useLayoutEffect(() => {
    const context = ref.current === null ? null : prepareCanvas(ref.current, width, rows.length * ROW_HEIGHT)
    if (context === null) return
    const bars = rows.map((row, index): BarRow | undefined =>
      row.type === 'trace' ? undefined : { span: trace.span(row.index), chunks: trace.chunks(row.index), selected: index === selected },
    )
    drawBars(context, { rows: bars, scale, ticks, width, now, palette })
  })
  return (
    <canvas
      class="bars"
      aria-hidden="true"
      ref={ref}
      style={{ left: `${left}px`, width: `${width}px`, height: `${rows.length * ROW_HEIGHT}px` }}
    />
  )
}
