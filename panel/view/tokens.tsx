import type { JSX } from 'preact'
import { ATTR_USAGE_COST } from '../../sdk/own-names.ts'
import { costLines, type CostLine } from '../cost/lines.ts'
import type { Price, Priced, Unpriced } from '../cost/price.ts'
import { formatPart, formatRate } from '../cost/words.ts'
import type { Store } from '../store/store.ts'
import { formatCount } from '../trace/format.ts'
import { isolated } from '../trace/isolate.ts'
import type { SpanDetail, SpanView } from '../trace/model.ts'
import { CostSums } from './cost-sums.tsx'
import { noPriceWords } from './no-price.ts'
import { OwnPriceForm } from './own-price.tsx'

interface TokensProps {
  readonly store: Store
  readonly span: SpanView
  readonly detail: SpanDetail
}

export function TokensTab({ store, span, detail }: TokensProps): JSX.Element {
  const price = store.trace.costs.of(span.index)
  const isCall = span.class === 'inference' || span.class === 'embeddings'
  const states = Object.keys(span.tokens).length > 0
  return (
    <>
      {(isCall || states) && <OwnTokens store={store} span={span} price={price} />}
      <Stated detail={detail} />
      {isCall && span.model !== undefined && <OwnPriceForm key={span.model} store={store} provider={span.provider} model={span.model} />}
      <CostSums store={store} span={span} />
    </>
  )
}

function OwnTokens({
  store,
  span,
  price,
}: {
  readonly store: Store
  readonly span: SpanView
  readonly price: Price | undefined
}): JSX.Element {
  if (Object.keys(span.tokens).length === 0) {
    return (
      <p class="remark">
        {span.outcome === 'running' ? 'The provider tells the tokens at the end.' : 'The provider did not report any tokens.'}
      </p>
    )
  }
  const priced = price !== undefined && 'amount' in price ? price : undefined
  return (
    <>
      <LineTable lines={costLines(span.tokens, priced)} isEstimated={span.tokens.estimated === true} />
      <p class="remark">
        {span.tokens.estimated === true
          ? 'Estimated from the words, where the provider did not report them.'
          : 'As the provider reported them.'}{' '}
        Input includes what was read from and written to its cache, output includes reasoning.
      </p>
      {priced !== undefined && <Source store={store} price={priced} />}
      {price !== undefined && 'reason' in price && <NoPrice span={span} price={price} />}
    </>
  )
}

function LineTable({ lines, isEstimated }: { readonly lines: readonly CostLine[]; readonly isEstimated: boolean }): JSX.Element {
  return (
    <table class="facts" data-table="cost">
      <caption>Tokens and cost</caption>
      <thead>
        <tr>
          <th scope="col">Kind</th>
          <th scope="col" class="number">
            Tokens
          </th>
          <th scope="col" class="number" title="US dollars for a million of them">
            per 1M
          </th>
          <th scope="col" class="number">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ name, count, rate, amount, kind }) => (
          <tr key={name + kind} class={kind}>
            <th scope="row">{name}</th>
            <td class="number">{count === undefined ? <span class="faint">not reported</span> : formatCount(count)}</td>
            <td class="number">{rate === undefined ? '' : formatRate(rate)}</td>
            <td class="number">{amount === undefined ? '' : `${isEstimated ? '≈ ' : ''}${formatPart(amount)}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Whose price it is, and of when. */
function Source({ store, price }: { readonly store: Store; readonly price: Priced }): JSX.Element {
  const { tariff, from, daily, above, tier, missing } = price
  const list = store.prices.list.value
  const limits = [
    from === undefined ? '' : `from ${new Date(from).toISOString().split('T')[0]} on`,
    daily === true ? 'at this time of the day' : '',
    above === undefined ? '' : `for calls of more than ${formatCount(above)} input tokens`,
  ].filter((words) => words !== '')
  return (
    <p class="remark" data-fact="price-source">
      {tariff.own === true
        ? `Your own price for ${isolated(tariff.model)}.`
        : `Price of ${tariff.model} at ${tariff.provider}${limits.map((words) => `, ${words}`).join('')}. From ${list?.name ?? 'the price list'}, of ${list?.date ?? 'no known date'}.`}
      {tier !== undefined && ` The service tier ${isolated(tier)} is not regarded.`}
      {missing !== undefined && ` The provider did not report the ${missing} tokens: the amount is without them.`}
    </p>
  )
}

function NoPrice({ span, price }: { readonly span: SpanView; readonly price: Unpriced }): JSX.Element {
  return (
    <p class="remark" data-fact="no-price">
      {noPriceWords(span, price)}
    </p>
  )
}

/** Some providers say themselves what a call cost. */
function Stated({ detail }: { readonly detail: SpanDetail }): JSX.Element | null {
  const stated = detail.record.attributes[ATTR_USAGE_COST]
  if (typeof stated !== 'number' || !(stated >= 0)) return null
  return (
    <p class="remark" data-fact="stated-cost">
      The provider itself says: {formatPart(stated)}.
    </p>
  )
}
