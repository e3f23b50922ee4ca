/** What a row draws of a text: a page may send one of 262,144 characters, and a browser lays out all of it. The details have the whole. */
import { headOf } from '../../sdk/protocol/cutting.ts'

/** More than fits in any cell. */
const IN_A_CELL = 256
const IN_A_TITLE = 1_024

export function cellText(text: string): string {
  return cutTo(text, IN_A_CELL)
}

/** For a tooltip. */
export function titleText(text: string): string {
  return cutTo(text, IN_A_TITLE)
}

function cutTo(text: string, limit: number): string {
  return text.length <= limit ? text : `${headOf(text, limit)}…`
}
