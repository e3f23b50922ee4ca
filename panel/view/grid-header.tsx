import { useSignal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { COLUMN_FACTS, isColumnName, type ColumnName } from '../store/column-facts.ts'
import type { MenuItem } from '../store/context-menu.ts'
import type { Columns } from '../store/grid-columns.ts'
import type { Store } from '../store/store.ts'
import type { CssPixels } from '../trace/time-scale.ts'
import { HeaderCell, KEY_STEP } from './header-cell.tsx'
import { MenuButton } from './menu-button.tsx'
import { offer } from './offer.ts'
import { Ruler } from './ruler.tsx'

const STOPS = '[data-column]:not(.unseen), [data-action=columns]'

interface Props {
  readonly store: Store
  readonly columns: Columns
  /** Of the columns; asked for again while it is open. */
  readonly columnsMenu: () => readonly MenuItem[]
  /** Drawn over it, and over the rows below. */
  readonly children?: ComponentChildren
}

/** No tab stop: Up leads here from the first row, and Down back. */
export function GridHeader({ store, columns, columnsMenu, children }: Props): JSX.Element {
  const target = useSignal<ColumnName | undefined>(undefined)
  return (
    <div
      class="grid-header"
      role="rowgroup"
      onKeyDown={(event) => onHeaderKey(event, store, columns)}
      onContextMenu={(event) => offer(event, { label: 'Columns', items: columnsMenu, stays: true })}
    >
      <div class="grid-columns" role="row" aria-rowindex={1}>
        {columns.order.map((name, index) =>
          name === 'waterfall' ? (
            <Ruler key={name} store={store} label={COLUMN_FACTS.waterfall.label} width={columns.widths.waterfall ?? 0} place={index + 1}>
              {/* In the last cell: a group of rows has nothing but rows. */}
              <MenuButton store={store} action="columns" label="Columns" items={columnsMenu} stays class="columns-button" tabIndex={-1}>
                ⋮
              </MenuButton>
            </Ruler>
          ) : (
            <HeaderCell key={name} store={store} columns={columns} name={name} index={index} target={target} />
          ),
        )}
      </div>
      {children}
    </div>
  )
}

function focusGrid(): void {
  document.querySelector<HTMLElement>('[role=treegrid]')?.focus()
}

/** The column that is sorted by, or the first. */
export function focusHeader(grid: Element): void {
  const cell = grid.querySelector<HTMLElement>('[data-column]:is([aria-sort=ascending], [aria-sort=descending])')
  ;(cell ?? grid.querySelector<HTMLElement>(STOPS))?.focus()
}

/** Arrows walk; with Shift they make the column narrower and wider, with Alt they move it. Enter and Space sort. */
function onHeaderKey(event: KeyboardEvent, store: Store, columns: Columns): void {
  const { currentTarget, target, key } = event
  if (!(currentTarget instanceof HTMLElement) || !(target instanceof HTMLElement) || !target.matches(STOPS)) return
  if (event.ctrlKey || event.metaKey) return
  const stops = [...currentTarget.querySelectorAll<HTMLElement>(STOPS)]
  const at = stops.indexOf(target)
  const step = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0
  const name = isColumnName(target.dataset.column) ? target.dataset.column : undefined
  if (key === 'Enter' || key === ' ') target.click()
  else if (key === 'ArrowDown' || key === 'Escape') focusGrid()
  else if (key === 'Home' || key === 'End') stops.at(key === 'Home' ? 0 : -1)?.focus()
  else if (step === 0) return
  else if (event.shiftKey) resizeBy(store, columns, name, step * KEY_STEP)
  else if (event.altKey) moveBy(store, name, stops[at + step])
  else stops[at + step]?.focus()
  event.preventDefault()
  event.stopPropagation()
}

function resizeBy(store: Store, { widths }: Columns, name: ColumnName | undefined, by: CssPixels): void {
  if (name !== undefined) store.columns.resize(name, (widths[name] ?? 0) + by)
}

function moveBy(store: Store, name: ColumnName | undefined, next: HTMLElement | undefined): void {
  const to = next?.dataset.column
  if (name === undefined || !isColumnName(to)) return
  store.columns.move(name, to)
  // The cell was moved in the document, and may have lost the focus.
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-column=${name}]`)?.focus())
}
