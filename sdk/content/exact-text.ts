/**
 * The JSON text that stands beside what was read of it (`arguments` and `arguments_text`, provider/read/json-text.ts). It says the same once more, so that it may
 * stand only where what it says may: what was changed, cut or is to be redacted has no text beside it.
 */
import type { JsonValue, MessagePart } from '../protocol/records.ts'
import { JSON_FIELDS, textFieldOf } from '../provider/read/json-text.ts'
import { isList, isRecord, mapFields, mapItems } from './json.ts'
import type { JsonRecord } from './json.ts'

/** Parts of the conventions, and the objects within them that hold a vendor's own fields. */
const DETAILS: readonly string[] = ['server_tool_call', 'server_tool_call_response']
const PARTS: readonly string[] = ['tool_call', 'tool_call_response', ...DETAILS]

/** The part without such texts; the same part where it has none. */
export function withoutTexts(part: MessagePart): MessagePart {
  return filtered(part, () => false)
}

/** `after` without the texts that are not what they were in `before`, and of what is not. */
export function withoutStaleTexts(before: MessagePart, after: MessagePart): MessagePart {
  return filtered(after, (field, record, isInner) => {
    const was = isInner ? before[after.type] : before
    const text = textFieldOf(field)
    return isRecord(was) && was[field] === record[field] && was[text] === record[text]
  })
}

/** The same for the parts of a list of parts, or of messages. */
export function withoutStaleTextsIn(before: JsonValue, after: JsonValue): JsonValue {
  if (!isList(before) || !isList(after)) return after
  let at = -1
  return mapItems(after, (item) => {
    const was = before[++at]
    if (!isRecord(was) || !isRecord(item)) return item
    if (isPart(was) && isPart(item)) return withoutStaleTexts(was, item)
    return mapFields(item, (value, key) => (key === 'parts' && was.parts !== undefined ? withoutStaleTextsIn(was.parts, value) : value))
  })
}

const isPart = (record: JsonRecord): record is MessagePart => typeof record.type === 'string'

type Keep = (field: (typeof JSON_FIELDS)[number], record: JsonRecord, isInner: boolean) => boolean

function filtered(part: MessagePart, keep: Keep): MessagePart {
  if (!PARTS.includes(part.type)) return part
  const outer = fieldsOf(part, (field) => keep(field, part, false))
  const details = DETAILS.includes(part.type) ? outer[part.type] : undefined
  if (!isRecord(details)) return outer === part ? part : { ...outer, type: part.type }
  const inner = fieldsOf(details, (field) => keep(field, details, true))
  return outer === part && inner === details ? part : { ...outer, type: part.type, [part.type]: inner }
}

function fieldsOf(record: JsonRecord, keep: (field: (typeof JSON_FIELDS)[number]) => boolean): JsonRecord {
  const gone: readonly string[] = JSON_FIELDS.filter((field) => typeof record[textFieldOf(field)] === 'string' && !keep(field)).map(
    textFieldOf,
  )
  return gone.length === 0 ? record : Object.fromEntries(Object.entries(record).filter(([key]) => !gone.includes(key)))
}
