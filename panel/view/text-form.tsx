import { createContext, type JSX } from 'preact'
import type { TextForm } from '../store/text-form.ts'

/** Absent where texts are shown as they came. */
export const TextFormContext = createContext<TextForm | undefined>(undefined)

/** Markdown or raw, for all messages. */
export function TextFormSwitch({ form }: { readonly form: TextForm }): JSX.Element {
  const choice = (markdown: boolean, words: string, title: string) => (
    <button
      data-action={`text-${words.toLowerCase()}`}
      aria-pressed={form.markdown.value === markdown}
      title={title}
      onClick={() => form.setMarkdown(markdown)}
    >
      {words}
    </button>
  )
  return (
    <span class="choice" role="group" aria-label="Texts">
      {choice(true, 'Markdown', 'Texts drawn as markdown')}
      {choice(false, 'Raw', 'Texts as they came')}
    </span>
  )
}
