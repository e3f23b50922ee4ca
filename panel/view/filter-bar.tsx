import type { JSX } from 'preact'
import { KIND_CHIPS, type KindChip } from '../store/filtering.ts'
import type { Store } from '../store/store.ts'
import { FilterBox } from './filter-box.tsx'

/** What is to be seen, in the toolbar; in a narrow panel on lines of its own below. */
export function FilterBar({ store }: { readonly store: Store }): JSX.Element {
  const { applied } = store.filtering
  const [problem] = applied.value.problems
  return (
    <div class="filter-bar">
      <FilterBox store={store} />
      {problem !== undefined && (
        <span class="filter-problem" id="filter-problem" title={problem}>
          {problem}
        </span>
      )}
      <KindChips store={store} />
      <span class="unseen" role="status">
        {countWords(store)}
      </span>
    </div>
  )
}

function countWords(store: Store): string {
  const { wanted } = store.rows.value
  return store.filtering.isOn.value && wanted !== undefined ? `${wanted} of ${store.totals.value.spans} spans` : ''
}

function KindChips({ store }: { readonly store: Store }): JSX.Element {
  const { chips } = store.filtering
  return (
    <div class="kind-chips" role="group" aria-label="Kinds of spans" onKeyDown={walk}>
      <Chip store={store} name={undefined} title="All kinds" pressed={chips.value.size === 0} />
      <span class="toolbar-line" />
      {KIND_CHIPS.map(({ name, title }) => (
        <Chip key={name} store={store} name={name} title={`${title} (Ctrl: several)`} pressed={chips.value.has(name)} />
      ))}
    </div>
  )
}

interface ChipProps {
  readonly store: Store
  /** None: all of them. */
  readonly name: KindChip | undefined
  readonly title: string
  readonly pressed: boolean
}

/** One tab stop for all of them: the first that is chosen. */
function Chip({ store, name, title, pressed }: ChipProps): JSX.Element {
  const { chips, chooseKind } = store.filtering
  const [first] = chips.value
  return (
    <button
      class="kind-chip"
      data-kind={name ?? 'All'}
      title={title}
      aria-pressed={pressed}
      tabIndex={first === name ? 0 : -1}
      onClick={(event) => chooseKind(name, event.ctrlKey || event.metaKey)}
    >
      {name ?? 'All'}
    </button>
  )
}

function walk(event: JSX.TargetedKeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
  const chips = [...event.currentTarget.querySelectorAll<HTMLElement>('.kind-chip')]
  const at = chips.findIndex((chip) => chip === document.activeElement)
  if (step !== 0 && at >= 0) chips[(at + step + chips.length) % chips.length]?.focus()
}
