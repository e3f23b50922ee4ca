import { useLayoutEffect, useRef, type MutableRef } from 'preact/hooks'
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { Store } from '../store/store.ts'
import { panned, zoomed } from '../store/zoom.ts'
import type { CssPixels, TimeView } from '../trace/time-scale.ts'

/** What lies under the pointer, and what a wheel there zooms. */
export interface WheelPlace {
  readonly time: Milliseconds
  readonly view: TimeView
}

/** A notch of most wheels, in pixels. */
const NOTCH: CssPixels = 100
const FACTOR_A_NOTCH = 1.25
const LINE: CssPixels = 33
const PAGE: CssPixels = 400

/** Ctrl and the wheel zoom about the pointer, Shift and the wheel or a wheel from side to side move; all else scrolls. `at`: pixels of the element → `undefined` where no time is shown. */
export function useWheel(store: Store, element: MutableRef<HTMLElement | null>, at: (x: CssPixels) => WheelPlace | undefined): void {
  const latest = useRef(at)
  latest.current = at
  useLayoutEffect(() => {
    const box = element.current
    if (box === null) return
    const onWheel = (event: WheelEvent) => {
      const rect = box.getBoundingClientRect()
      const place = latest.current(event.clientX - rect.left)
      if (place !== undefined && turn(store, event, place, rect.width)) event.preventDefault()
    }
    // Of its own, since a listener that Preact adds could not keep the browser from zooming the page.
    box.addEventListener('wheel', onWheel, { passive: false })
    return () => box.removeEventListener('wheel', onWheel)
  }, [])
}

/** @returns whether the wheel is used up. */
function turn(store: Store, event: WheelEvent, { time, view }: WheelPlace, width: CssPixels): boolean {
  const full = store.fullRange.value
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? PAGE : 1
  const [across, down] = [event.deltaX * unit, event.deltaY * unit]
  if (event.ctrlKey || event.metaKey) {
    store.timeline.moveTo(zoomed(view, full, FACTOR_A_NOTCH ** (down / NOTCH), time))
    return true
  }
  const by = event.shiftKey && across === 0 ? down : Math.abs(across) > Math.abs(down) ? across : 0
  if (by === 0 || store.zoom.value === undefined) return false
  store.timeline.moveTo(panned(view, full, by / Math.max(1, width)))
  return true
}
