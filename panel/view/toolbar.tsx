import type { JSX } from 'preact'
import { useRef } from 'preact/hooks'
import { prepareReader } from '../file/read-file.ts'
import { openFiles } from '../store/files.ts'
import { keyName } from '../store/key-words.ts'
import type { Store } from '../store/store.ts'
import { FilterBar } from './filter-bar.tsx'
import { Icon } from './icons.tsx'
import { SaveMenu } from './save-menu.tsx'
import { TimeMenu } from './time-menu.tsx'
import { SettingsButton } from './settings-button.tsx'
import { isMac } from './use-keys.ts'

export function Toolbar({ store }: { readonly store: Store }): JSX.Element {
  const state = store.hostState.value
  return (
    <div class="toolbar" role="toolbar" aria-label="GenAI">
      {state.connection !== 'none' && <RecordButton store={store} />}
      <button class="icon-button" data-action="clear" title={`Clear (${keyName('Mod+L', isMac)})`} aria-label="Clear" onClick={store.clear}>
        <Icon name="clear" />
      </button>
      {state.connection !== 'none' && <PreserveLog store={store} />}
      <FilterBar store={store} />
      <span class="push" />
      <TimeMenu store={store} />
      <OpenButton store={store} />
      <SaveMenu store={store} />
      <SettingsButton store={store} />
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

function RecordButton({ store }: { readonly store: Store }): JSX.Element {
  const { recording } = store.hostState.value
  const words = recording ? 'Stop recording' : 'Record'
  return (
    <button
      class="icon-button record"
      data-action="record"
      title={`${words} (${keyName('Mod+E', isMac)})`}
      aria-label="Record"
      aria-pressed={recording}
      onClick={() => store.host.setRecording(!recording)}
    >
      <Icon name="record" />
    </button>
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
