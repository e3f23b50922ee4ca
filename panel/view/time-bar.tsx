import type { JSX } from 'preact'
import type { TimeRange } from '../store/time-range.ts'
import type { Store } from '../store/store.ts'
import { formatDuration } from '../trace/format.ts'

/** Less is not worth a button. */
const MUCH_IDLE = 0.8

/** The way to what is shown, each step a button, while less than everything is; and the offer to fold what is idle. Not there where it has nothing to say. */
export function TimeBar({ store }: { readonly store: Store }): JSX.Element | null {
  void store.version.value
  const idle = store.timeline.idleShare(store.range.value)
  const isZoomed = store.zoom.value !== undefined
  if (!isZoomed && idle < MUCH_IDLE) return null
  return (
    <div class="time-bar">
      {isZoomed && <Way store={store} />}
      {isZoomed && <OnlyShown store={store} />}
      <span class="push" />
      {idle >= MUCH_IDLE && (
        <button class="small-button" data-action="squeeze" title="Fold the pauses in what is shown" onClick={store.timeline.squeezeMore}>
          {Math.min(99, Math.round(idle * 100))} % idle: squeeze
        </button>
      )}
    </div>
  )
}

function Way({ store }: { readonly store: Store }): JSX.Element {
  const { timeline } = store
  const steps: readonly (TimeRange | undefined)[] = [undefined, ...timeline.way.value]
  const words = (range: TimeRange) => formatDuration(range.end - range.start)
  return (
    <nav class="way" aria-label="What is shown of the time">
      {steps.map((step) => (
        <>
          <button class="step" title="Show this again" onClick={() => timeline.moveTo(step)}>
            {step === undefined ? `All ${words(store.fullRange.value)}` : words(step)}
          </button>
          <span class="faint" aria-hidden="true">
            ›
          </span>
        </>
      ))}
      <span class="step" aria-current="true">
        {words(store.range.value)}
      </span>
    </nav>
  )
}

function OnlyShown({ store: { timeline } }: { readonly store: Store }): JSX.Element {
  return (
    <label title="Leave out rows that have no time in what is shown">
      <input
        type="checkbox"
        data-action="only-shown"
        checked={timeline.onlyShown.value}
        onChange={(event) => timeline.setOnlyShown(event.currentTarget.checked)}
      />
      Only rows in this time
    </label>
  )
}
