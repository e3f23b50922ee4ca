import type { JSX } from 'preact'
import { cellText } from '../store/cell-text.ts'
import { closeRoot, rootName } from '../store/root.ts'
import type { Store } from '../store/store.ts'
import { Foreign } from './foreign.tsx'

/** Says that only a part of the rows is shown, and leads back. */
export function RootBar({ store }: { readonly store: Store }): JSX.Element | null {
  const name = rootName(store)
  if (name === undefined) return null
  return (
    <div class="root-bar" role="status">
      <span class="words">
        Only <Foreign class="root-name" text={cellText(name)} /> and what is under it
      </span>
      <button class="text-button" data-action="close-root" title="Show all rows (Backspace)" onClick={() => closeRoot(store)}>
        Show all
      </button>
    </div>
  )
}
