/** Keys of the whole panel that belong to no part of it, and the menu that any part of it offers. */
import { formsOf } from '../store/copy-spans.ts'
import { copyRow, copyValue } from '../store/copying.ts'
import type { Store } from '../store/store.ts'
import { offerOf } from './offer.ts'
import { useKeys } from './use-keys.ts'

export function usePanelKeys(store: Store): void {
  useKeys({
    record: () => store.host.setRecording(!store.hostState.peek().recording),
    clear: store.clear,
    copy: () => copySelectedRow(store),
    menu: openByKey,
    help: () => void (store.help.value = true),
  })
}

const [JSON_FORM] = formsOf('other')

/** Where words are marked, or another part has the focus, the key is the browser's. */
function copySelectedRow(store: Store): void | false {
  const key = store.selected.value
  const isInGrid = document.activeElement?.getAttribute('role') === 'treegrid'
  if (!isInGrid || key === undefined || JSON_FORM === undefined || !(getSelection()?.isCollapsed ?? true)) return false
  void copyRow(store, key, JSON_FORM)
  return undefined
}

/** Events of this module's own making. */
const byKey = new WeakSet<Event>()

/** As a right click on what has the focus; of the grid, on its row. */
function openByKey(): void | false {
  const focused = document.activeElement
  if (focused === null || focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement) return false
  const row = document.getElementById(focused.getAttribute('aria-activedescendant') ?? '')
  const { left, bottom, width } = (row ?? focused).getBoundingClientRect()
  const event = new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: left + Math.min(24, width / 2), clientY: bottom })
  byKey.add(event)
  focused.dispatchEvent(event)
  return undefined
}

/** Opens what the innermost element offered; where nobody offers anything, the browser's own menu stays. */
export function openMenu(event: MouseEvent, store: Store): void {
  const offered = offerOf(event)
  const marked = getSelection()?.toString() ?? ''
  const isText = event.target instanceof HTMLInputElement
  if (isText || (offered === undefined && marked === '')) return
  event.preventDefault()
  const copyMarked = { id: 'copy-marked', label: 'Copy marked text', run: () => copyValue(store, marked, 'the marked text') }
  const stays = offered?.stays === true
  const now = offered?.items(store) ?? []
  const items = () => {
    const own = stays ? offered.items(store) : now
    return marked === '' || byKey.has(event) ? own : [copyMarked, ...(own.length === 0 ? [] : ['line' as const, ...own])]
  }
  const from = document.activeElement
  store.menu.show({ label: offered?.label ?? 'Text', items, stays, x: event.clientX, y: event.clientY, byKeys: byKey.has(event), from })
}
