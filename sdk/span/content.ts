/**
 * Content (messages, instructions, tool arguments and results) keyed by span, beside the span's attributes, so that a gate can leave it out.
 * `writeContent` is the one place where it becomes attributes.
 */
import type { Span } from '@opentelemetry/api'
import type { JsonValue, ParentSource, SpanContent } from '../protocol.ts'
import {
  ATTR_GEN_AI_INPUT_MESSAGES,
  ATTR_GEN_AI_OUTPUT_MESSAGES,
  ATTR_GEN_AI_SYSTEM_INSTRUCTIONS,
  ATTR_GEN_AI_TOOL_CALL_ARGUMENTS,
  ATTR_GEN_AI_TOOL_CALL_RESULT,
  ATTR_GEN_AI_TOOL_DEFINITIONS,
} from '../semconv.ts'

/** The conventions' attribute of each kind of content. */
export const CONTENT_ATTRIBUTES = {
  systemInstructions: ATTR_GEN_AI_SYSTEM_INSTRUCTIONS,
  inputMessages: ATTR_GEN_AI_INPUT_MESSAGES,
  outputMessages: ATTR_GEN_AI_OUTPUT_MESSAGES,
  toolDefinitions: ATTR_GEN_AI_TOOL_DEFINITIONS,
  toolCallArguments: ATTR_GEN_AI_TOOL_CALL_ARGUMENTS,
  toolCallResult: ATTR_GEN_AI_TOOL_CALL_RESULT,
} as const satisfies Partial<Record<keyof SpanContent, string>>

const contents = new WeakMap<object, SpanContent>()
const sources = new WeakMap<object, ParentSource>()

export function addContent(span: Span, content: SpanContent): void {
  contents.set(span, { ...contents.get(span), ...content })
}

export function contentOf(span: object): SpanContent | undefined {
  return contents.get(span)
}

export function setParentSource(span: Span, source: ParentSource): void {
  sources.set(span, source)
}

export function parentSourceOf(span: object): ParentSource | undefined {
  return sources.get(span)
}

/** Writes the span's content as JSON strings: span attributes take no objects (the conventions allow the string form on spans). */
export function writeContent(span: Span): void {
  const content = contents.get(span)
  if (content === undefined || !span.isRecording()) return
  for (const [key, name] of contentNames) {
    const value = content[key]
    if (value !== undefined) span.setAttribute(name, JSON.stringify(value))
  }
}

const contentNames = Object.entries(CONTENT_ATTRIBUTES).map(([key, name]) => [key as keyof typeof CONTENT_ATTRIBUTES, name] as const)

/** The longest tool argument or result that is kept, in characters of JSON. */
export const MAX_TOOL_VALUE_CHARACTERS = 1_000_000

/**
 * A page's value as JSON, copied so that later changes do not show. What JSON cannot say (functions, cycles, BigInt) becomes its string form; what is too long
 * is replaced by a note that says how long it was.
 */
export function toJson(value: unknown): JsonValue {
  try {
    const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item))
    if (text === undefined) return value === undefined ? null : String(value)
    if (text.length > MAX_TOOL_VALUE_CHARACTERS) return `[${text.length} characters of JSON, too long to keep]`
    const copy: JsonValue = JSON.parse(text)
    return copy
  } catch {
    return describe(value)
  }
}

function describe(value: unknown): string {
  try {
    return String(value)
  } catch {
    return '[unreadable value]'
  }
}
