import type { ComponentChildren, JSX } from 'preact'
import { COLUMNS, type ColumnName, type Columns } from '../store/grid-columns.ts'
import type { Store } from '../store/store.ts'
import { Ruler } from './ruler.tsx'

const LABELS: { readonly [name in ColumnName]: string } = {
  name: 'Name',
  status: 'Status',
  model: 'Model',
  duration: 'Duration',
  tokens: 'Tokens in → out',
  waterfall: 'Waterfall',
}

interface Props {
  readonly store: Store
  readonly columns: Columns
  /** Drawn over it, and over the rows below. */
  readonly children?: ComponentChildren
}

export function GridHeader({ store, columns, children }: Props): JSX.Element {
  return (
    <div class="grid-header" role="rowgroup">
      <div class="grid-columns" role="row" aria-rowindex={1}>
        {COLUMNS.slice(0, -1).map((name, index) => (
          <div key={name} class={classOf(name, columns)} role="columnheader" aria-colindex={index + 1}>
            {name === 'tokens' && columns.widths.model === undefined ? 'Tokens' : LABELS[name]}
          </div>
        ))}
        <Ruler store={store} label={LABELS.waterfall} width={columns.widths.waterfall ?? 0} />
      </div>
      {children}
    </div>
  )
}

function classOf(name: ColumnName, columns: Columns): string {
  const unseen = columns.widths[name] === undefined ? 'unseen' : ''
  return name === 'duration' || name === 'tokens' ? `number ${unseen}` : unseen
}
