import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { reveal } from '../store/reveal.ts'
import type { Store } from '../store/store.ts'
import type { SpanIndex } from '../trace/model.ts'
import { TextFormSwitch } from './text-form.tsx'

interface CallBarProps {
  readonly store: Store
  readonly previous: SpanIndex | undefined
  readonly next: SpanIndex | undefined
}

/** The keys, as `KeyboardEvent.key` names them. */
const PREVIOUS = '['
const NEXT = ']'

/** The way to the calls beside this one, and how texts are drawn. */
export function CallBar({ store, previous, next }: CallBarProps): JSX.Element {
  const go = (to: SpanIndex | undefined) => to !== undefined && reveal(store, to)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const to = event.key === PREVIOUS ? previous : event.key === NEXT ? next : undefined
      if (to === undefined || event.ctrlKey || event.metaKey || isTyping(event.target)) return
      event.preventDefault()
      go(to)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [previous, next])
  const step = (name: string, words: string, key: string, to: SpanIndex | undefined) => (
    <button
      class="bar-button"
      data-action={name}
      disabled={to === undefined}
      title={`${words} of the conversation (${key})`}
      aria-keyshortcuts={key}
      onClick={() => go(to)}
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

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox' && target.type !== 'radio'
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable)
}
