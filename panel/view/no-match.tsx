import type { JSX } from 'preact'
import type { Store } from '../store/store.ts'

/** Over the rows where the filter leaves none. */
export function NoMatch({ store }: { readonly store: Store }): JSX.Element | null {
  if (!store.filtering.isOn.value || store.rows.value.length > 0) return null
  return (
    <div class="no-match">
      <span>No span matches the filter.</span>
      <button
        class="text-button"
        data-action="clear-filters"
        onClick={() => {
          store.filtering.clear()
          document.querySelector<HTMLElement>('.grid')?.focus()
        }}
      >
        Clear the filter
      </button>
    </div>
  )
}
