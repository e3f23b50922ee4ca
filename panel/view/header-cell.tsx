import { useSignal, type Signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useRef } from 'preact/hooks'
import { COLUMN_FACTS } from '../store/column-facts.ts'
import type { ColumnName, Columns } from '../store/grid-columns.ts'
import type { Store } from '../store/store.ts'
import type { SortBy } from '../trace/model.ts'
import type { CssPixels } from '../trace/time-scale.ts'

interface Props {
  readonly store: Store
  readonly columns: Columns
  readonly name: SortBy
  readonly index: number
  /** The column whose place a dragged one would take. */
  readonly target: Signal<ColumnName | undefined>
}

/** A shaky click is no drag. */
const LEAST_DRAG: CssPixels = 5
export const KEY_STEP: CssPixels = 8

/** A click sorts, a drag of it moves the column, a drag of its edge makes it wider. */
export function HeaderCell(props: Props): JSX.Element {
  const { store, columns, name, index, target } = props
  const { label, short = label, title } = COLUMN_FACTS[name]
  const sort = store.sort.value?.by === name ? (store.sort.value.down ? 'descending' : 'ascending') : undefined
  const drag = useColumnDrag(props)
  return (
    <div
      class={classOf(name, columns, target.value)}
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={sort ?? 'none'}
      tabIndex={-1}
      data-column={name}
      title={`${title}.\nClick: sort · drag: move · right click: columns`}
      {...drag}
    >
      <span class="label">{columns.widths.model === undefined || sort !== undefined ? short : label}</span>
      {sort !== undefined && (
        <span class="sorted" aria-hidden="true">
          {sort === 'ascending' ? '▲' : '▼'}
        </span>
      )}
      <Edge store={store} columns={columns} name={name} />
    </div>
  )
}

function classOf(name: ColumnName, columns: Columns, target: ColumnName | undefined): string {
  const words = [COLUMN_FACTS[name].isNumber ? 'number' : '', columns.widths[name] === undefined ? 'unseen' : '']
  return [...words, target === name ? 'target' : ''].filter((word) => word !== '').join(' ')
}

function useColumnDrag({ store, name, target }: Props): JSX.HTMLAttributes<HTMLDivElement> {
  const from = useRef<CssPixels | undefined>(undefined)
  const wasDragged = useRef(false)
  const end = (): void => {
    from.current = undefined
    target.value = undefined
  }
  return {
    onPointerDown(event) {
      wasDragged.current = false
      if (event.button !== 0) return
      from.current = event.clientX
      // At once: a quick mouse is elsewhere with its first move.
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove(event) {
      if (from.current === undefined || name === 'name') return
      if (!wasDragged.current && Math.abs(event.clientX - from.current) < LEAST_DRAG) return
      wasDragged.current = true
      const over = columnAt(event)
      target.value = over === name ? undefined : over
    },
    onPointerUp() {
      if (target.value !== undefined) store.columns.move(name, target.value)
      end()
    },
    onPointerCancel: end,
    onClick() {
      if (!wasDragged.current) store.sortBy(name)
      wasDragged.current = false
    },
  }
}

function columnAt({ clientX, clientY }: PointerEvent): ColumnName | undefined {
  const cell = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-column]')
  const name = cell?.dataset.column
  return name === 'name' ? undefined : (name as ColumnName | undefined)
}

/** For the mouse; keys have Shift and the arrows. */
function Edge({ store, columns, name }: Pick<Props, 'store' | 'columns' | 'name'>): JSX.Element {
  const drag = useSignal<{ readonly x: CssPixels; readonly width: CssPixels } | undefined>(undefined)
  return (
    <span
      class="edge"
      data-edge={name}
      onPointerDown={(event) => {
        event.stopPropagation()
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.value = { x: event.clientX, width: columns.widths[name] ?? 0 }
      }}
      onPointerMove={(event) => {
        const from = drag.value
        if (from !== undefined) store.columns.resize(name, from.width + event.clientX - from.x)
      }}
      onPointerUp={() => (drag.value = undefined)}
      onPointerCancel={() => (drag.value = undefined)}
      onClick={(event) => event.stopPropagation()}
      onDblClick={() => store.columns.resize(name, undefined)}
    />
  )
}
