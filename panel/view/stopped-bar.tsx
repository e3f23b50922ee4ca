import type { JSX } from 'preact'
import { wordsOfUnrecorded } from '../store/unrecorded.ts'
import type { Store } from '../store/store.ts'
import { Icon } from './icons.tsx'

/** Says why nothing comes. */
export function StoppedBar({ store }: { readonly store: Store }): JSX.Element | null {
  const { recording, unrecorded } = store.hostState.value
  if (recording) return null
  return (
    <div class="notice" data-notice="stopped">
      <Icon name="record" />
      <span>Recording is stopped: calls that begin now are left out.{unrecorded > 0 && ` ${wordsOfUnrecorded(unrecorded)}.`}</span>
      <button class="text-button" data-action="record-again" onClick={() => store.host.setRecording(true)}>
        Record
      </button>
    </div>
  )
}
