import type { CssPixels } from '../trace/time-scale.ts'

/** The house's small grid row. */
export const ROW_HEIGHT: CssPixels = 21

/** Rows kept ready above and below the screen, so that a scrolled frame that comes before the next paint is not blank. */
const OVERSCAN = 5

/** Browsers lay nothing out that is much taller (Firefox 17.9 million pixels, Chrome 33.5): longer lists move faster than they are scrolled. */
const MAX_HEIGHT: CssPixels = globalThis.navigator?.userAgent.includes('Firefox') ? 16_000_000 : 32_000_000

export interface RowWindow {
  /** First row in the document. */
  readonly first: number
  /** One past the last. */
  readonly end: number
  /** From which row the places of rows count: from the list's first, so that rows that are scrolled stand still, but in a list that moves faster. */
  readonly base: number
  /** Where that row stands in the scrolled box. */
  readonly top: CssPixels
}

/** Of the box that is scrolled. */
export const heightOf = (count: number): CssPixels => Math.min(count * ROW_HEIGHT, MAX_HEIGHT)

/** How far the list moves for a pixel that is scrolled: 1 but for one that is too long. */
function stretch(height: CssPixels, count: number): number {
  const box = heightOf(count)
  return box < MAX_HEIGHT ? 1 : (count * ROW_HEIGHT - height) / (box - height)
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
  const listTop = scrollTop * stretch(height, count)
  const first = Math.max(0, Math.min(count, Math.floor(listTop / ROW_HEIGHT) - OVERSCAN))
  const end = Math.min(count, Math.ceil((listTop + height) / ROW_HEIGHT) + OVERSCAN)
  const isStretched = heightOf(count) === MAX_HEIGHT
  const at = isStretched ? { base: first, top: first * ROW_HEIGHT - listTop + scrollTop } : { base: 0, top: 0 }
  return { first, end: Math.max(first, end), ...at }
}

/** Where to scroll so that a row of `count` is wholly on the screen; the same place if it is. `height`: of the screen without the header. */
export function scrollTo(index: number, scrollTop: CssPixels, height: CssPixels, count: number): CssPixels {
  const faster = stretch(height, count)
  const listTop = scrollTop * faster
  const top = index * ROW_HEIGHT
  if (top < listTop) return top / faster
  if (top + ROW_HEIGHT > listTop + height) return (top + ROW_HEIGHT - height) / faster
  return scrollTop
}
