/** JSON text for the eye: its numbers as they were written, which a double would change (12345678901234567890, 1.0, -0). */
import { mapNumbers } from '../../sdk/parser/exact-json.ts'
import type { JsonValue } from '../../sdk/protocol/records.ts'

/** Stands before such a number, as a text in the tree: private to Unicode, so that no text of a page is taken for one but by its own doing. */
const MARK = '\uE000'
const MARKED = /^\uE000(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/

/**
 * The value of a JSON text, numbers that would be written otherwise marked for {@link exactNumber}.
 *
 * @throws SyntaxError where the text is no JSON.
 */
export function parseForEye(json: string): JsonValue {
  const value: JsonValue = JSON.parse(json)
  const marked = mapNumbers(json, (number) => (String(Number(number)) === number ? number : `"${MARK}${number}"`))
  return marked === json ? value : JSON.parse(marked)
}

/** The number that a text of the tree stands for; `undefined` for any other text. */
export function exactNumber(text: string): string | undefined {
  return text.startsWith(MARK) ? MARKED.exec(text)?.[1] : undefined
}

const MARKED_TEXT = /(?<!\\)"\uE000(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"/g

/** The JSON text of such a value, its numbers as they were written. */
export function writeForEye(value: JsonValue): string {
  return JSON.stringify(value, null, 2).replace(MARKED_TEXT, '$1')
}
