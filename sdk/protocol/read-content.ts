/** What a span says in words, rebuilt from what a page sent. */
import { isJsonObject, isObject, json, newBudget, own, type Rebuilt, whole } from './fields.ts'
import type { JsonValue, Message, MessagePart, SpanContent, TokenLogprob, ToolDefinition } from './records.ts'

export function readContent(value: unknown): SpanContent | undefined {
  if (!isObject(value)) return undefined
  const budget = newBudget()
  const rebuilt = (field: unknown): JsonValue | undefined => (field === undefined ? undefined : json(field, budget))
  const content: Rebuilt<SpanContent> = {}
  const instructions = onlySound(rebuilt(own(value, 'systemInstructions')), isMessagePart)
  if (instructions !== undefined) content.systemInstructions = instructions
  const input = list(rebuilt(own(value, 'inputMessages')), contentMessage)
  if (input !== undefined) content.inputMessages = input
  const output = list(rebuilt(own(value, 'outputMessages')), contentMessage)
  if (output !== undefined) content.outputMessages = output
  const definitions = onlySound(rebuilt(own(value, 'toolDefinitions')), isToolDefinition)
  if (definitions !== undefined) content.toolDefinitions = definitions
  const given = rebuilt(own(value, 'toolCallArguments'))
  if (given !== undefined) content.toolCallArguments = given
  const result = rebuilt(own(value, 'toolCallResult'))
  if (result !== undefined) content.toolCallResult = result
  const lost = whole(own(value, 'truncatedCharacters')) + budget.cut
  if (lost > 0) content.truncatedCharacters = lost
  const messages = whole(own(value, 'truncatedMessages'))
  if (messages > 0) content.truncatedMessages = messages
  return Object.keys(content).length === 0 ? undefined : content
}

/** From here on all is JSON that was rebuilt a moment ago: what is sound is taken as it is. */
function list<T>(value: JsonValue | undefined, read: (item: JsonValue) => T | undefined): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined
  const found: T[] = []
  for (const each of value) {
    const item = read(each)
    if (item !== undefined) found.push(item)
  }
  return found
}

/** The list itself where all of it is sound, as it mostly is. */
function onlySound<T extends JsonValue>(value: JsonValue | undefined, isSound: (item: JsonValue) => item is T): readonly T[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.every(isSound) ? value : value.filter(isSound)
}

function isMessagePart(value: JsonValue): value is MessagePart {
  return isJsonObject(value) && typeof value['type'] === 'string'
}

function contentMessage(value: JsonValue): Message | undefined {
  if (!isJsonObject(value)) return undefined
  const { role, parts, name: author, finish_reason: reason, logprobs, truncated_logprobs: left } = value
  if (typeof role !== 'string') return undefined
  const message: Rebuilt<Message> = { role, parts: onlySound(parts, isMessagePart) ?? [] }
  if (typeof author === 'string') message.name = author
  if (typeof reason === 'string') message.finish_reason = reason
  const tokens = list(logprobs, logprob)
  if (tokens !== undefined) message.logprobs = tokens
  if (whole(left) > 0) message.truncated_logprobs = whole(left)
  return message
}

function logprob(value: JsonValue): TokenLogprob | undefined {
  if (!isJsonObject(value)) return undefined
  const { token, logprob: given, top } = value
  if (typeof token !== 'string') return undefined
  const read: Rebuilt<TokenLogprob> = { token }
  if (typeof given === 'number') read.logprob = given
  const others = list(top, alternative)
  if (others !== undefined) read.top = others
  return read
}

function alternative(value: JsonValue): { readonly token: string; readonly logprob: number } | undefined {
  if (!isJsonObject(value)) return undefined
  const { token, logprob: given } = value
  return typeof token === 'string' && typeof given === 'number' ? { token, logprob: given } : undefined
}

function isToolDefinition(value: JsonValue): value is ToolDefinition {
  return isMessagePart(value) && typeof value['name'] === 'string'
}
