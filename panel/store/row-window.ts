import type { CssPixels } from '../trace/time-scale.ts'

/** The house's small grid row. */
export const ROW_HEIGHT: CssPixels = 21

/** Rows kept ready above and below the screen, so that a scrolled frame that comes before the next paint is not blank. */
const OVERSCAN = 5

export interface RowWindow {
  /** First row in the document. */
  readonly first: number
  /** One past the last. */
  readonly end: number
}

/**
 *         first ┐ ┌──────────┐
 *               │ │ overscan │
 *     scrollTop ┼ ├──────────┤
 *               │ │  screen  │
 *               │ ├──────────┤
 *               │ │ overscan │
 *           end ┘ └──────────┘
 */
export function rowWindow(scrollTop: CssPixels, height: CssPixels, count: number): RowWindow {
  const first = Math.max(0, Math.min(count, Math.floor(scrollTop / ROW_HEIGHT) - OVERSCAN))
  const end = Math.min(count, Math.ceil((scrollTop + height) / ROW_HEIGHT) + OVERSCAN)
  return { first, end: Math.max(first, end) }
}

/** Where to scroll so that a row is wholly on the screen; the same place if it is. `head` is the sticky header's height. */
export function scrollTo(index: number, scrollTop: CssPixels, height: CssPixels, head: CssPixels): CssPixels {
  const top = index * ROW_HEIGHT
  const screen = height - head
  if (top < scrollTop) return top
  if (top + ROW_HEIGHT > scrollTop + screen) return top + ROW_HEIGHT - screen
  return scrollTop
}
