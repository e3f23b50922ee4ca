import type { JSX } from 'preact'
import { isOfFile } from '../store/raw.ts'
import type { Store } from '../store/store.ts'
import { cellText } from '../store/cell-text.ts'
import { formatDuration } from '../trace/format.ts'
import type { SpanDetail, SpanView } from '../trace/model.ts'
import { spanKey } from '../trace/span-key.ts'
import { attemptOf } from '../trace/span-words.ts'
import { triesOf, type Try } from '../trace/tries.ts'
import { Foreign } from './foreign.tsx'
import { Section } from './section.tsx'
import { ShowInNetwork } from './show-in-network.tsx'
import { SpanButton } from './span-button.tsx'

interface Props {
  readonly store: Store
  readonly span: SpanView
  readonly detail: SpanDetail
}

/** Of a call that is the retry of another one, or has one: both, and the waits between them. */
export function Attempts({ store, span, detail }: Props): JSX.Element | null {
  const { trace } = store
  const attempt = attemptOf(detail)
  const tries = triesOf(detail.record)
  if (tries.length > 0) return <Tries store={store} span={span} detail={detail} tries={tries} />
  const attempts = trace.attempts(span.index)
  const before = attempts.before === undefined ? undefined : trace.span(attempts.before)
  const after = attempts.after === undefined ? undefined : trace.span(attempts.after)
  if (attempt === undefined && after === undefined) return null
  const number = attempt ?? 1
  return (
    <Section name={`Attempt ${number}`} role="attempts">
      {before !== undefined && (
        <div class="related">
          Before <SpanButton store={store} to={spanKey(before)} as="attempt-before" />
          <span class="faint">{waitWords(before.end, span.start)}</span>
        </div>
      )}
      {attempt !== undefined && before === undefined && <p class="remark-inline">The attempt before it is not here any more.</p>}
      {after !== undefined && (
        <div class="related">
          Then <SpanButton store={store} to={spanKey(after)} as="attempt-after" />
          <span class="faint">{waitWords(span.end, after.start)}</span>
        </div>
      )}
    </Section>
  )
}

/** Within one span of the client's. */
function Tries({ store, span, detail, tries }: Props & { readonly tries: readonly Try[] }): JSX.Element {
  // A span that failed has the way there beside its failure.
  const leads = span.outcome !== 'error' && tries.some(({ failed }) => failed) && !isOfFile(store, span)
  return (
    <Section name={tries.length === 1 ? '1 attempt' : `${tries.length} attempts`} role="attempts">
      {tries.map(({ words, end }, index) => (
        <div class="related" key={index}>
          {index + 1}. <Foreign text={cellText(words.join(' · '))} />
          <span class="faint">+{formatDuration(Math.max(0, end - span.start))}</span>
        </div>
      ))}
      {leads && <ShowInNetwork store={store} span={span} detail={detail} />}
    </Section>
  )
}

function waitWords(from: number | undefined, to: number | undefined): string {
  return from === undefined || to === undefined ? '' : `waited ${formatDuration(Math.max(0, to - from))}`
}
