import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { foldWords } from '../store/fold-words.ts'
import type { Store } from '../store/store.ts'
import { formatDuration } from '../trace/format.ts'
import { Icon } from './icons.tsx'
import { walkMenu } from './save-menu.tsx'

/** More pauses are no list to choose from. */
const MOST_PAUSES = 8

interface Item {
  readonly action: string
  readonly words: string
  readonly checked: boolean
  act(): void
}

/** How the time is shown, for keys and mouse: idle time folded or not, all of it or one pause; rows by what is shown. */
export function TimeMenu({ store }: { readonly store: Store }): JSX.Element {
  const open = useSignal(false)
  const anchor = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (open.value) anchor.current?.querySelector<HTMLElement>('[role=menuitemcheckbox]')?.focus()
  }, [open.value])
  return (
    <span
      class="menu-anchor"
      ref={anchor}
      onKeyDown={(event) => walkMenu(event, anchor.current, () => (open.value = false))}
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) open.value = false
      }}
    >
      <button
        class="icon-button"
        data-action="time"
        title="How time is shown"
        aria-label="How time is shown"
        aria-haspopup="menu"
        aria-expanded={open.value}
        onClick={() => (open.value = !open.value)}
      >
        <Icon name="time" />
      </button>
      {open.value && (
        <div class="menu" role="menu" aria-label="How time is shown">
          {itemsOf(store).map(({ action, words, checked, act }) => (
            <button key={words} role="menuitemcheckbox" tabIndex={-1} aria-checked={checked} data-action={action} onClick={act}>
              <span class="check" aria-hidden="true">
                {checked ? '✓' : ''}
              </span>
              {words}
            </button>
          ))}
        </div>
      )}
    </span>
  )
}

function itemsOf(store: Store): readonly Item[] {
  const { timeline, paths } = store
  const [squeeze, onlyShown] = [timeline.squeeze.value, timeline.onlyShown.value]
  return [
    { action: 'squeeze-idle', words: 'Squeeze idle time', checked: squeeze, act: () => timeline.setSqueeze(!squeeze) },
    {
      action: 'only-shown',
      words: 'Only rows of the time that is shown',
      checked: onlyShown,
      act: () => timeline.setOnlyShown(!onlyShown),
    },
    { action: 'critical-path', words: 'Critical path', checked: paths.on.value, act: () => paths.setOn(!paths.on.value) },
    {
      action: 'flame',
      words: 'Flame view of one trace',
      checked: timeline.flame.value,
      act: () => timeline.setFlame(!timeline.flame.value),
    },
    ...pausesOf(store),
  ]
}

function pausesOf({ timeline, range, fullRange }: Store): readonly Item[] {
  const opened = timeline.opened.value
  const pauses = [...timeline.folds.value.within(range.value), ...opened].toSorted((a, b) => a.start - b.start)
  if (pauses.length > MOST_PAUSES) return []
  return pauses.map((pause) => ({
    action: 'pause',
    words: `${foldWords(pause.end - pause.start, Number.POSITIVE_INFINITY)} at ${formatDuration(pause.start - fullRange.value.start)}`,
    checked: !opened.includes(pause),
    act: () => void timeline.togglePause((pause.start + pause.end) / 2),
  }))
}
