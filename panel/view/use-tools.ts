import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { Message, Milliseconds, SpanContent } from '../../sdk/protocol/records.ts'
import type { HistoryStep } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import { pairTools } from '../store/tool-pairs.ts'
import type { SpanIndex, SpanView } from '../trace/model.ts'
import { spanKey, type RowKey } from '../trace/span-key.ts'
import { toolSpansOf, type AskedCall } from '../trace/tool-spans.ts'
import type { CallTools } from './tool-block.tsx'
import { useContent } from './use-content.ts'
import type { Want } from './whole.tsx'

/** While spans come, their tools are looked for so often. */
const PAUSE: Milliseconds = 500

interface Shown {
  readonly content: SpanContent
  readonly steps: readonly HistoryStep[]
  readonly next: SpanIndex | undefined
  readonly pathOf: (message: number) => string
  readonly want: Want | undefined
}

const NOTHING: readonly Message[] = []

/** What belongs to the tool calls that a call asks for, and to those of its history. */
export function useTools(store: Store, span: SpanView, { content, steps, next, pathOf, want }: Shown): CallTools {
  const after = useContent(store, span.class === 'inference' ? next : undefined)
  const sent = after === 'reading' ? NOTHING : (after?.inputMessages ?? NOTHING)
  const pairs = useMemo(() => {
    const folded = new Set(steps.flatMap((step) => (step.type === 'same' ? range(step.from, step.to) : [])))
    return pairTools(content, { isOpen: (message) => !folded.has(message), pathOf, next: sent })
  }, [content, steps, sent])
  const until = next === undefined ? undefined : store.trace.span(next).start
  return { store, pairs, spans: useToolSpans(store, span, pairs.calls, until), want }
}

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, at) => from + at)

function useToolSpans(
  store: Store,
  span: SpanView,
  calls: readonly AskedCall[],
  until: Milliseconds | undefined,
): ReadonlyMap<string, SpanIndex> {
  const found = useSignal<{ readonly of: RowKey; readonly keys: ReadonlyMap<string, RowKey> } | undefined>(undefined)
  const last = useRef(0)
  const { trace } = store
  const key = spanKey(span)
  useEffect(() => {
    if (calls.length === 0) return undefined
    let isOver = false
    const look = async (): Promise<void> => {
      last.current = performance.now()
      const spans = await toolSpansOf(trace, span, calls, until)
      if (isOver) return
      found.value = { of: key, keys: new Map([...spans].map(([call, index]) => [call, spanKey(trace.span(index))])) }
    }
    const timer = setTimeout(() => void look(), found.peek()?.of === key ? Math.max(0, last.current + PAUSE - performance.now()) : 0)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [key, trace.size, calls.map(({ id, name }) => `${id} ${name}`).join(), until])
  const keys = found.value?.of === key ? found.value.keys : undefined
  const indices = [...(keys ?? [])].flatMap(([call, row]) => {
    const index = trace.find(row)
    return index === undefined ? [] : [[call, index] as const]
  })
  return new Map(indices)
}
