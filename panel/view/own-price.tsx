import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { isPrice, type OwnPrice } from '../cost/overrides.ts'
import { cellText } from '../store/cell-text.ts'
import type { Store } from '../store/store.ts'
import { Foreign } from './foreign.tsx'

interface OwnPriceProps {
  readonly store: Store
  readonly provider: string | undefined
  readonly model: string
}

const FIELDS = [
  { name: 'input', label: 'Input' },
  { name: 'cached', label: 'Cached input' },
  { name: 'output', label: 'Output' },
] as const

/** The user's price of a model, before that of the list: for what the list lacks, and for what somebody agreed on. */
export function OwnPriceForm({ store, provider, model }: OwnPriceProps): JSX.Element {
  const known = store.prices.ownPrice(provider, model)
  const fault = useSignal('')
  const save = (event: SubmitEvent): void => {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    const price = readForm(new FormData(event.currentTarget))
    fault.value = price === undefined ? 'Give input and output in US dollars a million tokens, such as 0.25.' : ''
    if (price !== undefined) store.prices.setOwnPrice(provider, model, price)
  }
  return (
    <details class="section own-price" open={known !== undefined}>
      <summary>
        <span>
          Your own price for <Foreign text={cellText(model)} />
        </span>
        <span class="faint">{known === undefined ? 'none set' : 'used in place of the list’s'}</span>
      </summary>
      <form key={JSON.stringify(known)} onSubmit={save}>
        {FIELDS.map(({ name, label }) => (
          <label key={name}>
            {label}
            <input name={name} inputMode="decimal" autocomplete="off" size={7} defaultValue={known?.[name] ?? ''} />
          </label>
        ))}
        <span class="faint">$ per 1M tokens</span>
        <button type="submit">Use it</button>
        {known !== undefined && (
          <button type="button" data-action="forget-price" onClick={() => store.prices.setOwnPrice(provider, model, undefined)}>
            Use the list’s
          </button>
        )}
      </form>
      {fault.value !== '' && (
        <p class="remark error" role="alert">
          {fault.value}
        </p>
      )}
    </details>
  )
}

/** `undefined` where a number is missing or none. Cached input may be left empty. */
function readForm(form: FormData): OwnPrice | undefined {
  const [input, output, cached] = ['input', 'output', 'cached'].map((name) => numberIn(form.get(name)))
  if (!isPrice(input) || !isPrice(output) || Number.isNaN(cached)) return undefined
  if (cached !== undefined && !isPrice(cached)) return undefined
  return { input, output, ...(cached !== undefined && { cached }) }
}

/** `undefined` for nothing, NaN for what is no number. */
function numberIn(value: FormDataEntryValue | null): number | undefined {
  const text = typeof value === 'string' ? value.trim().replace(/^\$\s*/, '') : ''
  return text === '' ? undefined : Number(text)
}
