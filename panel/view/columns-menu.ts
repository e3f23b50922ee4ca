/** The menu of the grid's header: which columns and spans there are. */
import { COLUMN_FACTS } from '../store/column-facts.ts'
import { grouped, type MenuItem } from '../store/context-menu.ts'
import { inOrder, type Columns } from '../store/grid-columns.ts'
import type { Store } from '../store/store.ts'

export function columnItems(store: Store, { widths }: Columns): readonly MenuItem[] {
  const { columns, keyOnly, toolsUnderCalls } = store
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
    run: () => store.setKeyOnly(!keyOnly.value),
  }
  const tools = {
    id: 'tools-under-calls',
    label: 'Tools under their calls',
    title: 'Draws a tool under the call to a model that asked for it, where the id of the tool call says which one',
    checked: { on: toolsUnderCalls.value },
    run: () => store.setToolsUnderCalls(!toolsUnderCalls.value),
  }
  return grouped(choices, [keySpans, tools], [{ id: 'reset-columns', label: 'Reset columns', run: columns.reset }])
}
