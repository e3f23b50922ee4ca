import type { JSX } from 'preact'
import { saveFile } from '../store/files.ts'
import type { Store } from '../store/store.ts'
import { Icon } from './icons.tsx'
import { MenuButton } from './menu-button.tsx'

export function SaveMenu({ store }: { readonly store: Store }): JSX.Element {
  // Of a file that is being read only a part is there.
  const isBusy = store.reading.value !== undefined || store.saving.value !== undefined
  const items = () => [
    { id: 'save-with-content', label: 'Save trace, messages included', run: () => void saveFile(store, true) },
    { id: 'save-without-content', label: 'Save trace, without messages', run: () => void saveFile(store, false) },
  ]
  return (
    <MenuButton store={store} action="save" label="Save trace…" items={items} disabled={isBusy || store.totals.value.spans === 0}>
      <Icon name="save" />
    </MenuButton>
  )
}
