import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { neighbours } from '../store/conversation.ts'
import type { Store } from '../store/store.ts'
import type { SpanIndex, SpanView } from '../trace/model.ts'
import { spanKey, type RowKey } from '../trace/span-key.ts'
import type { Milliseconds } from '../../sdk/protocol/records.ts'

/** Among so many spans looking again costs nothing that is felt. */
const FEW = 20_000
const PAUSE: Milliseconds = 500

interface Found {
  readonly of: RowKey
  readonly size: number
  readonly at: Milliseconds
  readonly previous: RowKey | undefined
  readonly next: RowKey | undefined
}

/** The call before and the call after, looked for again when spans came; among many spans only now and then. */
export function useNeighbours(
  store: Store,
  span: SpanView,
): { readonly previous: SpanIndex | undefined; readonly next: SpanIndex | undefined } {
  const { trace } = store
  const kept = useRef<Found | undefined>(undefined)
  const turn = useSignal(0)
  const key = spanKey(span)
  const isOld = kept.current?.of !== key || kept.current.size !== trace.size
  const isDue = trace.size < FEW || kept.current?.of !== key || performance.now() - kept.current.at > PAUSE
  if (isOld && isDue) kept.current = find(store, span)
  const waits = isOld && !isDue
  void turn.value
  useEffect(() => {
    if (!waits) return undefined
    const again = setTimeout(() => turn.value++, PAUSE)
    return () => clearTimeout(again)
  }, [waits])
  const indexOf = (found: RowKey | undefined) => (found === undefined ? undefined : trace.find(found))
  return { previous: indexOf(kept.current?.previous), next: indexOf(kept.current?.next) }
}

function find({ trace }: Store, span: SpanView): Found {
  const { previous, next } = neighbours(trace, span)
  const keyOf = (index: SpanIndex | undefined) => (index === undefined ? undefined : spanKey(trace.span(index)))
  return { of: spanKey(span), size: trace.size, at: performance.now(), previous: keyOf(previous), next: keyOf(next) }
}
