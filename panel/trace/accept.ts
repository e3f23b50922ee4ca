/**
 * One form for what producers write in several. The records come checked (the protocol's guards read what pages send, and the files' readers what
 * files hold); what is done to them here leaves them so.
 */
import type { Accepted } from '../../sdk/protocol/accepted.ts'
import { readContent } from '../../sdk/protocol/read-content.ts'
import type { EventRecord, SpanRecord } from '../../sdk/protocol/records.ts'
import { liftContent } from '../otlp/content.ts'

/** Content in one place only, where a gate can leave it out. The JSON that attributes hold as text is read here, so that it is checked here as well. */
export function acceptSpan(record: Accepted<SpanRecord>): Accepted<SpanRecord> {
  const { attributes, content: lifted } = liftContent(record.attributes)
  if (attributes === record.attributes) return record
  const content = readContent({ ...lifted, ...record.content })
  return { ...record, attributes, ...(content === undefined ? {} : { content }) }
}

/**
 * Before log records had a field for their name, an attribute held it, and many write both; and an absent body comes back from a Collector as an
 * empty one.
 */
export function acceptEvent(event: Accepted<EventRecord>): Accepted<EventRecord> {
  if (event.body !== null && event.attributes['event.name'] !== event.name) return event
  const { body, ...rest } = event
  const names = Object.entries(event.attributes).filter(([name, item]) => name !== 'event.name' || item !== event.name)
  return { ...rest, attributes: Object.fromEntries(names), ...(body === undefined || body === null ? {} : { body }) }
}
