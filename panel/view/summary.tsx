import type { JSX } from 'preact'
import type { Store } from '../store/store.ts'
import { costWords } from '../cost/words.ts'
import { about, formatCount } from '../trace/format.ts'
import type { Tokens, Totals } from '../trace/model.ts'

/** Totals of all that the tab shows; failures at the right. */
export function Summary({ store }: { readonly store: Store }): JSX.Element {
  const totals = store.totals.value
  const counts = [plural(totals.traces, 'trace'), plural(totals.spans, 'span'), totals.running > 0 ? `${totals.running} running` : '']
  return (
    <footer class="summary" aria-label="Totals">
      <span data-total="counts">{counts.filter((word) => word !== '').join(' · ')}</span>
      <TokenSum tokens={totals.tokens} running={totals.running > 0} />
      {totals.cost !== undefined && (
        <span data-total="cost" title="What these tokens cost by the price list">
          {costWords(totals.cost)}
          {totals.running > 0 && '…'}
        </span>
      )}
      <span class="push" />
      <span class="faint failures" data-total="failures">
        {failures(totals).join(' · ')}
      </span>
    </footer>
  )
}

function TokenSum({ tokens, running }: { readonly tokens: Tokens; readonly running: boolean }): JSX.Element | null {
  if (tokens.input === undefined && tokens.output === undefined) return null
  const { input, output, cacheRead = 0, estimated } = tokens
  const cached = cacheRead > 0 && input !== undefined && input > 0 ? ` (${Math.round((cacheRead / input) * 100)} % cached)` : ''
  return (
    <span data-total="tokens" title="Tokens of the calls to models; agents repeat those of their calls and are left out">
      {about(estimated)}
      {input !== undefined && `${formatCount(input)} in`}
      <span class="faint">{cached}</span>
      {output !== undefined && `${input === undefined ? '' : ' → '}${formatCount(output)} out`}
      {running && '…'}
    </span>
  )
}

function failures(totals: Totals): readonly string[] {
  return [
    totals.errors > 0 ? plural(totals.errors, 'error') : '',
    totals.cutOff > 0 ? `${totals.cutOff} cut off` : '',
    totals.aborted > 0 ? `${totals.aborted} aborted` : '',
    totals.dropped > 0 ? `${plural(totals.dropped, 'record')} lost to the size limit` : '',
  ].filter((word) => word !== '')
}

const plural = (count: number, noun: string) => `${count.toLocaleString('en')} ${count === 1 ? noun : `${noun}s`}`
