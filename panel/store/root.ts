/** A span, or trace, opened as the root: only it and what is under it is listed. */
import { batch } from '@preact/signals'
import type { RowKey } from '../trace/span-key.ts'
import type { Store } from './store.ts'

export function openAsRoot(store: Store, key: RowKey): void {
  batch(() => {
    store.root.value = key
    store.select(key)
  })
}

export function closeRoot(store: Store): void {
  store.root.value = undefined
}

/** What it is called; undefined where none is open, or it has gone. */
export function rootName(store: Store): string | undefined {
  const key = store.root.value
  const { trace } = store
  if (key === undefined) return undefined
  const index = trace.find(key)
  if (index !== undefined) {
    const { operation, subject, model } = trace.span(index)
    return `${operation} ${subject || (model ?? '')}`.trim()
  }
  const row = store.rows.value.at(0)
  return row?.type === 'trace' && trace.placeOf(key, store.rows.value) === 0 ? row.trace.name : undefined
}
