/** The menu of a row: what it offers of a span, and of a trace. */
import { headOf } from '../../sdk/protocol/cutting.ts'
import { formsOf } from '../store/copy-spans.ts'
import { copyRow } from '../store/copying.ts'
import { grouped, type MenuEntry, type MenuItem } from '../store/context-menu.ts'
import { saveFile } from '../store/files.ts'
import { keyName } from '../store/key-words.ts'
import { keyOf, type RowKey } from '../store/row-key.ts'
import { askAndCopy, isOfFile, mayHaveRaw, type RequestForm } from '../store/raw.ts'
import { closeRoot, openAsRoot } from '../store/root.ts'
import type { Store } from '../store/store.ts'
import { foldingBelow } from '../store/subtree.ts'
import { inQuotes } from '../trace/filter-split.ts'
import { isolated } from '../trace/isolate.ts'
import type { Row, SpanView } from '../trace/model.ts'
import { partsOf, traceKey } from '../trace/span-key.ts'
import { offer } from './offer.ts'
import { isMac } from './use-keys.ts'

/** The row under the mouse, which becomes the selected one; by a key, whose event is the panel's own, the selected one. */
export function offerRow(event: MouseEvent, store: Store): void {
  const clicked = event.target instanceof Element ? event.target.closest('[role=row][id^=row-]') : null
  if (clicked === null && event.isTrusted) return
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
    ...(form.form === 'json' && { hint: keyName('Mod+C', isMac) }),
    run: () => void copyRow(store, key, form),
  }))
  const copy = { id: 'copy', label: 'Copy', entries: [...requestEntries(store, row), ...forms] }
  return grouped([copy], filterEntries(store, row), [...rootEntries(store, row, key), ...foldEntries(store, key)], [saveEntry(store, key)])
}

const IN_A_LABEL = 40

function filterEntries({ filtering, trace }: Store, row: Row): readonly MenuEntry[] {
  const facts = row.type === 'trace' ? [['conversation', row.trace.conversationId] as const] : factsOf(trace.span(row.index))
  return facts.flatMap(([name, value]) => {
    if (value === undefined || value === '') return []
    const term = `${name}:${inQuotes(value)}`
    const words = isolated(value.length > IN_A_LABEL ? `${headOf(value, IN_A_LABEL)}…` : value)
    const checked = { on: filtering.has(term) }
    return [{ id: `filter-${name}`, label: `Filter by ${name}: ${words}`, checked, run: () => filtering.put(term) }]
  })
}

function factsOf({ class: spanClass, subject, model }: SpanView): readonly (readonly [string, string | undefined])[] {
  const isTool = spanClass === 'tool' || spanClass === 'mcp'
  return [
    ['model', model],
    ['agent', spanClass === 'agent' ? subject : undefined],
    ['tool', isTool ? subject : undefined],
  ]
}

function rootEntries(store: Store, row: Row, key: RowKey): readonly MenuEntry[] {
  const { root } = store
  const open = { id: 'open-as-root', label: 'Open as root', run: () => openAsRoot(store, key) }
  const leave = { id: 'leave-root', label: 'Show all rows again', run: () => closeRoot(store) }
  const isOpenable = row.type === 'span' && row.hasChildren && root.value !== key
  return [...(isOpenable ? [open] : []), ...(root.value === undefined ? [] : [leave])]
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
