import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { headOf } from '../../sdk/protocol/cutting.ts'
import { Foreign } from './foreign.tsx'

/** A text node of megabytes takes the layout seconds. */
const LIMIT = 20_000

interface LongTextProps {
  readonly text: string
  /** It stands in a line with words of ours; else it fills a block. */
  readonly inline?: boolean
}

/** Text, cut at a limit that says how much it cut and can be lifted. */
export function LongText({ text, inline = false }: LongTextProps): JSX.Element {
  const whole = useSignal(false)
  const show = (part: string) => (inline ? <Foreign text={part} /> : part)
  if (whole.value || text.length <= LIMIT) return <>{show(text)}</>
  const head = headOf(text, LIMIT)
  return (
    <>
      {show(head)}…{' '}
      <button class="more" onClick={() => (whole.value = true)}>
        {(text.length - head.length).toLocaleString('en')} more characters
      </button>
    </>
  )
}
