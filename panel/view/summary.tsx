import type { JSX } from 'preact'
import type { Store } from '../store/store.ts'
import { wordsOfUnrecorded } from '../store/unrecorded.ts'
import { costWords } from '../cost/words.ts'
import { about, formatCount } from '../trace/format.ts'
import type { Tokens, Totals } from '../trace/model.ts'

/** Totals of all that the tab shows; failures at the right. */
export function Summary({ store }: { readonly store: Store }): JSX.Element {
  const totals = store.totals.value
  const { wanted } = store.rows.value
  const isFiltered = store.filtering.isOn.value && wanted !== undefined
  const spans = isFiltered ? `${wanted.toLocaleString('en')} of ${plural(totals.spans, 'span')}` : plural(totals.spans, 'span')
  const counts = [plural(totals.traces, 'trace'), spans, totals.running > 0 ? `${totals.running} running` : '']
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
      <Failures store={store} totals={totals} />
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

/** Each that can be asked for puts its term into the filter. */
function Failures({ store, totals }: { readonly store: Store; readonly totals: Totals }): JSX.Element {
  const { filtering } = store
  const unrecorded = wordsOfUnrecorded(store.hostState.value.unrecorded)
  const lost = [totals.dropped > 0 ? `${plural(totals.dropped, 'record')} lost to the size limit` : '', unrecorded].filter(
    (word) => word !== '',
  )
  const terms = [
    ['status:error', totals.errors, plural(totals.errors, 'error')],
    ['status:cut-off', totals.cutOff, `${totals.cutOff} cut off`],
    ['status:aborted', totals.aborted, `${totals.aborted} aborted`],
  ] as const
  const shown = terms.filter(([, count]) => count > 0)
  return (
    <span class="faint failures" data-total="failures">
      {shown.map(([term, , words], index) => (
        <span key={term}>
          {index > 0 && ' · '}
          <button
            class="term-button"
            data-term={term}
            title={`Filter: ${term}`}
            aria-pressed={filtering.has(term)}
            onClick={() => filtering.put(term)}
          >
            {words}
          </button>
        </span>
      ))}
      {lost.length > 0 && `${shown.length > 0 ? ' · ' : ''}${lost.join(' · ')}`}
    </span>
  )
}

const plural = (count: number, noun: string) => `${count.toLocaleString('en')} ${count === 1 ? noun : `${noun}s`}`
