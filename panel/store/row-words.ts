/**
 * The faint words of rows: made of what is on the screen alone, between frames, when scrolling rests; kept, and made anew when a span says more. A row without
 * them is drawn as if there were none.
 */
import { signal } from '@preact/signals'
import type { ReadonlySignal } from '@preact/signals'
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { RowList, Trace } from '../trace/model.ts'
import { createWordsCache } from './words-cache.ts'
import type { WordsCache } from './words-cache.ts'
import { nextIdle } from './turns.ts'

/** So long the rows have to stand still. */
const REST: Milliseconds = 100
/** Words of rows that stand still are made anew no sooner: answers stream in. */
const AGAIN: Milliseconds = 300
/** Rows that new spans, or a slow reader, move within that time. */
const STILL_ROWS = 4

export interface RowWords extends Pick<WordsCache, 'ofSpan' | 'ofTrace' | 'isTitle'> {
  /** Grows when words came. */
  readonly version: ReadonlySignal<number>
  /** These rows are on the screen, from `first` up to `end`. */
  show(rows: RowList, first: number, end: number): void
}

interface Shown {
  readonly rows: RowList
  readonly first: number
  readonly end: number
}

/** @param isBusy others need the thread: a file is read, or records wait. */
export function createRowWords(trace: Trace, isBusy: () => boolean): RowWords {
  const cache = createWordsCache(trace)
  const version = signal(0)
  let shown: Shown | undefined
  let restedAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let isMaking = false
  let made = { at: Number.NEGATIVE_INFINITY, first: -1 }
  const wait = (): void => {
    if (!isMaking) timer ??= setTimeout(check, REST)
  }

  const check = (): void => {
    timer = undefined
    if (shown === undefined) return
    const moved = Math.abs(shown.first - restedAt)
    restedAt = shown.first
    const isSoon = shown.first === made.first && performance.now() - made.at < AGAIN
    if (isBusy() || moved > STILL_ROWS || isSoon) return wait()
    void make(shown)
  }

  const make = async ({ rows, first, end }: Shown): Promise<void> => {
    const missing = cache.missing(rows, first, end)
    if (missing.length === 0) return
    isMaking = true
    try {
      await nextIdle()
      await cache.make(missing, nextIdle, () => version.value++)
    } finally {
      isMaking = false
      made = { at: performance.now(), first }
    }
    // What scrolled in meanwhile.
    if (shown?.first !== first) wait()
  }

  return {
    version,
    ofSpan: cache.ofSpan,
    ofTrace: cache.ofTrace,
    isTitle: cache.isTitle,
    show(rows, first, end) {
      shown = { rows, first, end }
      wait()
    },
  }
}
