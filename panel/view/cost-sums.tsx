import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Cost } from '../cost/price.ts'
import { costWords } from '../cost/words.ts'
import { followGroupedCosts } from '../store/grouped-costs.ts'
import type { Store } from '../store/store.ts'
import { formatCount } from '../trace/format.ts'
import type { GroupedCosts } from '../trace/grouped-costs.ts'
import type { SpanView } from '../trace/model.ts'
import { spanKey } from '../trace/span-key.ts'
import { cellText } from '../store/cell-text.ts'
import { Foreign } from './foreign.tsx'

interface Line {
  readonly name: string
  /** In a fainter colour, behind it. */
  readonly more?: string
  readonly cost: Cost | undefined
}

/** More models than anybody compares. */
const MOST = 50

/** Sums count leaf calls only, and say what they leave out. */
export function CostSums({ store, span }: { readonly store: Store; readonly span: SpanView }): JSX.Element {
  const groups = useSignal<GroupedCosts | undefined>(undefined)
  const key = spanKey(span)
  useEffect(
    () =>
      followGroupedCosts(
        store.trace,
        () => store.trace.find(key),
        (costs) => (groups.value = costs),
      ),
    [key],
  )
  const { models = [], conversation } = groups.value ?? {}
  const sums: readonly Line[] = [
    ...(span.tokensBelow === undefined ? [] : [{ name: 'This span and all below it', cost: span.cost }]),
    { name: 'Its trace', cost: store.trace.costs.ofTrace(span.index) },
    ...(conversation === undefined
      ? []
      : [{ name: 'Its conversation', more: plural(conversation.traces, 'trace'), cost: conversation.cost }]),
  ]
  const perModel = models
    .slice(0, MOST)
    .map(({ provider, model, cost }) => ({ name: model ?? 'no model named', more: provider ?? '', cost }))
  return (
    <>
      <SumTable name="sums" caption="Sums" lines={sums} />
      {perModel.length > 0 && <SumTable name="models" caption="All calls here, by model" lines={perModel} />}
      {models.length > MOST && <p class="remark">{`${formatCount(models.length - MOST)} models that cost less are left out.`}</p>}
    </>
  )
}

interface SumTableProps {
  readonly name: string
  readonly caption: string
  readonly lines: readonly Line[]
}

function SumTable({ name, caption, lines }: SumTableProps): JSX.Element {
  return (
    <table class="facts cost-sums" data-table={name}>
      <caption>{caption}</caption>
      <tbody>
        {lines.map(({ name: of, more, cost }) => (
          <tr key={`${of} ${more}`}>
            <th scope="row">
              <Foreign text={cellText(of)} /> <Foreign class="faint" text={cellText(more ?? '')} />
            </th>
            <td class="number">{cost === undefined ? '' : plural(cost.priced + cost.unpriced, 'call')}</td>
            <td class="number">{cost === undefined ? <span class="faint">nothing to pay for</span> : costWords(cost)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const plural = (count: number, noun: string): string => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
