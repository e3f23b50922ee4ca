import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { headOf } from '../../sdk/protocol.ts'

/** A text node of megabytes takes the layout seconds. */
const LIMIT = 20_000

/** Text, cut at a limit that says how much it cut and can be lifted. */
export function LongText({ text }: { readonly text: string }): JSX.Element {
  const whole = useSignal(false)
  if (whole.value || text.length <= LIMIT) return <>{text}</>
  const head = headOf(text, LIMIT)
  return (
    <>
      {head}…{' '}
      <button class="more" onClick={() => (whole.value = true)}>
        {(text.length - head.length).toLocaleString('en')} more characters
      </button>
    </>
  )
}
