import type { JSX } from 'preact'
import { momentWords } from '../store/moment.ts'
import type { Store } from '../store/store.ts'
import { WATERFALL_LEFT } from '../store/waterfall.ts'
import type { CssPixels, TimeScale } from '../trace/time-scale.ts'

interface Props {
  readonly store: Store
  readonly scale: TimeScale
  /** Where the scale's column starts. */
  readonly left: CssPixels
  readonly height: CssPixels
}

/** A hairline with its time where the pointer is, and what a drag goes over. Drawn over what is there: it moves nothing. */
export function TimeLine({ store, scale, left, height }: Props): JSX.Element | null {
  const { pointed, dragged } = store.timeline
  const x = (time: number) => left + WATERFALL_LEFT + scale.x(time)
  const [time, over] = [pointed.value, dragged.value]
  const isThere = time !== undefined && scale.x(time) >= 0 && scale.x(time) <= scale.width
  return (
    <>
      {over !== undefined && (
        <span
          class="time-dragged"
          aria-hidden="true"
          style={{ left: `${x(over.start)}px`, width: `${x(over.end) - x(over.start)}px`, height: `${height}px` }}
        />
      )}
      {isThere && (
        <span class="time-line" aria-hidden="true" style={{ transform: `translateX(${x(time)}px)`, height: `${height}px` }}>
          <span class={scale.x(time) > scale.width / 2 ? 'moment before' : 'moment'}>
            {momentWords(time, scale, store.fullRange.value.start)}
          </span>
        </span>
      )}
    </>
  )
}
