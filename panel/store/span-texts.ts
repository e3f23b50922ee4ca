/** All the words of a span, each with the tab of the details that shows it. Structure (roles, types of parts) and base64 are no words. */
import type { Attributes, JsonValue, Message, MessagePart, SpanContent } from '../../sdk/protocol/records.ts'
import { StatusCode } from '../../sdk/protocol/records.ts'
import type { SpanDetail } from '../trace/model.ts'

export const TEXT_TABS = ['messages', 'attributes', 'events'] as const
export type TextTab = (typeof TEXT_TABS)[number]

/** By the tabs, in their order. */
export type TextsOfTab = (detail: SpanDetail) => Generator<string>

export const TEXTS: { readonly [tab in TextTab]: TextsOfTab } = {
  *messages({ record, live }) {
    if (record.status.code === StatusCode.error && record.status.message !== undefined) yield record.status.message
    if (record.content !== undefined) yield* contentTexts(record.content)
    for (const { text } of live) yield text
  },
  *attributes({ record }) {
    yield record.name
    yield record.spanId
    yield record.traceId
    yield* attributeTexts(record.attributes)
    for (const link of record.links) yield* attributeTexts(link.attributes)
  },
  *events({ record, events }) {
    for (const { name, attributes } of record.events) {
      yield name
      yield* attributeTexts(attributes)
    }
    for (const { event } of events) {
      yield event.name
      yield* attributeTexts(event.attributes)
      if (event.body !== undefined) yield* valueTexts(event.body)
    }
  },
}

function* attributeTexts(attributes: Attributes): Generator<string> {
  for (const [name, value] of Object.entries(attributes)) {
    yield name
    yield typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
}

function* contentTexts(content: SpanContent): Generator<string> {
  yield* partTexts(content.systemInstructions ?? [])
  for (const { type: _, ...definition } of content.toolDefinitions ?? []) yield* valueTexts(definition)
  yield* messageTexts(content.inputMessages ?? [])
  if (content.toolCallArguments !== undefined) yield* valueTexts(content.toolCallArguments)
  if (content.toolCallResult !== undefined) yield* valueTexts(content.toolCallResult)
  yield* messageTexts(content.outputMessages ?? [])
}

function* messageTexts(messages: readonly Message[]): Generator<string> {
  for (const { name, parts, finish_reason: finish } of messages) {
    if (name !== undefined) yield name
    yield* partTexts(parts)
    if (finish !== undefined) yield finish
  }
}

function* partTexts(parts: readonly MessagePart[]): Generator<string> {
  for (const { type, content, ...rest } of parts) {
    if (type !== 'blob' && content !== undefined) yield* valueTexts(content)
    // Names of fields of known parts are not shown.
    for (const value of Object.values(rest)) yield* valueTexts(value)
  }
}

/** Names and values, in order. No recursion: a page may nest as deep as it likes. */
function* valueTexts(value: JsonValue): Generator<string> {
  const rest: JsonValue[] = [value]
  for (let each = rest.pop(); each !== undefined; each = rest.pop()) {
    if (typeof each === 'string') yield each
    else if (typeof each !== 'object' || each === null) yield String(each)
    else if (isList(each)) rest.push(...each.toReversed())
    else for (const [name, inner] of Object.entries(each).toReversed()) rest.push(inner, name)
  }
}

const isList = (value: object): value is readonly JsonValue[] => Array.isArray(value)
