import type { JSX } from 'preact'
import type { JsonValue } from '../../sdk/protocol/records.ts'
import { Foreign } from './foreign.tsx'
import { HiddenWords } from './hidden-words.tsx'
import { preview } from './json-tree.tsx'
import { LongText } from './long-text.tsx'
import { useContentHidden } from './store-context.ts'

/** What was said, unless the user hides it. */
export function Said({ text, inline = false }: { readonly text: string; readonly inline?: boolean }): JSX.Element {
  return useContentHidden() ? <HiddenWords characters={text.length} /> : <LongText text={text} inline={inline} />
}

/** One line of a value, and nothing of one that is hidden. */
export function ValuePreview({ value }: { readonly value: JsonValue }): JSX.Element | null {
  return useContentHidden() ? null : <Foreign text={preview(value)} />
}
