import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { saveFile } from '../store/files.ts'
import type { Store } from '../store/store.ts'
import { Icon } from './icons.tsx'

const ENTRIES = [
  { action: 'save-with-content', label: 'Save trace', hint: 'messages included', content: true },
  { action: 'save-without-content', label: 'Save trace', hint: 'without messages', content: false },
] as const

export function SaveMenu({ store }: { readonly store: Store }): JSX.Element {
  const open = useSignal(false)
  const anchor = useRef<HTMLSpanElement>(null)
  // Of a file that is being read only a part is there.
  const isBusy = store.reading.value !== undefined || store.saving.value !== undefined
  useEffect(() => {
    if (open.value) anchor.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus()
  }, [open.value])
  return (
    <span
      class="menu-anchor"
      ref={anchor}
      onKeyDown={(event) => walkMenu(event, anchor.current, () => (open.value = false))}
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) open.value = false
      }}
    >
      <button
        class="icon-button"
        data-action="save"
        title="Save trace…"
        aria-label="Save trace…"
        aria-haspopup="menu"
        aria-expanded={open.value}
        disabled={isBusy || store.totals.value.spans === 0}
        onClick={() => (open.value = !open.value)}
      >
        <Icon name="save" />
      </button>
      {open.value && (
        <div class="menu" role="menu" aria-label="Save trace">
          {ENTRIES.map(({ action, label, hint, content }) => (
            <button
              key={action}
              role="menuitem"
              tabIndex={-1}
              data-action={action}
              onClick={() => {
                open.value = false
                void saveFile(store, content)
              }}
            >
              {label}, {hint}
            </button>
          ))}
        </div>
      )}
    </span>
  )
}

export function walkMenu(event: KeyboardEvent, anchor: HTMLElement | null, close: () => void): void {
  if (anchor === null) return
  if (event.key === 'Escape') {
    close()
    anchor.querySelector('button')?.focus()
  }
  const items = [...anchor.querySelectorAll<HTMLElement>('[role^=menuitem]')]
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0 || items.length === 0) return
  event.preventDefault()
  const at = items.findIndex((item) => item === document.activeElement)
  items[(at + step + items.length) % items.length]?.focus()
}
