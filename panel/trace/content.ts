/** Content (messages, tool arguments and results): which attributes carry it, how to lift it off a span and how to leave it out. */
import {
  ATTR_GEN_AI_INPUT_MESSAGES,
  ATTR_GEN_AI_OUTPUT_MESSAGES,
  ATTR_GEN_AI_SYSTEM_INSTRUCTIONS,
  ATTR_GEN_AI_TOOL_CALL_ARGUMENTS,
  ATTR_GEN_AI_TOOL_CALL_RESULT,
  ATTR_GEN_AI_TOOL_DEFINITIONS,
} from '../../sdk/semconv.ts'
import type { JsonValue, Message, MessagePart, SpanContent, ToolDefinition } from '../../sdk/protocol.ts'
import { toJson } from './measure.ts'

/** Which attribute carries which part of the content. */
export const CONTENT_ATTRIBUTES = {
  systemInstructions: ATTR_GEN_AI_SYSTEM_INSTRUCTIONS,
  inputMessages: ATTR_GEN_AI_INPUT_MESSAGES,
  outputMessages: ATTR_GEN_AI_OUTPUT_MESSAGES,
  toolDefinitions: ATTR_GEN_AI_TOOL_DEFINITIONS,
  toolCallArguments: ATTR_GEN_AI_TOOL_CALL_ARGUMENTS,
  toolCallResult: ATTR_GEN_AI_TOOL_CALL_RESULT,
} as const

/**
 * Names that carry words of users, models or tools, in the conventions and in the dialects that other producers write. A file without
 * content must hold none of them, so the list errs on the side of leaving out.
 */
const CONTENT_NAMES = new RegExp(
  [
    '^gen_ai\\.(system_instructions|input\\.messages|output\\.messages|tool\\.(definitions|call\\.(arguments|result)))$',
    '^gen_ai\\.(retrieval\\.(query\\.text|documents)|memory\\.(query\\.text|records)|evaluation\\.explanation)$',
    '^gen_ai\\.(prompt|completion)$|^gen_ai\\.(prompt|completion)\\.\\d|^gen_ai\\.prompt\\.variable\\.',
    '^gen_ai\\.(content|(system|user|assistant|tool)\\.message|choice)\\b',
    '^(input|output)\\.value$|^llm\\.(input_messages|output_messages|prompts|tools|prompt_template|request\\.functions)\\b',
    '^(retrieval\\.documents|embedding\\.embeddings|message|document|tool\\.parameters)\\b',
    '^traceloop\\.(entity\\.(input|output)|prompt\\.)|^mcp\\.(request\\.argument|response\\.value)$',
    '^ai\\.(prompt|response\\.(text|toolCalls|object|reasoning)|toolCall\\.(args|result)|values?|embeddings?|result)\\b',
    '^genai_devtools\\.(content|live)\\b',
  ].join('|'),
)

export function carriesContent(name: string): boolean {
  return CONTENT_NAMES.test(name)
}

/** The record without the entries that carry content. */
export function withoutContent<T>(attributes: { readonly [name: string]: T }): { readonly [name: string]: T } {
  const entries = Object.entries(attributes)
  const kept = entries.filter(([name]) => !carriesContent(name))
  return kept.length === entries.length ? attributes : Object.fromEntries(kept)
}

export interface Lifted<T> {
  readonly attributes: { readonly [name: string]: T }
  readonly content: SpanContent | undefined
}

/**
 * Takes the conventions' content attributes off a span, JSON text ("a JSON string is allowed while the SDK lacks complex attributes") or
 * structured, so that content lives in one place only. What does not have the conventions' shape stays where it was.
 */
export function liftContent<T>(attributes: { readonly [name: string]: T }): Lifted<T> {
  const present = Object.entries(CONTENT_ATTRIBUTES).filter(([, name]) => Object.hasOwn(attributes, name))
  if (present.length === 0) return { attributes, content: undefined }
  const content = readContent(
    Object.fromEntries(present.map(([field, name]) => [field, parsed(attributes[name], field.startsWith('toolCall'))])),
  )
  const lifted = new Set<string>(
    present.filter(([field]) => content !== undefined && Object.hasOwn(content, field)).map(([, name]) => name),
  )
  return { attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => !lifted.has(name))), content }
}

/** Content field by field; a field of another shape is left out. Undefined when nothing is left. */
export function readContent(value: unknown): SpanContent | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields = new Map<string, unknown>(Object.entries(value))
  const systemInstructions = parts(fields.get('systemInstructions'))
  const inputMessages = messages(fields.get('inputMessages'))
  const outputMessages = messages(fields.get('outputMessages'))
  const toolDefinitions = definitions(fields.get('toolDefinitions'))
  const truncated = fields.get('truncatedCharacters')
  const content: SpanContent = {
    ...(systemInstructions === undefined ? {} : { systemInstructions }),
    ...(inputMessages === undefined ? {} : { inputMessages }),
    ...(outputMessages === undefined ? {} : { outputMessages }),
    ...(toolDefinitions === undefined ? {} : { toolDefinitions }),
    ...(fields.get('toolCallArguments') === undefined ? {} : { toolCallArguments: toJson(fields.get('toolCallArguments')) }),
    ...(fields.get('toolCallResult') === undefined ? {} : { toolCallResult: toJson(fields.get('toolCallResult')) }),
    ...(typeof truncated === 'number' && truncated > 0 ? { truncatedCharacters: truncated } : {}),
  }
  return Object.keys(content).length === 0 ? undefined : content
}

/** Text that is no JSON is a fine tool argument or result, and no message at all. */
function parsed(value: unknown, textAllowed: boolean): JsonValue {
  if (typeof value !== 'string') return toJson(value)
  try {
    return toJson(JSON.parse(value))
  } catch {
    return textAllowed ? value : null
  }
}

function messages(value: unknown): readonly Message[] | undefined {
  const plain = toJson(value)
  return Array.isArray(plain) && plain.every((item) => isMessage(item)) ? plain.map((item) => withoutNulls(item)) : undefined
}

/** The conventions allow null for an absent name or finish reason. */
function withoutNulls(message: Message): Message {
  if (typeof message.name !== 'object' && typeof message.finish_reason !== 'object') return message
  const { name, finish_reason: reason, ...rest } = message
  return { ...rest, ...(typeof name === 'string' ? { name } : {}), ...(typeof reason === 'string' ? { finish_reason: reason } : {}) }
}

function parts(value: unknown): readonly MessagePart[] | undefined {
  const plain = toJson(value)
  return Array.isArray(plain) && plain.every((item) => isPart(item)) ? plain : undefined
}

function definitions(value: unknown): readonly ToolDefinition[] | undefined {
  const plain = toJson(value)
  return Array.isArray(plain) && plain.every((item) => isDefinition(item)) ? plain : undefined
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) return false
  if (!('role' in value) || typeof value.role !== 'string' || !('parts' in value) || !Array.isArray(value.parts)) return false
  return value.parts.every((item) => isPart(item)) && isTextOrNothing(value, 'name') && isTextOrNothing(value, 'finish_reason')
}

function isTextOrNothing(value: object, key: string): boolean {
  const found: unknown = Object.entries(value).find(([name]) => name === key)?.[1]
  return found === undefined || found === null || typeof found === 'string'
}

function isPart(value: unknown): value is MessagePart {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function isDefinition(value: unknown): value is ToolDefinition {
  return isPart(value) && typeof value['name'] === 'string'
}
