import type { Signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Store } from '../store/store.ts'
import { Icon } from './icons.tsx'
import { useKeys } from './use-keys.ts'

/** At the panel's foot, where DevTools has its own. */
export function FindBar({ store }: { readonly store: Store }): JSX.Element | null {
  const { find } = store
  const field = useRef<HTMLInputElement>(null)
  const before = useRef<Element | null>(null)
  const open = (): void => {
    if (!find.isOpen.value) before.current = document.activeElement
    const words = selectedWords()
    find.open(words === '' ? undefined : words)
    field.current?.focus()
    field.current?.select()
  }
  const step = (by: 1 | -1): void => (find.isOpen.value && find.text.value !== '' ? find.step(by) : open())
  useKeys({ find: open, 'find-next': () => step(1), 'find-previous': () => step(-1) })
  useLayoutEffect(() => {
    // Opened by a key of the panel's; DevTools' own search keeps the focus.
    if (find.isOpen.value && document.hasFocus()) field.current?.select()
  }, [find.isOpen.value])
  const close = (): void => {
    find.close()
    const { current } = before
    if (current instanceof HTMLElement && current.isConnected && current !== document.body) current.focus()
    else document.querySelector<HTMLElement>('.grid')?.focus()
  }
  if (!find.isOpen.value) return null
  return (
    <div class="find-bar" role="search" aria-label="Find" onKeyDown={(event) => onKey(event, store, close)}>
      <input
        ref={field}
        type="text"
        data-action="find"
        aria-label="Find"
        aria-invalid={find.problem.value !== undefined}
        placeholder="Find in names, attributes and content"
        spellcheck={false}
        autocomplete="off"
        value={find.text.value}
        onInput={(event) => (find.text.value = event.currentTarget.value)}
      />
      <Switch on={find.matchCase} name="match-case" label="Match case" sign="Aa" />
      <Switch on={find.regex} name="regex" label="Regular expression" sign=".*" />
      <StepButtons store={store} />
      <FindState store={store} />
      <span class="push" />
      <button class="icon-button" data-action="close-find" title="Close (Esc)" aria-label="Close the find bar" onClick={close}>
        <Icon name="close" />
      </button>
    </div>
  )
}

function selectedWords(): string {
  const words = getSelection()?.toString().trim() ?? ''
  return words.includes('\n') || words.length > 200 ? '' : words
}

function onKey(event: KeyboardEvent, { find }: Store, close: () => void): void {
  if (event.key === 'Escape') close()
  else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) find.step(event.shiftKey ? -1 : 1)
  else return
  event.preventDefault()
  event.stopPropagation()
}

interface SwitchProps {
  readonly on: Signal<boolean>
  readonly name: string
  readonly label: string
  readonly sign: string
}

function Switch({ on, name, label, sign }: SwitchProps): JSX.Element {
  return (
    <button
      class="find-switch"
      data-action={name}
      title={label}
      aria-label={label}
      aria-pressed={on.value}
      onClick={() => (on.value = !on.value)}
    >
      {sign}
    </button>
  )
}

function StepButtons({ store: { find } }: { readonly store: Store }): JSX.Element {
  const none = find.count.value === 0
  return (
    <>
      <button
        class="icon-button turned"
        data-action="find-previous"
        title="Previous (Shift+Enter)"
        aria-label="Previous hit"
        disabled={none}
        onClick={() => find.step(-1)}
      >
        <Icon name="previous" />
      </button>
      <button
        class="icon-button turned"
        data-action="find-next"
        title="Next (Enter)"
        aria-label="Next hit"
        disabled={none}
        onClick={() => find.step(1)}
      >
        <Icon name="next" />
      </button>
    </>
  )
}

function FindState({ store }: { readonly store: Store }): JSX.Element {
  const { find } = store
  const { value: progress } = find.progress
  return (
    <>
      <span class="find-count" role="status">
        {countWords(store)}
      </span>
      {progress !== undefined && (
        <>
          <progress class="find-progress" max={progress.of} value={progress.searched} aria-label="Spans looked through" />
          <button class="text-button" data-action="cancel-find" onClick={() => find.cancel()}>
            Stop
          </button>
        </>
      )}
      {find.problem.value !== undefined && (
        <span class="find-problem" title={find.problem.value}>
          {find.problem.value}
        </span>
      )}
    </>
  )
}

function countWords({ find, filtering, selectedRow }: Store): string {
  if (find.text.value === '' || find.pattern.value === undefined) return ''
  const count = find.count.value.toLocaleString('en')
  const more = find.progress.value === undefined ? '' : '…'
  if (find.count.value === 0) return find.progress.value === undefined ? 'Not found' : 'Looking…'
  const isHidden = filtering.isOn.value && find.at.value >= 0 && selectedRow.value < 0
  return `${(find.at.value + 1).toLocaleString('en')} of ${count}${more}${isHidden ? ' · hidden by the filter' : ''}`
}
