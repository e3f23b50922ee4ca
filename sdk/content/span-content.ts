/**
 * Content (messages, instructions, tool arguments and results) keyed by span, beside the span's attributes, so that a gate can leave it out. What comes in is
 * freed of credentials and redacted before anybody may ask for it; what goes out is bounded. `writeContent` is the one place where it becomes attributes.
 */
import type { Span } from '@opentelemetry/api'
import { guard } from '../capture/guard.ts'
import { extractBlobs, extractFrom } from './blobs.ts'
import type { Extracted } from './blobs.ts'
import { boundContent } from './bound.ts'
import { scrubFields } from './credential-fields.ts'
import { withoutStaleTextsIn } from './exact-text.ts'
import { hashLater, whyNoHash } from './hash.ts'
import { mapItems } from './json.ts'
import { activeRedactors, givenContent, isRedacted, redactionCounts, takeAtOnce, type Given, type Identified } from './given-content.ts'
import { CONTENT_ATTRIBUTES } from './names.ts'
import type { ContentField } from './names.ts'
import { redactField } from './redact.ts'
import type { Redaction } from './redact.ts'
import { writeAttributes } from '../otel-attributes.ts'
import { readGiven } from './read-given.ts'
import type { JsonValue, Message, MessagePart, SpanContent } from '../protocol/records.ts'
import { ATTR_GEN_AI_TOOL_NAME } from '../semconv.ts'

const contentNames = Object.entries(CONTENT_ATTRIBUTES).map(([key, name]) => [key as ContentField, name] as const)

interface Kept {
  readonly given: Given
  /** Redacted, and whole. */
  whole: SpanContent
  /** Bounded; made when somebody asks. */
  shown: SpanContent | undefined
  /** Parts and values without their base64, by what they were made of. */
  extracted: Map<unknown, unknown> | undefined
  /** Hashes that are under way. */
  hashes: number
}

const contents = new WeakMap<object, Kept>()

/** Redactors may take their time: they are asked as soon as there is something. */
takeAtOnce((span, given) => takeIn(span, keptFor(span, given)))

/** Content that may be seen, and fits a record: redacted, without base64, cut where it is too long. */
export function contentOf(span: Identified): SpanContent | undefined {
  const given = givenContent(span)
  if (given === undefined) return undefined
  const kept = keptFor(span, given)
  takeIn(span, kept)
  if (Object.keys(kept.whole).length === 0) return undefined
  kept.shown ??= boundContent(withoutBlobs(kept))
  return kept.shown
}

/** The whole of what {@link contentOf} shows a part of; `undefined` where it shows all. Redacted like it. */
export function wholeOf(span: Identified): SpanContent | undefined {
  if (contentOf(span) === undefined) return undefined
  const kept = contents.get(span)
  if (kept === undefined) return undefined
  const isAll = kept.extracted === undefined && kept.shown?.truncatedCharacters === undefined && !isCutElsewhere(kept.shown)
  return isAll ? undefined : kept.whole
}

/** Writes the span's content as JSON strings: span attributes take no objects (the conventions allow the string form on spans). */
export function writeContent(span: Span): void {
  const content = contentOf(span)
  if (content === undefined || !span.isRecording()) return
  for (const [key, name] of contentNames) {
    const value = content[key]
    // A tool that returned null returned nothing.
    if (value !== undefined && value !== null) writeAttributes(span, { [name]: JSON.stringify(value) })
  }
}

function keptFor(span: object, given: Given): Kept {
  const known = contents.get(span)
  if (known !== undefined) return known
  const kept: Kept = { given, whole: {}, shown: undefined, extracted: undefined, hashes: 0 }
  contents.set(span, kept)
  return kept
}

/** Frees what is waiting of credentials and redacts it. */
function takeIn(span: Identified, kept: Kept): void {
  const { given } = kept
  const { waiting } = given
  if (waiting.length === 0) return
  given.waiting = []
  for (const field of waiting) guard(() => keep(span, kept, field, scrubbed(field, readGiven(given.content[field]))))
}

