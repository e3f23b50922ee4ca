/** A value (arguments, a result) → a few words for a row: `query: mariana, limit: 5`; `5 items`; `“Zones end at the first await.”`. */
import type { JsonValue } from '../../sdk/protocol/records.ts'
import { exactNumber, parseForEye } from './exact-json.ts'
import { isolated } from './isolate.ts'
import { LINE_CHARACTERS, oneLine } from './one-line.ts'

/** Texts are looked into for JSON up to this length. */
const MAX_PARSED = 20_000
const MAX_ENTRIES = 6
/** Characters of a field's text, and of its name. */
const FIELD_CHARACTERS = 60
const NAME_CHARACTERS = 32

export function briefValue(value: JsonValue | undefined): string {
  const known = typeof value === 'string' ? jsonIn(value) : value
  if (known === undefined || known === null) return ''
  if (typeof known === 'string') return exactNumber(known) ?? quoted(oneLine(known))
  if (typeof known !== 'object') return String(known)
  const text = textOfResult(known)
  if (text !== undefined) return briefValue(text)
  return Array.isArray(known) ? itemsOf(known) : fieldsOf(known)
}

/** Words of a page between quotation marks of ours; nothing where there are none. */
export function quoted(line: string): string {
  return line === '' ? '' : `“${isolated(line)}”`
}

function fieldsOf(value: object): string {
  const fields: string[] = []
  let length = 0
  for (const [name, field] of Object.entries(value)) {
    if (fields.length === MAX_ENTRIES || length > LINE_CHARACTERS) return [...fields, '…'].join(', ')
    const words = `${isolated(oneLine(name, NAME_CHARACTERS))}: ${fieldWords(field)}`
    fields.push(words)
    length += words.length
  }
  return fields.join(', ')
}

function fieldWords(value: JsonValue): string {
  if (typeof value === 'string') return exactNumber(value) ?? isolated(oneLine(value, FIELD_CHARACTERS))
  if (Array.isArray(value)) return itemsOf(value)
  return typeof value === 'object' && value !== null ? '{…}' : String(value)
}

const itemsOf = ({ length }: { readonly length: number }): string => (length === 1 ? '1 item' : `${length.toLocaleString('en')} items`)

/** MCP's results, and those of many clients, are lists of parts: the first text of them. */
function textOfResult(value: object): string | undefined {
  const parts: unknown = 'content' in value ? value.content : value
  if (!Array.isArray(parts)) return undefined
  for (const part of parts) if (isTextPart(part)) return part.text
  return undefined
}

function isTextPart(part: unknown): part is { readonly type: 'text'; readonly text: string } {
  return (
    typeof part === 'object' && part !== null && 'type' in part && part.type === 'text' && 'text' in part && typeof part.text === 'string'
  )
}

/** The object or array that a text is; the text itself where it is anything else. */
function jsonIn(text: string): JsonValue {
  if (text.length > MAX_PARSED || !/^\s*[[{]/.test(text)) return text
  try {
    return parseForEye(text)
  } catch {
    return text
  }
}
