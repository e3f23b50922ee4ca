import type { JSX } from 'preact'
import { formatBytes } from '../store/media.ts'
import type { Store } from '../store/store.ts'
import { Foreign } from './foreign.tsx'

/** How far a file has been read, and the way to stop: what has come of it is shown meanwhile. */
export function ReadingBar({ store }: { readonly store: Store }): JSX.Element | null {
  const reading = store.reading.value
  if (reading === undefined) return null
  const { name, read, of, cancel } = reading
  return (
    <div class="notice info" data-notice="reading" role="status">
      <span>
        Reading <Foreign text={name} />
      </span>
      <progress max={of} value={read} aria-label="Read of the file" />
      <span class="faint">
        {formatBytes(read)} of {formatBytes(of)}
      </span>
      <button class="text-button" data-action="cancel-reading" onClick={cancel}>
        Cancel
      </button>
    </div>
  )
}
