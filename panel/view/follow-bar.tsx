import type { Signal } from '@preact/signals'
import type { JSX } from 'preact'
import { liveRate } from '../store/live-rate.ts'
import type { Store } from '../store/store.ts'
import type { SpanView } from '../trace/model.ts'

interface FollowBarProps {
  readonly store: Store
  readonly span: SpanView
  readonly following: Signal<boolean>
}

/** While an answer streams: whether the view goes along with it, and how fast it comes. Scrolling up pauses, scrolling to the end follows. */
export function FollowBar({ store, span, following }: FollowBarProps): JSX.Element {
  const rate = liveRate(store.trace.live(span.index), span.firstChunk, store.now.value)
  return (
    <div class="follow-bar">
      <button
        class="bar-button"
        data-action="follow"
        aria-pressed={following.value}
        title="Keep the end of the answer in view"
        onClick={() => (following.value = !following.value)}
      >
        {following.value ? 'Following' : 'Paused'}
      </button>
      {rate !== undefined && <span class="faint">≈ {rate.toLocaleString('en')} tok/s</span>}
    </div>
  )
}
