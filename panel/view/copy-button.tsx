import type { JSX } from 'preact'
import { useContext } from 'preact/hooks'
import { copyValue } from '../store/copying.ts'
import { Icon } from './icons.tsx'
import { StoreContext } from './store-context.ts'

interface CopyButtonProps {
  /** Made when it is asked for. */
  readonly text: () => string
  /** In "Copy …" and "Copied the …". */
  readonly what: string
}

/** Seen while the mouse or the focus is in the element of class `copyable` around it. */
export function CopyButton({ text, what }: CopyButtonProps): JSX.Element | null {
  const store = useContext(StoreContext)
  if (store === undefined) return null
  return (
    <button
      class="copy-button"
      data-action="copy-value"
      title={`Copy ${what}`}
      aria-label={`Copy ${what}`}
      onClick={(event) => {
        event.stopPropagation()
        copyValue(store, text(), `the ${what}`)
      }}
    >
      <Icon name="copy" size={14} />
    </button>
  )
}
