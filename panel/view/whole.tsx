import type { ComponentChildren, JSX } from 'preact'
import { useSignal } from '@preact/signals'
import type { JsonValue } from '../../sdk/protocol/records.ts'

/** Asks the page for the whole of what stands at `path` of the span's content; undefined where nobody has it. */
export type Want = (path: string) => Promise<JsonValue | undefined>

interface WholeProps {
  readonly want: Want
  readonly path: string
  /** What there is more of: `4,000 more characters`. */
  readonly more: string
  /** How the whole is drawn, in the place of the part. */
  readonly show: (whole: JsonValue) => ComponentChildren
  readonly children: ComponentChildren
}

/** A payload that a record holds a part of, and the button that fetches the rest from the page. */
export function Whole({ want, path, more, show, children }: WholeProps): JSX.Element {
  const whole = useSignal<JsonValue | undefined>(undefined)
  const state = useSignal<'cut' | 'asking' | 'gone'>('cut')
  if (whole.value !== undefined) return <>{show(whole.value)}</>
  const ask = async () => {
    state.value = 'asking'
    whole.value = await want(path)
    state.value = 'gone'
  }
  return (
    <>
      {children}
      {state.value === 'gone' ? (
        <p class="remark">The page does not keep the whole of it any more.</p>
      ) : (
        <button class="more" data-action="show-all" disabled={state.value === 'asking'} onClick={() => void ask()}>
          Show all: {more}
        </button>
      )}
    </>
  )
}
