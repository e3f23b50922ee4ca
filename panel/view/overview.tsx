import type { JSX } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { dragTo, grabAt, type Grab } from '../store/overview-drag.ts'
import type { Store } from '../store/store.ts'
import { shownScale, viewOf, waterfallScale, WATERFALL_LEFT, waterfallTicks } from '../store/waterfall.ts'
import type { CssPixels, TimeScale } from '../trace/time-scale.ts'
import { drawOverview, OVERVIEW_HEIGHT, overviewSize } from './draw-overview.ts'
import { prepareCanvas } from './canvas.ts'
import { TimeLine } from './time-line.tsx'
import { readPalette } from './palette.ts'
import { useOverviewBins } from './use-overview-bins.ts'
import { useSize } from './use-size.ts'
import { useWheel } from './use-wheel.ts'

/**
 * All spans at once, each a line. A drag shows the time that it goes over in the waterfall below, or moves the part that is shown, or one of its edges; a
 * double click shows everything again. For the mouse: keys zoom in the grid.
 */
export function Overview({ store }: { readonly store: Store }): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { width } = useSize(box).value
  const palette = useMemo(() => readPalette(document.body), [store.style.value])
  const scale = waterfallScale(store.fullRange.value, width, true, store.timeline.folds.value)
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
  useWheel(store, box, (x) => ({ time: scale.time(x - WATERFALL_LEFT), view: viewOf(shownScale(store, width), width) }))
  return (
    <div class="overview" ref={box} aria-hidden="true" title={title(zoom !== undefined)} {...useDrag(store, scale)}>
      <canvas ref={canvas} style={{ width: `${width}px`, height: `${OVERVIEW_HEIGHT}px` }} />
      <TimeLine store={store} scale={scale} left={0} height={OVERVIEW_HEIGHT} />
    </div>
  )
}

const title = (isZoomed: boolean) => (isZoomed ? 'Drag to move; double click to show everything' : 'Drag to zoom (W, S, A, D in the grid)')

function useDrag(store: Store, scale: TimeScale): JSX.HTMLAttributes<HTMLDivElement> {
  const grab = useRef<Grab | undefined>(undefined)
  const { timeline } = store
  return {
    onPointerDown(event) {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      grab.current = grabAt(xOf(event), scale, store.zoom.value)
    },
    onPointerMove(event) {
      const x = xOf(event)
      timeline.pointed.value = scale.time(x)
      if (grab.current === undefined) return void (event.currentTarget.style.cursor = CURSORS[grabAt(x, scale, store.zoom.value).type])
      const range = dragTo(x, grab.current, scale, store.fullRange.value)
      if (range !== 'same') store.zoom.value = range
    },
    onPointerUp(event) {
      const grabbed = grab.current
      grab.current = undefined
      if (grabbed === undefined) return
      const range = dragTo(xOf(event), grabbed, scale, store.fullRange.value)
      if (range === 'same') timeline.togglePause(scale.time(grabbed.x))
      else if (grabbed.type === 'window') timeline.moveTo(range)
      else timeline.zoomTo(range, grabbed.zoom)
    },
    onPointerCancel: () => (grab.current = undefined),
    onPointerLeave: () => (timeline.pointed.value = undefined),
    onDblClick: () => timeline.moveTo(undefined),
  }
}

const CURSORS: { readonly [type in Grab['type']]: string } = { start: 'ew-resize', end: 'ew-resize', window: 'grab', new: 'col-resize' }

const xOf = ({ clientX, currentTarget }: PointerEvent): CssPixels =>
  currentTarget instanceof Element ? clientX - currentTarget.getBoundingClientRect().left - WATERFALL_LEFT : 0
