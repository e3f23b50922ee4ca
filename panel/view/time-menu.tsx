import type { JSX } from 'preact'
import { grouped, type MenuEntry, type MenuItem } from '../store/context-menu.ts'
import { foldWords } from '../store/fold-words.ts'
import type { Store } from '../store/store.ts'
import { formatDuration } from '../trace/format.ts'
import { Icon } from './icons.tsx'
import { MenuButton } from './menu-button.tsx'

/** More pauses are no list to choose from. */
const MOST_PAUSES = 8

/** How the time is shown, for keys and mouse: idle time folded or not, all of it or one pause; rows by what is shown. */
export function TimeMenu({ store }: { readonly store: Store }): JSX.Element {
  return (
    <MenuButton store={store} action="time" label="How time is shown" items={() => itemsOf(store)} stays>
      <Icon name="time" />
    </MenuButton>
  )
}

function itemsOf(store: Store): readonly MenuItem[] {
  const { timeline, paths } = store
  const [squeeze, onlyShown] = [timeline.squeeze.value, timeline.onlyShown.value]
  const switches: readonly MenuEntry[] = [
    {
      id: 'squeeze-idle',
      label: 'Squeeze idle time',
      checked: { on: squeeze },
      run: () => timeline.setSqueeze(!squeeze),
    },
    {
      id: 'only-shown',
      label: 'Only rows of the time that is shown',
      checked: { on: onlyShown },
      run: () => timeline.setOnlyShown(!onlyShown),
    },
    {
      id: 'critical-path',
      label: 'Critical path',
      checked: { on: paths.on.value },
      run: () => paths.setOn(!paths.on.value),
    },
    {
      id: 'flame',
      label: 'Flame view of one trace',
      checked: { on: timeline.flame.value },
      run: () => timeline.setFlame(!timeline.flame.value),
    },
  ]
  return grouped(switches, pausesOf(store))
}

function pausesOf({ timeline, range, fullRange }: Store): readonly MenuEntry[] {
  const opened = timeline.opened.value
  const pauses = [...timeline.folds.value.within(range.value), ...opened].toSorted((a, b) => a.start - b.start)
  if (pauses.length > MOST_PAUSES) return []
  return pauses.map((pause) => ({
    id: `pause-${pause.start}`,
    label: `${foldWords(pause.end - pause.start, Number.POSITIVE_INFINITY)} at ${formatDuration(pause.start - fullRange.value.start)}`,
    checked: { on: !opened.includes(pause) },
    run: () => void timeline.togglePause((pause.start + pause.end) / 2),
  }))
}
