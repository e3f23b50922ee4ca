/** What of a text changed. Loaded with its first need: it brings a library along. */
import { diffLines, diffWordsWithSpace, type ChangeObject } from 'diff'
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { TextChange } from './history.ts'

export interface DiffPiece {
  readonly type: 'same' | 'added' | 'removed'
  readonly text: string
}

/** The panel's thread waits for it. */
const TIMEOUT: Milliseconds = 40
/** Longer ones are compared by lines alone. */
const MAX_BY_WORDS = 10_000

/** By words where both are short, else by lines; where that takes too long, the one whole and the other whole. */
export function diffTexts({ before, after }: TextChange): readonly DiffPiece[] {
  const start = commonStart(before, after)
  const end = commonEnd(before, after, start)
  const [old, now] = [before.slice(start, before.length - end), after.slice(start, after.length - end)]
  return [
    { type: 'same' as const, text: before.slice(0, start) },
    ...middle(old, now),
    { type: 'same' as const, text: before.slice(before.length - end) },
  ].filter(({ text }) => text !== '')
}

function middle(old: string, now: string): readonly DiffPiece[] {
  const byWords = old.length + now.length <= MAX_BY_WORDS ? diffWordsWithSpace(old, now, { timeout: TIMEOUT }) : undefined
  const changes: readonly ChangeObject<string>[] | undefined = byWords ?? diffLines(old, now, { timeout: TIMEOUT })
  return (
    changes?.map(({ added, removed, value }) => ({ type: added ? 'added' : removed ? 'removed' : 'same', text: value })) ?? [
      { type: 'removed', text: old },
      { type: 'added', text: now },
    ]
  )
}

/** The next prompt mostly only appends. Up to whole lines, so that no word is cut. */
function commonStart(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  return at === a.length && at === b.length ? at : a.lastIndexOf('\n', at - 1) + 1
}

function commonEnd(a: string, b: string, start: number): number {
  let length = 0
  const most = Math.min(a.length, b.length) - start
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) length++
  const next = a.indexOf('\n', a.length - length)
  return length === 0 || next < 0 ? 0 : a.length - next
}
