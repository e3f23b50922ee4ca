import type { JSX } from 'preact'
import { statusWords } from '../store/status.ts'
import type { Store } from '../store/store.ts'
import { cellText } from '../store/cell-text.ts'
import { formatDuration } from '../trace/format.ts'
import type { SpanIndex } from '../trace/model.ts'
import { spanKey } from '../trace/span-key.ts'
import { Foreign } from './foreign.tsx'
import { KindIcon } from './icons.tsx'

interface Props {
  readonly store: Store
  readonly index: SpanIndex
  /** What it is to the span that is shown: names the button. */
  readonly as: string
}

/** Leads to another span: selects it, and shows its details. */
export function SpanButton({ store, index, as }: Props): JSX.Element {
  const span = store.trace.span(index)
  const length = span.end === undefined ? '' : ` · ${formatDuration(span.end - span.start)}`
  return (
    <button class="span-button" data-to={span.spanId} data-as={as} onClick={() => store.select(spanKey(span))}>
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
