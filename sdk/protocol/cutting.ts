/** How texts are cut, wherever in the project: one is shown or sent on as well as read, and half a character is no text any more. */

/** The first characters, at most `limit` of them, and nothing of one that would not be whole. */
export function headOf(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, boundary(text, limit, 'before'))
}

/** The last characters, likewise. */
export function tailOf(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(boundary(text, text.length - limit, 'after'))
}

/** Halves of surrogate pairs, which no encoding of text has, replaced as decoders do. JSON may hold them, escaped. */
export function wellFormed(text: string): string {
  return SURROGATE.test(text) ? text.replace(/\p{Surrogate}/gu, '\uFFFD') : text
}

/** Halves of pairs, and those that are whole. To replace, even where there is nothing to, costs as much as all else that is done to a name. */
const SURROGATE = /[\uD800-\uDFFF]/

/** Characters that a reader takes for one are seldom longer: letters with many marks, families of emoji. */
const LONGEST_GRAPHEME = 64
let graphemes: Intl.Segmenter | null | undefined

/** Where a character begins, nearest to `at`. Only what stands around it is looked at. */
function boundary(text: string, at: number, side: 'before' | 'after'): number {
  if (at <= 0) return 0
  const from = pairStart(text, Math.max(0, at - LONGEST_GRAPHEME))
  const around = text.slice(from, pairStart(text, at + LONGEST_GRAPHEME))
  // Firefox has it since 125.
  graphemes ??= typeof Intl.Segmenter === 'function' ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null
  const inside = graphemes?.segment(around).containing(at - from)
  if (inside === undefined) return side === 'before' ? pairStart(text, at) : pairEnd(text, at)
  const [start, end] = [from + inside.index, from + inside.index + inside.segment.length]
  if (start === at) return at
  // One that begins or ends beyond what was looked at is cut: a letter with a thousand marks would else vanish, or take the whole text.
  if (side === 'before') return inside.index > 0 ? start : pairStart(text, at)
  return end - from < around.length || end === text.length ? end : pairEnd(text, at)
}

const isInPair = (text: string, at: number): boolean =>
  /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(at))
const pairStart = (text: string, at: number): number => (isInPair(text, at) ? at - 1 : at)
const pairEnd = (text: string, at: number): number => (isInPair(text, at) ? at + 1 : at)
