import type { JSX } from 'preact'
import type { Store } from '../store/store.ts'

/** "Copied …", over the bottom of the panel and read aloud. The region is there before its words: only changes are read. */
export function Remark({ store }: { readonly store: Store }): JSX.Element {
  const text = store.remark.text.value
  return (
    <div class="remark-region" role="status" aria-live="polite">
      {text !== '' && <span>{text}</span>}
    </div>
  )
}
