import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { Store } from '../store/store.ts'
import type { SpanView } from '../trace/model.ts'
import { spanKey } from '../trace/span-key.ts'

/** What grows is looked at no sooner again. */
const GROWS_EVERY: Milliseconds = 300

interface Run {
  readonly key: string
  /** Something came while it ran. */
  again: boolean
}

/** What `find` finds for a span: anew when spans came, and now and then while it `grows`; until then what it found before. */
export function useRelated<T>(store: Store, span: SpanView, grows: boolean, find: () => Promise<T>): T | undefined {
  const key = spanKey(span)
  const found = useSignal<{ readonly key: string; readonly value: T } | undefined>(undefined)
  const running = useRef<Run | undefined>(undefined)
  const latest = useRef(find)
  latest.current = find
  const go = async (): Promise<void> => {
    const run = { key, again: false }
    running.current = run
    // A span may go while it is looked at.
    const value = await latest.current().catch(() => undefined)
    if (running.current !== run) return
    running.current = undefined
    if (value !== undefined) found.value = { key, value }
    if (run.again) void go()
  }
  useEffect(() => {
    if (running.current?.key === key) running.current.again = true
    else void go()
  }, [key, span.outcome, store.trace.size, grows ? Math.floor(store.now.value / GROWS_EVERY) : 0])
  useEffect(() => () => void (running.current = undefined), [])
  return found.value?.key === key ? found.value.value : undefined
}
