import type { JSX } from 'preact'
import { reveal } from '../store/reveal.ts'
import type { Store } from '../store/store.ts'
import type { SpanIndex } from '../trace/model.ts'
import { TextFormSwitch } from './text-form.tsx'
import { useKeys } from './use-keys.ts'

interface CallBarProps {
  readonly store: Store
  readonly previous: SpanIndex | undefined
  readonly next: SpanIndex | undefined
}

/** The keys, as `panel/store/keys.ts` has them. */
const PREVIOUS = '['
const NEXT = ']'

/** The way to the calls beside this one, and how texts are drawn. */
export function CallBar({ store, previous, next }: CallBarProps): JSX.Element {
  const go = (to: SpanIndex | undefined): void | false => (to === undefined ? false : reveal(store, to))
  useKeys({ 'previous-call': () => go(previous), 'next-call': () => go(next) })
  const step = (name: string, words: string, key: string, to: SpanIndex | undefined) => (
    <button
      class="bar-button"
      data-action={name}
      disabled={to === undefined}
      title={`${words} of the conversation (${key})`}
      aria-keyshortcuts={key}
      onClick={() => void go(to)}
    >
      {words}
    </button>
  )
  return (
    <div class="call-bar">
      {(previous !== undefined || next !== undefined) && (
        <>
          {step('previous-call', 'Previous call', PREVIOUS, previous)}
          {step('next-call', 'Next call', NEXT, next)}
        </>
      )}
      <span class="push" />
      <TextFormSwitch form={store.textForm} />
    </div>
  )
}
