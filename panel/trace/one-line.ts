/** A text of any length → one line for a row: white space folded, the marks of markdown taken off, cut. */
import { headOf } from '../../sdk/protocol/cutting.ts'

/** Characters of a line. */
export const LINE_CHARACTERS = 120
/** A line is made of so much of a text at most: a text may have millions of characters. */
const LOOKED_AT = 2_000

/** All of the text in one line. */
export function oneLine(text: string, limit = LINE_CHARACTERS): string {
  const head = headOf(text, LOOKED_AT)
  const line = withoutMarks(head)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return line.length > limit || head.length < text.length ? `${headOf(line, limit).trimEnd()}…` : line
}

/** The first line that says anything. */
export function firstLine(text: string, limit = LINE_CHARACTERS): string {
  const head = headOf(text, LOOKED_AT)
  const lines = withoutMarks(head).split(/[\r\n\u2028\u2029]+/)
  const line = lines.find((each) => /[\p{L}\p{N}\p{S}\p{P}]/u.test(each)) ?? ''
  return oneLine(line, limit)
}

/** At the start of a line: fences, rules, headings, quotes, bullets and numbers of lists. */
const BLOCKS = /^[ \t]*(?:(?:```|~~~)[^\n]*$|(?:[-*_] ?){3,}$|(?:#{1,6} +|> ?|[-*+] +|\d{1,3}[.)] +)+)/gm
const LINKS = /!?\[([^\]\n]{0,300})\]\([^)\n]{0,600}\)/g
const STRONG = /(?<![\p{L}\p{N}*])(\*{1,3}|~~)(?=\S)([^*~\n]{1,300}?)(?<=\S)\1(?![\p{L}\p{N}*])/gu
const CODE = /(`{1,2})([^`\n]{1,300})\1/g

function withoutMarks(text: string): string {
  return text.replace(BLOCKS, '').replace(LINKS, '$1').replace(STRONG, '$2').replace(CODE, '$2')
}
