import type { JSX } from 'preact'
import { toolCallsOf } from '../store/related.ts'
import type { Store } from '../store/store.ts'
import type { SpanDetail, SpanView } from '../trace/model.ts'
import { Section } from './section.tsx'
import { SpanButton } from './span-button.tsx'
import { useRelated } from './use-related.ts'

interface Props {
  readonly store: Store
  readonly span: SpanView
  readonly detail: SpanDetail
}

/** Of a tool: the call that asked for it, and the call that got its result. */
export function ToolCalls({ store, span, detail }: Props): JSX.Element | null {
  const { askedBy, wentTo } = useRelated(store, span, false, () => toolCallsOf(store.trace, span, detail)) ?? {}
  if (askedBy === undefined && wentTo === undefined) return null
  return (
    <Section name="Calls" role="calls">
      {askedBy !== undefined && (
        <div class="related">
          Asked for by <SpanButton store={store} to={askedBy} as="asked-by" />
        </div>
      )}
      {wentTo !== undefined && (
        <div class="related">
          Result went to <SpanButton store={store} to={wentTo} as="went-to" />
        </div>
      )}
    </Section>
  )
}
