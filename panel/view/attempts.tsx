import type { JSX } from 'preact'
import { attemptsOf } from '../store/related.ts'
import type { Store } from '../store/store.ts'
import { formatDuration } from '../trace/format.ts'
import type { SpanDetail, SpanIndex, SpanView } from '../trace/model.ts'
import { attemptOf } from '../trace/span-words.ts'
import { Section } from './section.tsx'
import { SpanButton } from './span-button.tsx'
import { useRelated } from './use-related.ts'

interface Props {
  readonly store: Store
  readonly span: SpanView
  readonly detail: SpanDetail
}

/** Of a call that is the retry of another one, or has one: both, and the waits between them. */
export function Attempts({ store, span, detail }: Props): JSX.Element | null {
  const attempts = useRelated(store, span, false, () => attemptsOf(store.trace, store.rows.peek(), span, detail))
  const attempt = attemptOf(detail)
  const { before, after } = attempts ?? {}
  if (attempt === undefined && after === undefined) return null
  const wait = (from: number | undefined, to: number): string => (from === undefined ? '' : `waited ${formatDuration(to - from)}`)
  const at = (index: SpanIndex): SpanView => store.trace.span(index)
  const number = attempt ?? 1
  return (
    <Section name={`Attempt ${number}`} role="attempts">
      {before !== undefined && (
        <div class="related">
          Before <SpanButton store={store} index={before} as="attempt-before" />
          <span class="faint">{wait(at(before).end, span.start)}</span>
        </div>
      )}
      {attempt !== undefined && attempts !== undefined && before === undefined && (
        <p class="remark-inline">The attempt before it is not here any more.</p>
      )}
      {after !== undefined && (
        <div class="related">
          Then <SpanButton store={store} index={after} as="attempt-after" />
          <span class="faint">{wait(span.end, at(after).start)}</span>
        </div>
      )}
    </Section>
  )
}
