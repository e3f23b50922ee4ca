import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { COLUMN_FACTS } from '../store/column-facts.ts'
import { inOrder, type Columns } from '../store/grid-columns.ts'
import type { Store } from '../store/store.ts'
import type { CssPixels } from '../trace/time-scale.ts'

export interface MenuPlace {
  readonly x: CssPixels
  readonly y: CssPixels
}

const WIDTH: CssPixels = 210

/** Which columns and spans there are. In the browser's top layer, since the grid cuts what stands out of it. Stays open: one turns several on. */
export function ColumnsMenu({
  store,
  columns,
  place,
  onClose,
}: {
  readonly store: Store
  readonly columns: Columns
  readonly place: MenuPlace
  readonly onClose: () => void
}): JSX.Element {
  const menu = useRef<HTMLDivElement>(null)
  const { choice, show, reset } = store.columns
  useLayoutEffect(() => {
    menu.current?.showPopover()
    menu.current?.querySelector<HTMLElement>('button')?.focus()
  }, [])
  return (
    <div
      class="menu columns-menu"
      role="menu"
      aria-label="Columns"
      popover="auto"
      ref={menu}
      style={{ left: `${Math.max(0, Math.min(place.x, innerWidth - WIDTH - 8))}px`, top: `${place.y}px`, '--top': `${place.y}px` }}
      onToggle={(event) => event.newState === 'closed' && onClose()}
      onKeyDown={(event) => walk(event, menu.current)}
      onContextMenu={(event) => event.preventDefault()}
    >
      {inOrder(choice.value.order)
        .filter((name) => name !== 'name' && name !== 'waterfall')
        .map((name) => (
          <Check
            key={name}
            label={COLUMN_FACTS[name].label}
            action={`column-${name}`}
            isOn={columns.widths[name] !== undefined}
            onToggle={() => show(name, columns.widths[name] === undefined)}
          />
        ))}
      <hr />
      <SpanChecks store={store} />
      <hr />
      <button role="menuitem" tabIndex={-1} data-action="reset-columns" onClick={reset}>
        Reset columns
      </button>
    </div>
  )
}

/** Which spans there are, and where they stand. */
function SpanChecks({ store }: { readonly store: Store }): JSX.Element {
  return (
    <>
      <Check
        label="Key spans only"
        title="Leaves out spans of no GenAI operation; what is under them moves up"
        action="key-only"
        isOn={store.keyOnly.value}
        onToggle={() => store.setKeyOnly(!store.keyOnly.value)}
      />
      <Check
        label="Tools under their calls"
        title="Draws a tool under the call to a model that asked for it, where the id of the tool call says which one"
        action="tools-under-calls"
        isOn={store.toolsUnderCalls.value}
        onToggle={() => store.setToolsUnderCalls(!store.toolsUnderCalls.value)}
      />
    </>
  )
}

interface CheckProps {
  readonly label: string
  readonly title?: string
  readonly action: string
  readonly isOn: boolean
  readonly onToggle: () => void
}

function Check({ label, title, action, isOn, onToggle }: CheckProps): JSX.Element {
  return (
    <button role="menuitemcheckbox" aria-checked={isOn} tabIndex={-1} title={title} data-action={action} onClick={onToggle}>
      {label}
    </button>
  )
}

function walk(event: KeyboardEvent, menu: HTMLElement | null): void {
  // The grid's keys, and DevTools' own Escape, mean nothing here.
  event.stopPropagation()
  const items = [...(menu?.querySelectorAll<HTMLElement>('button') ?? [])]
  const at = items.findIndex((item) => item === document.activeElement)
  const step = STEPS[event.key]
  if (event.key === 'Escape' || event.key === 'Tab') menu?.hidePopover()
  else if (step !== undefined) items[(step(at, items.length) + items.length) % items.length]?.focus()
  else return
  event.preventDefault()
}

const STEPS: { readonly [key: string]: (at: number, count: number) => number } = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
}
