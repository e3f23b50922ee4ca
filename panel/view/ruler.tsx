import type { ComponentChildren, JSX } from 'preact'
import { useRef } from 'preact/hooks'
import { foldWords } from '../store/fold-words.ts'
import type { Store } from '../store/store.ts'
import { shownScale, waterfallTicks, WATERFALL_LEFT } from '../store/waterfall.ts'
import { between } from '../store/zoom.ts'
import { strips, type CssPixels, type TimeScale } from '../trace/time-scale.ts'

interface Props {
  readonly store: Store
  readonly label: string
  readonly width: CssPixels
  /** Of its column, from 1. */
  readonly place: number
  readonly children?: ComponentChildren
}

/** A shaky click is no drag. */
const LEAST_DRAG: CssPixels = 4

/** A drag shows the time that it goes over, a click on a pause folds it or opens it. For the mouse: keys zoom in the grid, the menu of the time has the pauses. */
export function Ruler({ store, label, width, place, children }: Props): JSX.Element {
  const scale = shownScale(store, width)
  const from = useRef<CssPixels | undefined>(undefined)
  const { timeline } = store
  const end = (event: PointerEvent) => {
    if (from.current !== undefined && event.type === 'pointerup') finish(store, scale, from.current, xOf(event))
    from.current = timeline.dragged.value = undefined
  }
  return (
    <div
      class="ruler"
      role="columnheader"
      aria-colindex={place}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = xOf(event)
      }}
      onPointerMove={(event) => {
        if (from.current !== undefined) timeline.dragged.value = draggedOver(scale, from.current, xOf(event))
      }}
      onPointerUp={end}
      onPointerCancel={end}
    >
      <span class="unseen">{label}</span>
      {waterfallTicks(scale, store.fullRange.value.start).map(({ x, label: time }) => (
        <span key={time} class="tick" aria-hidden="true" style={{ left: `${x}px` }}>
          {time}
        </span>
      ))}
      <Pauses store={store} scale={scale} />
      {children}
    </div>
  )
}

function Pauses({ store, scale }: { readonly store: Store; readonly scale: TimeScale }): JSX.Element {
  const opened = strips(scale, store.timeline.opened.value)
  return (
    <>
      {[...strips(scale), ...opened].map((strip, at, all) => {
        const isOpen = at >= all.length - opened.length
        const words = foldWords(strip.end - strip.start, strip.width)
        return (
          <span
            key={strip.start}
            class={isOpen ? 'pause opened' : 'pause'}
            aria-hidden="true"
            title={`${foldWords(strip.end - strip.start, Infinity)}: click to ${isOpen ? 'fold it' : 'show it at full length'}`}
            style={{ left: `${WATERFALL_LEFT + strip.x}px`, width: `${strip.width}px` }}
          >
            {words}
          </span>
        )
      })}
    </>
  )
}

const xOf = (event: PointerEvent): CssPixels => {
  const ruler = event.currentTarget
  return ruler instanceof Element ? event.clientX - ruler.getBoundingClientRect().left - WATERFALL_LEFT : 0
}

function draggedOver(scale: TimeScale, from: CssPixels, to: CssPixels) {
  if (Math.abs(to - from) < LEAST_DRAG) return undefined
  return { start: scale.time(Math.min(from, to)), end: scale.time(Math.max(from, to)) }
}

function finish(store: Store, scale: TimeScale, from: CssPixels, to: CssPixels): void {
  const range = draggedOver(scale, from, to)
  if (range !== undefined) store.timeline.zoomTo(between(range.start, range.end, store.fullRange.value))
  else store.timeline.togglePause(scale.time(to))
}
