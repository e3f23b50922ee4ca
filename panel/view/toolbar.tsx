import type { JSX } from 'preact'
import { useRef } from 'preact/hooks'
import { prepareReader } from '../file/read-file.ts'
import { openFiles } from '../store/files.ts'
import type { Store } from '../store/store.ts'
import { Icon } from './icons.tsx'
import { SaveMenu } from './save-menu.tsx'

export function Toolbar({ store }: { readonly store: Store }): JSX.Element {
  const state = store.hostState.value
  return (
    <div class="toolbar" role="toolbar" aria-label="GenAI">
      <button class="icon-button" data-action="clear" title="Clear" aria-label="Clear" onClick={store.clear}>
        <Icon name="clear" />
      </button>
      {state.connection !== 'none' && <PreserveLog store={store} />}
      <span class="push" />
      <OpenButton store={store} />
      <SaveMenu store={store} />
    </div>
  )
}

function PreserveLog({ store }: { readonly store: Store }): JSX.Element {
  return (
    <>
      <span class="toolbar-line" />
      <label title="Keep the calls of the page before when the page navigates">
        <input
          type="checkbox"
          data-action="preserve-log"
          checked={store.hostState.value.preserveLog}
          onChange={(event) => store.host.setPreserveLog(event.currentTarget.checked)}
        />
        Preserve log
      </label>
    </>
  )
}

function OpenButton({ store }: { readonly store: Store }): JSX.Element {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button
        class="icon-button"
        data-action="open"
        title="Open trace…"
        aria-label="Open trace…"
        onPointerEnter={prepareReader}
        onFocus={prepareReader}
        onClick={() => input.current?.click()}
      >
        <Icon name="open" />
      </button>
      <input
        ref={input}
        type="file"
        accept=".json,.jsonl,.ndjson,.gz,.pb,.binpb,application/json"
        multiple
        hidden
        onChange={(event) => {
          const field = event.currentTarget
          void openFiles(store, [...(field.files ?? [])]).finally(() => (field.value = ''))
        }}
      />
    </>
  )
}
