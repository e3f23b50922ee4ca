import { useSignal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { useContext, useEffect } from 'preact/hooks'
import { askMarkdown, knownMarkdown, LONG_TEXT, type Markdown } from '../store/markdown.ts'
import { MarkdownTree } from './markdown.tsx'
import { Said } from './said.tsx'
import { useContentHidden } from './store-context.ts'
import { TextFormContext } from './text-form.tsx'

/** What none of these is in says the same as markdown. */
const MARKS = /[*_`#>[|~\\<!]|^ {0,3}(?:[-+=]|\d+[.)])|^(?: {4}|\t)|https?:|www\.|@/m

/** A text of a message, by the user's choice drawn as markdown or as it came. */
export function MessageText({ text }: { readonly text: string }): JSX.Element {
  const isAsked = useSignal(false)
  const isHidden = useContentHidden()
  const isDrawn = useContext(TextFormContext)?.markdown.value === true && !isHidden && MARKS.test(text)
  const isLong = text.length > LONG_TEXT && !isAsked.value
  const markdown = useMarkdown(text, isDrawn && !isLong)
  if (!isDrawn) return <Raw text={text} />
  if (isLong)
    return (
      <Raw text={text}>
        <button class="more" data-action="read-markdown" onClick={() => (isAsked.value = true)}>
          Draw all {text.length.toLocaleString('en')} characters as markdown
        </button>
      </Raw>
    )
  if (markdown === undefined) return <Raw text={text} />
  if (typeof markdown === 'string') return <Raw text={text}>{<span class="faint">{WHY_RAW[markdown]}</span>}</Raw>
  return (
    <div class="part part-text markdown" data-part="text">
      <MarkdownTree blocks={markdown} />
    </div>
  )
}

const WHY_RAW = {
  late: 'Shown as it came: reading it as markdown took too long.',
  none: 'Shown as it came: as markdown it is too deep, or of too many pieces.',
} as const

function Raw({ text, children }: { readonly text: string; readonly children?: ComponentChildren }): JSX.Element {
  return (
    <>
      <div class="part part-text" data-part="text">
        <Said text={text} />
      </div>
      {children !== undefined && <p class="part-note">{children}</p>}
    </>
  )
}

function useMarkdown(text: string, isWanted: boolean): Markdown | undefined {
  const answer = useSignal<{ readonly of: string; readonly markdown: Markdown } | undefined>(undefined)
  const known = isWanted ? knownMarkdown(text) : undefined
  useEffect(() => {
    if (!isWanted || known !== undefined) return undefined
    let isOver = false
    void askMarkdown(text).then((markdown) => {
      if (!isOver) answer.value = { of: text, markdown }
    })
    return () => (isOver = true)
  }, [text, isWanted, known === undefined])
  return known ?? (answer.value?.of === text ? answer.value.markdown : undefined)
}
