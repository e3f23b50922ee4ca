import { batch } from '@preact/signals'
import type { SpanIndex } from '../trace/model.ts'
import { spanKey, traceKey } from '../trace/span-key.ts'
import type { Store } from './store.ts'

/** Selects a span, unfolds what it lies in, and opens its details. */
export function reveal(store: Store, index: SpanIndex): void {
  const { trace } = store
  const span = trace.span(index)
  const open = new Set(store.collapsed.peek())
  open.delete(traceKey(span))
  for (let above = span.parent; above !== undefined; above = trace.span(above).parent) open.delete(spanKey(trace.span(above)))
  batch(() => {
    for (const key of store.collapsed.peek()) if (!open.has(key)) store.toggle(key)
    store.select(spanKey(span))
    store.detailsOpen.value = true
  })
}
