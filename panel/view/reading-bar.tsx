import type { JSX } from 'preact'
import { formatBytes } from '../store/media.ts'
import { wordsOfCrowd } from '../store/crowd-words.ts'
import type { Store } from '../store/store.ts'
import { formatCount } from '../trace/format.ts'
import type { RoomChoice } from '../trace/file-room.ts'
import type { Crowd } from '../trace/model.ts'
import { Foreign } from './foreign.tsx'
import { Icon } from './icons.tsx'

/** How far a file has been read, and the way to stop: what has come of it is shown meanwhile. */
export function ReadingBar({ store }: { readonly store: Store }): JSX.Element | null {
  const reading = store.reading.value
  if (reading === undefined) return null
  const { name, read, of, question, cancel } = reading
  if (question !== undefined) return <RoomQuestion {...{ name, ...question, cancel }} />
  const far = `${formatBytes(read)} of ${formatBytes(of)}`
  return <ProgressBar kind="reading" verb="Reading" {...{ name, done: read, of, far, cancel }} />
}

interface QuestionProps {
  readonly name: string
  readonly crowd: Crowd
  readonly choose: (choice: RoomChoice) => void
  readonly cancel: () => void
}

/** The rest of a file would push out what is here: nothing goes before somebody says so. */
function RoomQuestion({ name, crowd, choose, cancel }: QuestionProps): JSX.Element {
  return (
    <div class="notice warning question" data-notice="room" role="alert">
      <Icon name="warning" />
      <span>
        No room for the rest of <Foreign text={name} /> {wordsOfCrowd(crowd)}
      </span>
      <div class="notice-actions">
        <button class="text-button primary" data-action="keep-spans" onClick={() => choose('keep')}>
          {crowd.ofFiles === 0 ? 'Keep live spans' : 'Keep what is here'}
        </button>
        <button class="text-button" data-action="make-room" onClick={() => choose('make')}>
          Make room
        </button>
        <button class="text-button" data-action="cancel-reading" onClick={cancel}>
          Cancel
        </button>
      </div>
    </div>
  )
}

/** How far a file has been written. */
export function SavingBar({ store }: { readonly store: Store }): JSX.Element | null {
  const saving = store.saving.value
  if (saving === undefined) return null
  const { name, written, of, cancel } = saving
  const far = `${formatCount(written)} of ${formatCount(of)} spans`
  return <ProgressBar kind="saving" verb="Saving" {...{ name, done: written, of, far, cancel }} />
}

interface ProgressProps {
  readonly kind: 'reading' | 'saving'
  readonly verb: string
  readonly name: string
  readonly done: number
  readonly of: number
  readonly far: string
  readonly cancel: () => void
}

function ProgressBar({ kind, verb, name, done, of, far, cancel }: ProgressProps): JSX.Element {
  return (
    <div class="notice info" data-notice={kind} role="status">
      <span>
        {verb} <Foreign text={name} />
      </span>
      <progress max={of} value={done} aria-label={`${verb} the file`} />
      <span class="faint">{far}</span>
      <button class="text-button" data-action={`cancel-${kind}`} onClick={cancel}>
        Cancel
      </button>
    </div>
  )
}
