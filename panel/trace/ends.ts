/** What the panel says of each way in which a span may end (`genai_devtools.end`). */
import type { SpanEnd } from '../../sdk/own-names.ts'
import type { Outcome } from './model.ts'

/** The panel's own word for a span whose document went away while it ran. */
export const PAGE_GONE = 'page_gone'

/** What stands for an end on a span of a file that was saved before the span ended. */
export const RUNNING_WHEN_SAVED = 'running_when_saved'

type Ended = { readonly outcome: 'ok' | 'error' } | { readonly outcome: 'aborted'; readonly words: string }

const WITH_THE_PAGE = { outcome: 'aborted', words: 'ended with the page' } as const
const BY_THE_PAGE = { outcome: 'aborted', words: 'aborted by the page' } as const

/** An end that the SDK learns has to be said here as well: without it this does not compile. */
const ENDS = {
  completed: { outcome: 'ok' },
  handed_over: { outcome: 'ok' },
  incomplete: { outcome: 'error' },
  error: { outcome: 'error' },
  aborted: BY_THE_PAGE,
  cancelled: BY_THE_PAGE,
  unread: { outcome: 'aborted', words: 'not read by the page' },
  page_hidden: WITH_THE_PAGE,
  [PAGE_GONE]: WITH_THE_PAGE,
  shutdown: { outcome: 'aborted', words: 'ended with the recording' },
} as const satisfies { readonly [end in SpanEnd | typeof PAGE_GONE]: Ended }

/** Undefined for an end that nobody knows: a file may hold any word, and a page forge it. */
function known(end: string): Ended | undefined {
  const ends: { readonly [end: string]: Ended } = ENDS
  if (Object.hasOwn(ends, end)) return ends[end]
  return end.startsWith('page_') ? WITH_THE_PAGE : undefined
}

/** What the end alone says; the status and the error may say more. */
export function outcomeOfEnd(end: string): Outcome | undefined {
  return known(end)?.outcome
}

/** Why a span with the outcome `aborted` is not whole. */
export function abortedWords(end: string | undefined): string {
  if (end === RUNNING_WHEN_SAVED) return 'still running when saved'
  const ended = end === undefined ? undefined : known(end)
  return ended?.outcome === 'aborted' ? ended.words : BY_THE_PAGE.words
}
