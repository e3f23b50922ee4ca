/** Copies what the user asks for, and says that it did. */
import type { RowKey } from '../trace/span-key.ts'
import { copyText } from './clipboard.ts'
import { copySpans, type FormWords } from './copy-spans.ts'
import type { Store } from './store.ts'

/** A text at hand. `what`: in "Copied …". */
export function copyValue(store: Store, text: string, what: string): void {
  tell(store, copyText(text), text, what)
}

/** A span or a trace, in one of its forms. Its words may lie in a file. */
export async function copyRow(store: Store, key: RowKey, { form, what }: FormWords): Promise<void> {
  try {
    const text = await copySpans(store.host.trace, key, form)
    tell(store, copyText(text), text, what)
  } catch (error) {
    store.notice.value = { kind: 'warning', text: error instanceof Error ? error.message : String(error) }
  }
}

function tell(store: Store, isThere: boolean, text: string, what: string): void {
  if (isThere) store.remark.say(`Copied ${what} · ${text.length.toLocaleString('en')} ${text.length === 1 ? 'character' : 'characters'}`)
  else store.notice.value = { kind: 'warning', text: 'The browser keeps the clipboard closed here. Click into the panel and copy again.' }
}
