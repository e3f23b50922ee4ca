import type { JSX } from 'preact'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Store } from '../store/store.ts'

/** Read aloud, not seen: calls that failed while the panel is open. What a file brings is none of that. */
export function NewFailures({ store }: { readonly store: Store }): JSX.Element {
  const { errors } = store.totals.value
  const isReading = store.reading.value !== undefined
  const known = useRef(errors)
  const words = useSignal('')
  useEffect(() => {
    const more = errors - known.current
    known.current = errors
    if (more > 0 && !isReading) words.value = `${more === 1 ? '1 call' : `${more} calls`} failed, ${errors} in all.`
  }, [errors, isReading])
  return (
    <div class="unseen" role="status" aria-live="polite" data-live="failures">
      {words.value}
    </div>
  )
}
