/** The menu of a row: what it offers of a span, and of a trace. */
import { formsOf } from '../store/copy-spans.ts'
import { copyRow } from '../store/copying.ts'
import { grouped, type MenuEntry, type MenuItem } from '../store/context-menu.ts'
import { saveFile } from '../store/files.ts'
import { keyOf, type RowKey } from '../store/row-key.ts'
import { askAndCopy, isOfFile, mayHaveRaw, type RequestForm } from '../store/raw.ts'
import type { Store } from '../store/store.ts'
import { foldingBelow } from '../store/subtree.ts'
import type { Row } from '../trace/model.ts'
import { partsOf, traceKey } from '../trace/span-key.ts'
import { offer } from './offer.ts'

/** The row under the mouse, which becomes the selected one; by a key, the selected one. */
export function offerRow(event: MouseEvent, store: Store): void {
  const clicked = event.target instanceof Element ? event.target.closest('[role=row][id^=row-]') : null
  const position = clicked === null ? store.selectedRow.value : Number(clicked.id.slice('row-'.length))
  const row = store.rows.value.at(position)
  if (row === undefined) return
  store.select(keyOf(row, store.trace))
  offer(event, { label: row.type === 'trace' ? 'Trace' : 'Span', items: () => itemsOf(store, row) })
}

function itemsOf(store: Store, row: Row): readonly MenuItem[] {
  const key = keyOf(row, store.trace)
  const spanClass = row.type === 'trace' ? 'trace' : store.trace.span(row.index).class
  const forms = formsOf(spanClass).map((form) => ({
    id: `copy-${form.form}`,
    label: form.label,
    ...(form.form === 'json' && { hint: 'Ctrl+C' }),
    run: () => void copyRow(store, key, form),
  }))
  return grouped([{ id: 'copy', label: 'Copy', entries: [...requestEntries(store, row), ...forms] }], foldEntries(store, key), [
    saveEntry(store, key),
  ])
}

/** Whether the page has the request is known when it is asked. */
function requestEntries(store: Store, row: Row): readonly MenuEntry[] {
  if (row.type === 'trace') return []
  const span = store.trace.span(row.index)
  const detail = isOfFile(store, span) ? undefined : store.trace.detail(row.index)
  if (detail === undefined || !mayHaveRaw(span, detail)) return []
  const entry = (form: RequestForm, label: string): MenuEntry => ({
    id: `copy-${form}`,
    label,
    run: () => void askAndCopy(store, span, form),
  })
  return [entry('curl', 'Copy as cURL'), entry('fetch', 'Copy as fetch')]
}

function foldEntries(store: Store, key: RowKey): readonly MenuEntry[] {
  const keys = foldingBelow(store.host.trace, key)
  if (keys.length === 0) return []
  return [
    { id: 'expand-all', label: 'Expand all below', run: () => store.fold(keys, false) },
    { id: 'collapse-all', label: 'Collapse all below', run: () => store.fold(keys, true) },
  ]
}

function saveEntry(store: Store, key: RowKey): MenuEntry {
  const parts = partsOf(key)
  const of = parts === undefined ? key : traceKey(parts)
  return {
    id: 'save-this',
    label: 'Save this trace',
    entries: [
      { id: 'save-this-with-content', label: 'Messages included', run: () => void saveFile(store, true, of) },
      { id: 'save-this-without-content', label: 'Without messages', run: () => void saveFile(store, false, of) },
    ],
  }
}
