import type { JSX } from 'preact'
import { balanced } from '../trace/isolate.ts'

interface ForeignProps {
  readonly text: string
  readonly class?: string
}

/**
 * Words of the page within a line of ours: they have a direction of their own, and turn nothing beside them. What fills a block of its own needs none:
 * there `unicode-bidi: plaintext` gives each paragraph its direction.
 */
export function Foreign({ text, class: name }: ForeignProps): JSX.Element {
  return <bdi class={name}>{balanced(text)}</bdi>
}
