/** The menu of the grid's header: which columns and spans there are. */
import { COLUMN_FACTS } from '../store/column-facts.ts'
import { grouped, type MenuItem } from '../store/context-menu.ts'
import { inOrder, type Columns } from '../store/grid-columns.ts'
import type { Store } from '../store/store.ts'

export function columnItems({ columns, keyOnly, setKeyOnly }: Store, { widths }: Columns): readonly MenuItem[] {
  const choices = inOrder(columns.choice.value.order)
    .filter((name) => name !== 'name' && name !== 'waterfall')
    .map((name) => ({
      id: `column-${name}`,
      label: COLUMN_FACTS[name].label,
      checked: { on: widths[name] !== undefined },
      run: () => columns.show(name, widths[name] === undefined),
    }))
  const keySpans = {
    id: 'key-only',
    label: 'Key spans only',
    title: 'Leaves out spans of no GenAI operation; what is under them moves up',
    checked: { on: keyOnly.value },
    run: () => setKeyOnly(!keyOnly.value),
  }
  return grouped(choices, [keySpans], [{ id: 'reset-columns', label: 'Reset columns', run: columns.reset }])
}
