/** A word on what was just done, for some seconds: shown, and read aloud. */
import { signal, type ReadonlySignal } from '@preact/signals'

const SHOWN_FOR = 2_500

export interface Remark {
  readonly text: ReadonlySignal<string>
  say(text: string): void
}

export function createRemark(): Remark {
  const text = signal('')
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    text,
    say(words) {
      clearTimeout(timer)
      text.value = words
      timer = setTimeout(() => (text.value = ''), SHOWN_FOR)
    },
  }
}
