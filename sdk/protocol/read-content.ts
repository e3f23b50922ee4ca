/** What a span says in words, rebuilt from what a page sent. */
import { isJsonObject, isObject, json, optional, newBudget, own, whole } from './fields.ts'
import type { JsonValue, Message, MessagePart, SpanContent, TokenLogprob, ToolDefinition } from './records.ts'

export function readContent(value: unknown): SpanContent | undefined {
  if (!isObject(value)) return undefined
  const budget = newBudget()
  const plain = (key: string): JsonValue | undefined => {
    const field = own(value, key)
    return field === undefined ? undefined : json(field, budget)
  }
  const list = <T>(key: string, accept: (item: JsonValue) => T | undefined): readonly T[] | undefined => {
    const field = plain(key)
    return Array.isArray(field) ? field.flatMap((item: JsonValue) => accept(item) ?? []) : undefined
  }
  const fields = {
    ...optional('systemInstructions', list('systemInstructions', messagePart)),
    ...optional('inputMessages', list('inputMessages', contentMessage)),
    ...optional('outputMessages', list('outputMessages', contentMessage)),
    ...optional('toolDefinitions', list('toolDefinitions', toolDefinition)),
    ...optional('toolCallArguments', plain('toolCallArguments')),
    ...optional('toolCallResult', plain('toolCallResult')),
  }
  const lost = whole(own(value, 'truncatedCharacters')) + budget.cut
  const messages = whole(own(value, 'truncatedMessages'))
  const cuts = {
    ...optional('truncatedCharacters', lost === 0 ? undefined : lost),
    ...optional('truncatedMessages', messages === 0 ? undefined : messages),
  }
  const said = { ...fields, ...cuts }
  return Object.keys(said).length === 0 ? undefined : said
}

function messagePart(value: JsonValue): MessagePart | undefined {
  if (!isJsonObject(value)) return undefined
  const { type } = value
  return typeof type === 'string' ? { ...value, type } : undefined
}

function contentMessage(value: JsonValue): Message | undefined {
  if (!isJsonObject(value)) return undefined
  const { role, parts, name: author, finish_reason: reason, logprobs, truncated_logprobs: left } = value
  if (typeof role !== 'string') return undefined
  return {
    role,
    parts: Array.isArray(parts) ? parts.flatMap((item: JsonValue) => messagePart(item) ?? []) : [],
    ...optional('name', typeof author === 'string' ? author : undefined),
    ...optional('finish_reason', typeof reason === 'string' ? reason : undefined),
    ...optional('logprobs', Array.isArray(logprobs) ? logprobs.flatMap((item: JsonValue) => logprob(item) ?? []) : undefined),
    ...optional('truncated_logprobs', whole(left) === 0 ? undefined : whole(left)),
  }
}

function logprob(value: JsonValue): TokenLogprob | undefined {
  if (!isJsonObject(value)) return undefined
  const { token, logprob: given, top } = value
  if (typeof token !== 'string') return undefined
  return {
    token,
    ...optional('logprob', typeof given === 'number' ? given : undefined),
    ...optional('top', Array.isArray(top) ? top.flatMap((item: JsonValue) => alternative(item) ?? []) : undefined),
  }
}

function alternative(value: JsonValue): { readonly token: string; readonly logprob: number } | undefined {
  if (!isJsonObject(value)) return undefined
  const { token, logprob: given } = value
  return typeof token === 'string' && typeof given === 'number' ? { token, logprob: given } : undefined
}

function toolDefinition(value: JsonValue): ToolDefinition | undefined {
  if (!isJsonObject(value)) return undefined
  const { type, name: toolName } = value
  return typeof type === 'string' && typeof toolName === 'string' ? { ...value, type, name: toolName } : undefined
}