/** The field alone, without credentials. */
function scrubbed(field: ContentField, value: unknown): SpanContent {
  const clean: unknown = withoutStaleTextsIn(value as JsonValue, scrubFields(value as JsonValue))
  return { [field]: clean }
}

function keep(span: Identified, kept: Kept, field: ContentField, content: SpanContent): void {
  const ready = isRedacted() ? redactField(field, content, redactionOf(span)) : content
  if (!(ready instanceof Promise)) return show(kept, field, ready)
  const { given } = kept
  const value = given.content[field]
  // What was shown under this name stays meanwhile: it was redacted, too.
  void ready.then(
    (redacted) => {
      if (given.content[field] !== value) return
      show(kept, field, redacted)
      given.changed?.()
    },
    () => {},
  )
}

function show(kept: Kept, field: ContentField, content: Partial<SpanContent>): void {
  const { [field]: _before, ...others } = kept.whole
  kept.whole = { ...others, ...content }
  kept.shown = undefined
}

function redactionOf(span: Identified): Redaction {
  const { traceId, spanId } = span.spanContext()
  const toolName = toolNameOf(span)
  return {
    redactors: activeRedactors(),
    counts: redactionCounts,
    context: { traceId, spanId, ...(toolName === undefined ? {} : { toolName }) },
  }
}

function toolNameOf(span: object): string | undefined {
  const attributes: unknown = 'attributes' in span ? span.attributes : undefined
  const name: unknown = typeof attributes === 'object' && attributes !== null ? Reflect.get(attributes, ATTR_GEN_AI_TOOL_NAME) : undefined
  return typeof name === 'string' ? name : undefined
}

function withoutBlobs(kept: Kept): SpanContent {
  const { systemInstructions, inputMessages, outputMessages, toolDefinitions, toolCallArguments, toolCallResult } = kept.whole
  const part = (each: MessagePart): MessagePart => extractOnce(kept, each, extractBlobs)
  const json = (value: JsonValue): JsonValue => extractOnce(kept, value, extractFrom)
  const messages = (all: NonNullable<SpanContent['inputMessages']>) =>
    mapItems(all, (message) => withParts(message, mapItems(message.parts, part)))
  return {
    ...(systemInstructions && { systemInstructions: mapItems(systemInstructions, part) }),
    ...(inputMessages && { inputMessages: messages(inputMessages) }),
    ...(outputMessages && { outputMessages: messages(outputMessages) }),
    ...(toolDefinitions && { toolDefinitions }),
    ...(toolCallArguments !== undefined && { toolCallArguments: json(toolCallArguments) }),
    ...(toolCallResult !== undefined && { toolCallResult: json(toolCallResult) }),
  }
}

function withParts(message: Message, parts: readonly MessagePart[]): Message {
  return parts === message.parts ? message : { ...message, parts }
}

/** Looked for once: the hash of a picture is not to be made anew for each record. */
function extractOnce<T>(kept: Kept, from: T, extract: (value: T) => Extracted<T>): T {
  if (kept.extracted?.has(from) === true) return kept.extracted.get(from) as T
  const { value, blobs } = extract(from)
  if (value === from) return from
  kept.extracted ??= new Map()
  kept.extracted.set(from, value)
  for (const { facts, base64 } of blobs) {
    const why = whyNoHash(facts.bytes)
    if (why === undefined) {
      kept.hashes++
      hashLater(base64, (hashed) => {
        Object.assign(facts, hashed)
        kept.hashes--
        kept.shown = undefined
        if (kept.hashes === 0) kept.given.changed?.()
      })
    } else facts.note = why
  }
  return value
}

function isCutElsewhere(shown: SpanContent | undefined): boolean {
  return shown?.outputMessages?.some((message) => message.truncated_logprobs !== undefined) === true
}
