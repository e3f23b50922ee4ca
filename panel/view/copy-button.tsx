import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'

interface CopyButtonProps {
  /** What is copied, in words: `code`. */
  readonly what: string
  readonly text: () => string
}

const WORDS = { idle: 'Copy', copied: 'Copied', refused: 'Not copied' } as const
const SHOWN_FOR = 1500

/** Copies one value; says so itself. */
export function CopyButton({ what, text }: CopyButtonProps): JSX.Element {
  const state = useSignal<keyof typeof WORDS>('idle')
  useEffect(() => {
    if (state.value === 'idle') return undefined
    const back = setTimeout(() => (state.value = 'idle'), SHOWN_FOR)
    return () => clearTimeout(back)
  }, [state.value])
  const copy = () =>
    navigator.clipboard.writeText(text()).then(
      () => (state.value = 'copied'),
      // The clipboard is closed to pages without the focus, and by some policies.
      () => (state.value = 'refused'),
    )
  return (
    <button class="copy" data-action="copy-value" title={`Copy ${what}`} aria-live="polite" onClick={() => void copy()}>
      {WORDS[state.value]}
    </button>
  )
}
