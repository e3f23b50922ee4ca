import { useSignal, type Signal } from '@preact/signals'
import type { JSX, RefObject } from 'preact'
import { useRef } from 'preact/hooks'
import { completionsOf, type Completion } from '../store/filter-completion.ts'
import type { Store } from '../store/store.ts'
import { cellText, titleText } from '../store/cell-text.ts'
import { Foreign } from './foreign.tsx'
import { Icon } from './icons.tsx'
import { useKeys } from './use-keys.ts'

const HINT = 'Filter: model: kind: tool: agent: status: finish: has:error tokens>1000 ttft>2s -x /regex/'

interface Listed {
  readonly all: readonly Completion[]
  /** The chosen one; -1: none yet. */
  readonly at: number
}

const NONE: Listed = { all: [], at: -1 }

/** A combobox by the ARIA practices: the text field keeps the focus, and names the chosen line of the list. */
export function FilterBox({ store }: { readonly store: Store }): JSX.Element {
  const field = useRef<HTMLInputElement>(null)
  const { list, suggest, choose } = useCompletions(store, field)
  const { text, applied } = store.filtering
  useKeys({
    filter() {
      field.current?.focus()
      field.current?.select()
    },
  })
  const { all, at } = list.value
  return (
    <div class="filter-box" onFocusOut={() => (list.value = NONE)}>
      <input
        ref={field}
        type="text"
        role="combobox"
        data-action="filter"
        aria-label="Filter"
        aria-autocomplete="list"
        aria-expanded={all.length > 0}
        aria-controls="filter-list"
        aria-activedescendant={at < 0 ? undefined : `filter-option-${at}`}
        aria-invalid={applied.value.problems.length > 0}
        aria-describedby={applied.value.problems.length > 0 ? 'filter-problem' : undefined}
        placeholder={HINT}
        title="Filter the spans (/)"
        spellcheck={false}
        autocomplete="off"
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value
          // Where no word stands yet, the keys are offered to whoever asks by ArrowDown.
          if (/(?:^|\s)$/.test(text.value)) list.value = NONE
          else suggest()
        }}
        onKeyDown={(event) => onKey(event, store, list.value, { suggest, choose, show: (next) => (list.value = next) })}
      />
      {text.value !== '' && <ClearButton store={store} field={field} />}
      <Options list={list.value} choose={choose} />
    </div>
  )
}

interface Completions {
  readonly list: Signal<Listed>
  suggest(): void
  choose(completion: Completion): void
}

function useCompletions(store: Store, field: RefObject<HTMLInputElement>): Completions {
  const list = useSignal(NONE)
  const { text } = store.filtering
  const suggest = (): void => {
    const box = field.current
    if (box === null) return
    const caret = box.selectionStart ?? box.value.length
    list.value = { all: completionsOf(box.value, caret, (key) => store.trace.filterValues(key)), at: -1 }
  }
  const choose = (completion: Completion): void => {
    const box = field.current
    if (box === null) return
    text.value = text.value.slice(0, completion.from) + completion.text + text.value.slice(completion.to)
    box.value = text.value
    const caret = completion.from + completion.text.length
    box.setSelectionRange(caret, caret)
    if (/[:>]$/.test(completion.text)) suggest()
    else list.value = NONE
  }
  return { list, suggest, choose }
}

function ClearButton({ store, field }: { readonly store: Store; readonly field: RefObject<HTMLInputElement> }): JSX.Element {
  return (
    <button
      class="icon-button clear-filter"
      data-action="clear-filter"
      title="Clear the filter"
      aria-label="Clear the filter"
      onClick={() => {
        store.filtering.text.value = ''
        field.current?.focus()
      }}
    >
      <Icon name="close" size={12} />
    </button>
  )
}

function Options({ list: { all, at }, choose }: { readonly list: Listed; readonly choose: (completion: Completion) => void }): JSX.Element {
  return (
    <ul class="filter-list" id="filter-list" role="listbox" aria-label="Completions" hidden={all.length === 0}>
      {all.map((completion, place) => (
        <li
          key={completion.label}
          id={`filter-option-${place}`}
          role="option"
          aria-selected={place === at}
          title={titleText(completion.label)}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => choose(completion)}
        >
          <Foreign text={cellText(completion.label)} />
          <span class="faint">{completion.hint}</span>
        </li>
      ))}
    </ul>
  )
}

interface Acts extends Pick<Completions, 'suggest' | 'choose'> {
  show(list: Listed): void
}

function onKey(event: KeyboardEvent, { filtering }: Store, list: Listed, { suggest, choose, show }: Acts): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  const chosen = list.all[list.at]
  if (step !== 0) {
    if (list.all.length === 0) suggest()
    else show({ ...list, at: stepped(list, step) })
  } else if (event.key === 'Enter' || (event.key === 'Tab' && chosen !== undefined && !event.shiftKey)) {
    if (chosen === undefined) show(NONE)
    else choose(chosen)
  } else if (event.key === 'Escape') {
    if (list.all.length > 0) show(NONE)
    else if (filtering.text.value !== '') filtering.text.value = ''
    else document.querySelector<HTMLElement>('.grid')?.focus()
  } else return
  event.preventDefault()
  event.stopPropagation()
}

/** Round through the list, and once a round at none. */
function stepped({ all, at }: Listed, step: number): number {
  const places = all.length + 1
  return ((at + 1 + step + places) % places) - 1
}
