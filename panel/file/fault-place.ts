/** Where a fault stands in a file that is too large to be there as a text: the lines before it are counted piece by piece. */
import { wordsOfFault } from './read-documents.ts'
import type { Fault } from './json-finds.ts'
import { bytesAt } from './source-pieces.ts'
import { textOf } from './utf8.ts'

const PIECE = 4 * 1024 * 1024
/** Bytes after a fault that say what stands there. */
const SHOWN = 64

export interface FaultPlace {
  /** From 1; the column in characters. */
  readonly line: number
  readonly column: number
  /** `"x" where value should stand`; undefined: the file ends. */
  readonly what: string | undefined
}

/** @param start counts from here on: where a line begins, and which. */
export async function placeOfFault(source: Blob, { offset, expected }: Fault, start = { offset: 0, line: 1 }): Promise<FaultPlace> {
  let line = start.line
  let column = 1
  for (let at = start.offset; at < offset; at += PIECE) {
    for (const byte of await bytesAt(source, at, Math.min(PIECE, offset - at))) {
      if (byte === 0x0a) {
        line++
        column = 1
      } else if ((byte & 0xc0) !== 0x80) column += byte >= 0xf0 ? 2 : 1
    }
  }
  const after = await bytesAt(source, offset, SHOWN)
  // A character that is cut at its end is not shown.
  const shown = textOf(after, 0, after.length).replace(/\uFFFD+$/, '')
  return { line, column, what: expected === 'more' ? undefined : wordsOfFault(shown, 0, expected) }
}
