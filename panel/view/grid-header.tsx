import type { JSX } from 'preact'
import { COLUMNS, type ColumnName, type Columns } from '../store/grid-columns.ts'
import type { Store } from '../store/store.ts'
import { waterfallScale, waterfallTicks } from '../store/waterfall.ts'

const LABELS: { readonly [name in ColumnName]: string } = {
  name: 'Name',
  status: 'Status',
  model: 'Model',
  duration: 'Duration',
  tokens: 'Tokens in → out',
  waterfall: 'Waterfall',
}

export function GridHeader({ store, columns }: { readonly store: Store; readonly columns: Columns }): JSX.Element {
  return (
    <div class="grid-header" role="rowgroup">
      <div class="grid-columns" role="row" aria-rowindex={1}>
        {COLUMNS.slice(0, -1).map((name, index) => (
          <div key={name} class={classOf(name, columns)} role="columnheader" aria-colindex={index + 1}>
            {name === 'tokens' && columns.widths.model === undefined ? 'Tokens' : LABELS[name]}
          </div>
        ))}
        <Ruler store={store} width={columns.widths.waterfall ?? 0} />
      </div>
    </div>
  )
}

function classOf(name: ColumnName, columns: Columns): string {
  const unseen = columns.widths[name] === undefined ? 'unseen' : ''
  return name === 'duration' || name === 'tokens' ? `number ${unseen}` : unseen
}

function Ruler({ store, width }: { readonly store: Store; readonly width: number }): JSX.Element {
  const scale = waterfallScale(store.range.value, width, store.zoom.value === undefined)
  return (
    <div class="ruler" role="columnheader" aria-colindex={COLUMNS.length}>
      <span class="unseen">{LABELS.waterfall}</span>
      {waterfallTicks(scale, store.fullRange.value.start).map(({ x, label }) => (
        <span key={label} class="tick" aria-hidden="true" style={{ left: `${x}px` }}>
          {label}
        </span>
      ))}
    </div>
  )
}
