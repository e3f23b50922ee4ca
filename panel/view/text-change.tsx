import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { TextChange } from '../store/history.ts'
import type { DiffPiece } from '../store/text-diff.ts'
import { HiddenWords } from './hidden-words.tsx'
import { LongText } from './long-text.tsx'
import { useContentHidden } from './store-context.ts'

/** What a text was before and what it is now, in one: what is equal in length is folded. */
export function TextChanged({ change }: { readonly change: TextChange }): JSX.Element {
  const pieces = useSignal<readonly DiffPiece[] | undefined>(undefined)
  const { before, after } = change
  useEffect(() => {
    let isOver = false
    void import('../store/text-diff.ts').then(({ diffTexts }) => {
      if (!isOver) pieces.value = diffTexts({ before, after })
    })
    return () => (isOver = true)
  }, [before, after])
  if (useContentHidden())
    return (
      <div class="part-text diff" data-part="diff">
        <HiddenWords characters={after.length} />
      </div>
    )
  return (
    <div class="part-text diff" data-part="diff">
      {pieces.value?.map((piece, at) => (
        <Piece key={at} piece={piece} />
      ))}
    </div>
  )
}

function Piece({ piece: { type, text } }: { readonly piece: DiffPiece }): JSX.Element {
  if (type === 'same') return <Same text={text} />
  const Changed = type === 'added' ? 'ins' : 'del'
  return (
    <Changed>
      <LongText text={text} />
    </Changed>
  )
}

/** Lines that are shown of what is equal, at its start and at its end. */
const CONTEXT = 2

function Same({ text }: { readonly text: string }): JSX.Element {
  const open = useSignal(false)
  const lines = text.split('\n')
  const hidden = lines.length - 2 * CONTEXT - 1
  if (open.value || hidden < 2) return <LongText text={text} />
  return (
    <>
      {lines.slice(0, CONTEXT).join('\n')}
      {'\n'}
      <button class="more" onClick={() => (open.value = true)}>
        {hidden.toLocaleString('en')} lines as before
      </button>
      {'\n'}
      {lines.slice(-CONTEXT - 1).join('\n')}
    </>
  )
}
