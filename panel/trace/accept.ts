/**
 * Entries as the store may rely on them: rebuilt by the protocol's guards, whoever they come from (the bridge guards what pages send; a file
 * can hold anything), and with content in one place only, where a gate can leave it out.
 */
import { readEventRecord, readSpanRecord } from '../../sdk/protocol/read-records.ts'
import type { EventRecord, SpanRecord } from '../../sdk/protocol/records.ts'
import { liftContent } from './content.ts'

/** Undefined for what has no ids or no start: nothing could be drawn of it. */
export function acceptSpan(value: unknown): SpanRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { attributes, content } = liftContent(recordIn(value, 'attributes'))
  if (Object.keys(content).length === 0) return readSpanRecord(value)
  return readSpanRecord({ ...value, attributes, content: { ...content, ...recordIn(value, 'content') } })
}

/**
 * One form for what producers write in two: before log records had a field for their name, an attribute held it, and many write both; and an
 * absent body comes back from a Collector as an empty one.
 */
export function acceptEvent(value: unknown): EventRecord | undefined {
  const event = readEventRecord(value)
  if (event === undefined) return undefined
  const { body, ...rest } = event
  const names = Object.entries(event.attributes).filter(([name, item]) => name !== 'event.name' || item !== event.name)
  return { ...rest, attributes: Object.fromEntries(names), ...(body === undefined || body === null ? {} : { body }) }
}

/** An own field that holds a record; an empty one where it does not. */
export function recordIn(value: object, key: string): { readonly [name: string]: unknown } {
  const field: unknown = Object.getOwnPropertyDescriptor(value, key)?.value
  return isRecord(field) ? field : {}
}

export function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
