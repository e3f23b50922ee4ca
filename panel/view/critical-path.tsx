import type { JSX } from 'preact'
import { pathRootsOf, pathSharesOf, MOST_READ, type PathShare } from '../store/path-shares.ts'
import { cellText } from '../store/cell-text.ts'
import { reveal } from '../store/reveal.ts'
import type { Store } from '../store/store.ts'
import { formatDuration } from '../trace/format.ts'
import type { SpanView } from '../trace/model.ts'
import { Foreign } from './foreign.tsx'
import { Section } from './section.tsx'
import { useRelated } from './use-related.ts'

interface Props {
  readonly store: Store
  readonly span: SpanView
}

/** What the end of a span with others in it waited for; of a trace with several roots, also what that trace's end did. */
export function CriticalPath({ store, span }: Props): JSX.Element {
  return (
    <>
      {pathRootsOf(store.trace, span.index).map(({ item, of }) => (
        <Path key={of} store={store} span={span} item={item} title={of === 'trace' ? 'Critical path of the trace' : 'Critical path'} />
      ))}
    </>
  )
}

interface PathProps extends Props {
  readonly item: number
  readonly title: string
}

/** Smaller parts are added up. */
const MOST_SHOWN = 8

function Path({ store, span, item, title }: PathProps): JSX.Element | null {
  const isRunning = item < 0 || span.outcome === 'running'
  const path = useRelated(store, span, isRunning, () => pathSharesOf(store.trace, item, store.now.peek(), () => false))
  if (path === undefined || path.length === 0) return null
  const { shares, length, unread } = path
  const [shown, rest] = [shares.slice(0, MOST_SHOWN), shares.slice(MOST_SHOWN)]
  return (
    <Section name={title} role="critical-path">
      <p class="remark-inline">What the end waited for: at each moment the child that ends last, or the span’s own time where none ran.</p>
      <div class="path-shares">
        {shown.map((share) => (
          <Share key={share.name} store={store} share={share} of={length} />
        ))}
        {rest.length > 0 && (
          <span class="faint">
            {shareWords(rest.reduce((sum, { length: one }) => sum + one, 0) / length)} in {rest.length} others
          </span>
        )}
      </div>
      {unread > 0 && (
        <p class="remark-inline">
          {unread.toLocaleString('en')} calls are only told apart by waiting and streaming: of one path {MOST_READ.toLocaleString('en')}{' '}
          calls are read.
        </p>
      )}
    </Section>
  )
}

/** Leads to the span with the longest piece. */
function Share({ store, share, of }: { readonly store: Store; readonly share: PathShare; readonly of: number }): JSX.Element {
  const words = (
    <>
      <b>{shareWords(share.length / of)}</b> <Foreign text={cellText(share.name)} />
    </>
  )
  const { key } = share
  if (key === undefined) return <span>{words}</span>
  const go = (): void => {
    const index = store.trace.find(key)
    if (index !== undefined) reveal(store, index)
  }
  return (
    <button class="bar-button" data-share={share.name} title={`${formatDuration(share.length)}: show the longest piece of it`} onClick={go}>
      {words}
    </button>
  )
}

const shareWords = (share: number): string => (share < LEAST_SHARE ? '<1 %' : `${Math.round(share * 100)} %`)

/** Below it a share would be rounded to nothing. */
const LEAST_SHARE = 0.005
