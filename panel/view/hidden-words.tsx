import type { JSX } from 'preact'

/** In the place of what was said, while it is hidden. */
export function HiddenWords({ characters }: { readonly characters: number }): JSX.Element {
  return (
    <span class="hidden-words">
      hidden · {characters.toLocaleString('en')} {characters === 1 ? 'character' : 'characters'}
    </span>
  )
}
