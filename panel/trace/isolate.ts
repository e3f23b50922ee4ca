/**
 * Words of a page beside words of ours. Text in Arabic or Hebrew, and marks that turn a line around, reorder what stands next to them unless they are
 * isolated: https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
 */

const FIRST_STRONG_ISOLATE = '\u2068'
const POP_ISOLATE = '\u2069'

/** Scripts from right to left, and the marks of direction. */
const TURNS = /[\u0590-\u08FF\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFDFF\uFE70-\uFEFE\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u
const ISOLATES = /[\u2066-\u2069]/

/** For a tooltip, a canvas or a sentence of text alone; a text that turns nothing stays as it is. */
export function isolated(text: string): string {
  return TURNS.test(text) ? FIRST_STRONG_ISOLATE + balanced(text) + POP_ISOLATE : text
}

/** For an element that isolates: a mark that ends an isolate ends the element's own, and one that begins another takes the element's end away. */
export function balanced(text: string): string {
  return ISOLATES.test(text) ? text.split('\n').map(balancedLine).join('\n') : text
}

/** A line break ends all of them. */
function balancedLine(line: string): string {
  let open = 0
  let result = ''
  for (const character of line) {
    const isEnd = character === POP_ISOLATE
    if (isEnd && open === 0) continue
    if (isEnd) open--
    else if (ISOLATES.test(character)) open++
    result += character
  }
  return result + POP_ISOLATE.repeat(open)
}
