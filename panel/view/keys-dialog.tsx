import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { keyWords } from '../store/key-words.ts'
import type { Store } from '../store/store.ts'
import { Icon } from './icons.tsx'
import { isMac } from './use-keys.ts'

/** All keys. The browser keeps the focus in it, and gives it back. */
export function KeysDialog({ store }: { readonly store: Store }): JSX.Element | null {
  const dialog = useRef<HTMLDialogElement>(null)
  const isOpen = store.help.value
  useLayoutEffect(() => {
    if (isOpen) dialog.current?.showModal()
  }, [isOpen])
  if (!isOpen) return null
  const close = () => dialog.current?.close()
  return (
    <dialog
      class="keys-dialog"
      aria-label="Keys"
      ref={dialog}
      onClose={() => (store.help.value = false)}
      // DevTools would open its drawer.
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        if (event.target === dialog.current) close()
      }}
    >
      <div class="keys-body">
        <h2>
          Keys
          <button class="icon-button" title="Close (Esc)" aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </h2>
        <dl>
          {keyWords(isMac).map(({ keys, words }) => (
            <div key={words}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      </div>
    </dialog>
  )
}
