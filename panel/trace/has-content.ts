/** Whether a span says what was asked and answered: messages, instructions, definitions of tools, a tool's arguments or result. */
import { CONTENT_ATTRIBUTES } from '../../sdk/content/names.ts'
import type { ContentField } from '../../sdk/content/names.ts'
import type { Attributes, SpanRecord } from '../../sdk/protocol/records.ts'

const NAMES = Object.values(CONTENT_ATTRIBUTES)
const FIELDS = Object.keys(CONTENT_ATTRIBUTES) as readonly ContentField[]

/** Words that have not the conventions' shape stay attributes. */
export function hasContent({ attributes, content }: Pick<SpanRecord, 'attributes' | 'content'>): boolean {
  return (content !== undefined && FIELDS.some((field) => content[field] !== undefined)) || namesContent(attributes)
}

export function namesContent(attributes: Attributes): boolean {
  return NAMES.some((name) => attributes[name] !== undefined)
}
