import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Store } from '../store/store.ts'
import type { SpanDetail, SpanView } from '../trace/model.ts'
import { spanKey } from '../trace/span-key.ts'

/** What lies beside the row of a span; of a span of a file it has to be read first, and the file may have changed since it was opened. */
export type ReadDetail = SpanDetail | 'reading' | { readonly failed: string }

export function useDetail(store: Store, span: SpanView | undefined): ReadDetail | undefined {
  const { trace } = store
  const key = span && spanKey(span)
  const known = span && trace.detail(span.index)
  const answer = useSignal<{ readonly key: string; readonly detail: ReadDetail } | undefined>(undefined)
  useEffect(() => {
    if (span === undefined || key === undefined || known !== undefined) return undefined
    let isOver = false
    const come = (detail: ReadDetail): void => {
      if (!isOver) answer.value = { key, detail }
    }
    trace.readDetail(span.index).then(come, (error: unknown) => come({ failed: error instanceof Error ? error.message : String(error) }))
    return () => (isOver = true)
    // What could not be read of a packed file can be once that was read.
  }, [key, known === undefined, store.reading.value === undefined])
  if (key === undefined) return undefined
  return known ?? (answer.value?.key === key ? answer.value.detail : 'reading')
}
