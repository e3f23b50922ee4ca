import type { JSX } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { CssPixels } from '../trace/time-scale.ts'
import type { Store } from '../store/store.ts'
import { waterfallScale, WATERFALL_LEFT, waterfallTicks } from '../store/waterfall.ts'
import { between } from '../store/zoom.ts'
import type { TimeScale } from '../trace/time-scale.ts'
import { drawOverview, OVERVIEW_HEIGHT, overviewHandle, overviewSize } from './draw-overview.ts'
import { prepareCanvas } from './canvas.ts'
import { readPalette } from './palette.ts'
import { useOverviewBins } from './use-overview-bins.ts'
import { useSize } from './use-size.ts'

/**
 * All spans at once, each a line; a drag shows the time between two moments in the waterfall below, a double click everything again. For the
 * mouse: keys zoom in the grid.
 */
export function Overview({ store }: { readonly store: Store }): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const drag = useRef<number | undefined>(undefined)
  const { width } = useSize(box).value
  const palette = useMemo(() => readPalette(document.body), [store.style.value])
  const scale = waterfallScale(store.fullRange.value, width, true)
  const { trace } = store
  const [now, zoom] = [store.now.value, store.zoom.value]
  const draw = (): void => {
    const context = canvas.current === null ? null : prepareCanvas(canvas.current, width, OVERVIEW_HEIGHT)
    if (context !== null) drawOverview(context, { bins: bins(), scale, ticks: waterfallTicks(scale, scale.start), width, zoom, palette })
  }
  const drawLater = useRef(draw)
  drawLater.current = draw
  const bins = useOverviewBins(trace, overviewSize(width), scale, now, () => drawLater.current())
  useLayoutEffect(draw)
  return (
    <div
      class="overview"
      ref={box}
      aria-hidden="true"
      title={zoom === undefined ? 'Drag to zoom (W, S, A, D in the grid)' : 'Double click to show everything'}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = anchorOf(event, scale, store)
      }}
      onPointerMove={(event) => {
        const from = drag.current
        const to = scale.time(event.offsetX - WATERFALL_LEFT)
        if (from === undefined || Math.abs(scale.x(to) - scale.x(from)) < LEAST_DRAG) return
        store.zoom.value = between(from, to, store.fullRange.value)
      }}
      onPointerUp={() => (drag.current = undefined)}
      onDblClick={() => (store.zoom.value = undefined)}
    >
      <canvas ref={canvas} style={{ width: `${width}px`, height: `${OVERVIEW_HEIGHT}px` }} />
    </div>
  )
}

/** A shaky click is no drag. */
const LEAST_DRAG: CssPixels = 4

/** Where a drag starts: at the pointer, or at the far end of the shown part when it takes one of its handles. */
function anchorOf(event: PointerEvent, scale: TimeScale, store: Store): number {
  const handle = overviewHandle(event.offsetX, scale, store.zoom.value)
  if (handle === 'start') return store.range.value.end
  return handle === 'end' ? store.range.value.start : scale.time(event.offsetX - WATERFALL_LEFT)
}
