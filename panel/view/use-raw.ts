import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { RawRequest, RawResponse } from '../../sdk/protocol/raw.ts'
import { askRequest, askResponse, type NoRawReason } from '../store/raw.ts'
import type { Store } from '../store/store.ts'
import type { SpanView } from '../trace/model.ts'
import { spanKey } from '../trace/span-key.ts'

/** While an answer streams, what came is asked for so often: the page frees all of it of credentials each time. */
const AGAIN_MS = 1_000

export interface Raw {
  readonly request: RawRequest | NoRawReason
  readonly response: RawResponse | undefined
}

/** Asks the page when somebody looks, and again while the call runs; `undefined` until it has answered. */
export function useRaw(store: Store, span: SpanView): Raw | undefined {
  const raw = useSignal<Raw | undefined>(undefined)
  useEffect(() => {
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      const [request, response] = await Promise.all([askRequest(store, span), askResponse(store, span)])
      if (isOver) return
      raw.value = { request, response }
      if (span.outcome === 'running') timer = setTimeout(() => void look(), AGAIN_MS)
    }
    void look()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [spanKey(span), span.outcome, span.firstChunk])
  return raw.value
}
