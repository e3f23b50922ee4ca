import type { ComponentChildren, JSX } from 'preact'
import { talkOf } from '../store/related.ts'
import type { Store } from '../store/store.ts'
import type { SpanView } from '../trace/model.ts'
import type { RowKey } from '../trace/span-key.ts'
import { LiveAnswer } from './live-answer.tsx'
import { MessageSection } from './message-section.tsx'
import { SpanButton } from './span-button.tsx'
import { useRelated } from './use-related.ts'
import { wantOf } from './want-of.ts'
import type { Want } from './whole.tsx'

interface Props {
  readonly store: Store
  readonly span: SpanView
  /** Said where its calls say nothing either. */
  readonly children: ComponentChildren
}

/** Of an agent that says nothing itself: its first question and its last answer, each with the call that it came from. */
export function Talk({ store, span, children }: Props): JSX.Element {
  const talk = useRelated(store, span, span.outcome === 'running', () => talkOf(store.trace, span.index))
  if (talk === undefined) return <></>
  const { asked, answered } = talk
  if (asked === undefined && answered === undefined) return <>{children}</>
  return (
    <>
      {asked !== undefined && (
        <>
          <From store={store} to={asked.key} as="first-question" words="First question, in" />
          <MessageSection message={asked.message} path={`inputMessages/${asked.at}`} want={wantAt(store, asked.key)} />
        </>
      )}
      {answered !== undefined && (
        <>
          <From store={store} to={answered.key} as="last-answer" words="Last answer, in" />
          <Answered store={store} answered={answered} />
        </>
      )}
    </>
  )
}

function Answered({ store, answered: { key, detail } }: { readonly store: Store; readonly answered: Answer }): JSX.Element | null {
  const [message] = detail.record.content?.outputMessages ?? []
  if (message === undefined) return <LiveAnswer live={detail.live} running={detail.record.state === 'running'} />
  return <MessageSection message={message} path="outputMessages/0" want={wantAt(store, key)} output />
}

type Answer = NonNullable<Awaited<ReturnType<typeof talkOf>>['answered']>

function wantAt(store: Store, key: RowKey): Want | undefined {
  const index = store.trace.find(key)
  return index === undefined ? undefined : wantOf(store, store.trace.span(index))
}

interface FromProps {
  readonly store: Store
  readonly to: RowKey
  readonly as: string
  readonly words: string
}

function From({ store, to, as, words }: FromProps): JSX.Element {
  return (
    <div class="section related from">
      {words} <SpanButton store={store} to={to} as={as} />
    </div>
  )
}
