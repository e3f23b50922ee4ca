import type { JSX } from 'preact'
import { statusWords } from '../store/status.ts'
import type { Store } from '../store/store.ts'
import { cellText } from '../store/cell-text.ts'
import { formatDuration } from '../trace/format.ts'
import type { RowKey } from '../trace/span-key.ts'
import { Foreign } from './foreign.tsx'
import { KindIcon } from './icons.tsx'

interface Props {
  readonly store: Store
  readonly to: RowKey
  /** What it is to the span that is shown: names the button. */
  readonly as: string
}

/** Leads to another span: selects it, and shows its details. Nothing where it went meanwhile. */
export function SpanButton({ store, to, as }: Props): JSX.Element | null {
  const index = store.trace.find(to)
  if (index === undefined) return null
  const span = store.trace.span(index)
  const length = span.end === undefined ? '' : ` · ${formatDuration(span.end - span.start)}`
  return (
    <button class="span-button" data-to={span.spanId} data-as={as} onClick={() => store.select(to)}>
      <KindIcon kind={span.class} />
      <span class="words">
        <Foreign text={cellText(span.operation)} /> <Foreign text={cellText(span.subject || (span.model ?? ''))} />{' '}
        <span class="faint">
          <Foreign text={cellText(statusWords(span))} />
          {length}
        </span>
      </span>
    </button>
  )
}
