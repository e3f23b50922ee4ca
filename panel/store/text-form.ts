/** Whether texts of messages are drawn as markdown, or as they came: the user's choice, kept. */
import { signal, type ReadonlySignal } from '@preact/signals'
import { readSetting, writeSetting } from './local-settings.ts'

export interface TextForm {
  readonly markdown: ReadonlySignal<boolean>
  setMarkdown(markdown: boolean): void
}

const NAME = 'markdown'

export function createTextForm(): TextForm {
  const markdown = signal(readSetting(NAME) !== 0)
  return {
    markdown,
    setMarkdown(next) {
      markdown.value = next
      writeSetting(NAME, next ? 1 : 0)
    },
  }
}
