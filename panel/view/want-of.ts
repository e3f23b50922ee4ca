import type { Store } from '../store/store.ts'
import type { SpanView } from '../trace/model.ts'
import type { Want } from './whole.tsx'

/** The page that a file came from cannot be asked any more. */
export function wantOf(store: Store, span: SpanView): Want | undefined {
  const source = store.trace.source(span.index)
  return source.document.startsWith('file:') ? undefined : (path) => store.host.want(source, `${span.spanId}/${path}`)
}
