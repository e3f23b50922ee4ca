import type { JSX } from 'preact'
import { isOfFile, mayHaveRaw } from '../store/raw.ts'
import type { Store } from '../store/store.ts'
import { failureOf } from '../trace/failure.ts'
import type { SpanDetail, SpanView } from '../trace/model.ts'
import { UNREAD_MESSAGE } from '../trace/span-words.ts'
import { Foreign } from './foreign.tsx'
import { LongText } from './long-text.tsx'
import { Text } from './message-part.tsx'
import { Section } from './section.tsx'
import { ShowInNetwork } from './show-in-network.tsx'

interface FailureProps {
  readonly store: Store
  readonly span: SpanView
  readonly detail: SpanDetail
}

/** Why it failed: the provider's own words, or why there are none and the way to them; the stack where one was recorded. */
export function Failure({ store, span, detail }: FailureProps): JSX.Element | null {
  if (span.outcome !== 'error') return null
  const { message, status, retryAfter, isUnread, stack } = failureOf(span, detail)
  const facts = [status === undefined ? '' : `HTTP ${status}`, retryAfter === undefined ? '' : `retry-after: ${retryAfter}`]
  const answered = facts.filter((fact) => fact !== '').join(' · ')
  return (
    <Section name="Failed" role="error" note={<Foreign class="chip error" text={span.errorType ?? 'error'} />}>
      {message === undefined ? (
        <p class="remark-inline">{isUnread ? `${UNREAD_MESSAGE.replace('the', 'The')}.` : 'No message came with the error.'}</p>
      ) : (
        <Text text={message} open />
      )}
      {answered !== '' && (
        <div class="faint" data-fact="http">
          {answered}
        </div>
      )}
      {mayHaveRaw(span, detail) && !isOfFile(store, span) && <ShowInNetwork store={store} span={span} detail={detail} />}
      {stack !== undefined && (
        <details class="part" data-part="stack" open>
          <summary>Stack</summary>
          <div class="part-text stack">
            <LongText text={stack} />
          </div>
        </details>
      )}
    </Section>
  )
}
