/** Values of the page, as JSON. */
import { parseJson } from '../parser/json.ts'
import { MAX_TOOL_VALUE_CHARACTERS, UnreadValue } from './given-content.ts'

/** What is too long is kept as the text of its JSON. */
export function readGiven(value: unknown): unknown {
  if (!(value instanceof UnreadValue)) return value
  const { text, form } = value
  if (form === 'description' || text.length > MAX_TOOL_VALUE_CHARACTERS) return text
  if (form === 'json') return parsed(text)
  // Models give arguments as JSON text, and many tools return it; the conventions want the object where it can be had.
  const object = parseJson(text)
  return typeof object === 'object' && object !== null ? object : text
}

const parsed = (json: string): unknown => JSON.parse(json)
