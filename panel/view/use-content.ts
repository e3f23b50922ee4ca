import { useRef } from 'preact/hooks'
import type { SpanContent } from '../../sdk/protocol/records.ts'
import type { Store } from '../store/store.ts'
import type { SpanIndex } from '../trace/model.ts'
import { spanKey } from '../trace/span-key.ts'
import { u32 } from '../trace/table.ts'
import { useDetail } from './use-detail.ts'

/** What another span says in words; read once for each record that came, not with each frame. */
export function useContent(store: Store, index: SpanIndex | undefined): SpanContent | 'reading' | undefined {
  const span = index === undefined ? undefined : store.trace.span(index)
  const key = span && `${spanKey(span)} ${u32(store.trace.tables.spans.columns.seq, span.index)}`
  const kept = useRef<{ readonly key: string; readonly content: SpanContent | undefined } | undefined>(undefined)
  const isKept = kept.current !== undefined && kept.current.key === key
  const detail = useDetail(store, isKept ? undefined : span)
  if (isKept) return kept.current?.content
  if (detail === 'reading') return 'reading'
  if (detail === undefined || key === undefined || !('record' in detail)) return undefined
  kept.current = { key, content: detail.record.content }
  return detail.record.content
}
