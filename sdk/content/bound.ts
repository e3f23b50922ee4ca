/**
 * Content of any size → content of a bounded size, its structure valid and each cut told where it was made. Pure.
 *
 *     budget of a span   output ▸ tool result ▸ tool arguments ▸ system ▸ input, newest message first ▸ tool definitions
 */
import type { JsonValue, Message, MessagePart, SpanContent, TokenLogprob, ToolDefinition } from '../protocol/records.ts'
import { cutJson, shareOf } from './cut.ts'
import { withoutTexts } from './exact-text.ts'
import { isRecord } from './json.ts'
import { charactersOf } from './own-json.ts'
import type { JsonRecord } from './json.ts'
import { MAX_SPAN_CHARACTERS } from './limits.ts'

/** Characters of one part (or tool definition, argument, result) that go into a record. */
export const MAX_PART_CHARACTERS = 65_536
/** Messages of one span's input; the oldest beyond it are left out and counted in `truncatedMessages`. */
export const MAX_MESSAGES = 1_000
/** Token log-probabilities of one message, alternatives not counted; later ones are counted in `truncated_logprobs`. */
export const MAX_MESSAGE_LOGPROBS = 1_000
/** An entry of a log-probability, alternatives counted too, weighs about so many characters. */
const LOGPROB_CHARACTERS = 24

export interface Limits {
  readonly part: number
  readonly span: number
  readonly messages: number
  readonly logprobs: number
}

export const DEFAULT_LIMITS: Limits = {
  part: MAX_PART_CHARACTERS,
  span: MAX_SPAN_CHARACTERS,
  messages: MAX_MESSAGES,
  logprobs: MAX_MESSAGE_LOGPROBS,
}

interface Budget {
  readonly limits: Limits
  left: number
  cut: number
}

export function boundContent(content: SpanContent, limits: Limits = DEFAULT_LIMITS): SpanContent {
  const budget: Budget = { limits, left: limits.span, cut: content.truncatedCharacters ?? 0 }
  const { outputMessages, toolCallResult, toolCallArguments, systemInstructions, inputMessages, toolDefinitions } = content
  const kept = inputMessages?.slice(-limits.messages)
  const lost = (inputMessages?.length ?? 0) - (kept?.length ?? 0)
  for (const message of inputMessages?.slice(0, lost) ?? []) budget.cut += message.parts.reduce((sum, part) => sum + charactersOf(part), 0)
  // The order is the meaning: what comes first finds room first.
  const bounded: SpanContent = {
    ...(outputMessages && { outputMessages: outputMessages.map((message) => boundMessage(message, budget)) }),
    ...(toolCallResult !== undefined && { toolCallResult: boundJson(toolCallResult, budget) }),
    ...(toolCallArguments !== undefined && { toolCallArguments: boundJson(toolCallArguments, budget) }),
    ...(systemInstructions && { systemInstructions: systemInstructions.map((part) => boundPart(part, budget)) }),
    ...(kept && { inputMessages: newestFirst(kept, (message) => boundMessage(message, budget)) }),
    ...(toolDefinitions && { toolDefinitions: toolDefinitions.map((tool) => boundDefinition(tool, budget)) }),
  }
  return {
    ...bounded,
    ...(budget.cut > 0 && { truncatedCharacters: budget.cut }),
    ...(lost > 0 && { truncatedMessages: lost }),
  }
}

function newestFirst<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  return items.toReversed().map(change).toReversed()
}

function boundMessage(message: Message, budget: Budget): Message {
  const parts = message.parts.map((part) => boundPart(part, budget))
  const isWhole = parts.every((part, at) => part === message.parts[at])
  const logprobs = boundLogprobs(message.logprobs, budget)
  return isWhole && logprobs === undefined ? message : { ...message, parts, ...logprobs }
}

/** Undefined where all may stay. */
function boundLogprobs(logprobs: readonly TokenLogprob[] | undefined, budget: Budget): Partial<Message> | undefined {
  if (logprobs === undefined) return undefined
  let kept = 0
  for (const { top } of logprobs.slice(0, budget.limits.logprobs)) {
    const weight = LOGPROB_CHARACTERS * (1 + (top?.length ?? 0))
    if (weight > budget.left) break
    budget.left -= weight
    kept++
  }
  return kept === logprobs.length ? undefined : { logprobs: logprobs.slice(0, kept), truncated_logprobs: logprobs.length - kept }
}

/** What a part is; these stay, so that a call and its result still find each other. */
const IDENTITY = new Set(['type', 'id', 'name', 'modality', 'mime_type', 'file_id', 'bytes', 'sha256', 'note'])
/** An id or a name that is longer is no identity any more. */
const MAX_IDENTITY = 256

function boundPart(part: MessagePart, budget: Budget): MessagePart {
  const fits = sizeOf(part) <= Math.min(budget.limits.part, budget.left)
  const short = fits ? part : withoutTexts(part)
  const texts = sizeOf(part) - sizeOf(short)
  const { value, cut } = boundRecord(short, budget)
  if (cut + texts === 0) return part
  budget.cut += texts
  return { ...value, type: part.type, truncated_characters: cut + texts }
}

function boundDefinition(tool: ToolDefinition, budget: Budget): ToolDefinition {
  const { value, cut } = boundRecord(tool, budget)
  return cut === 0 ? tool : { ...value, type: tool.type, name: tool.name, truncated_characters: cut }
}

/** Histories are sent again and again within a span's life, and are the bulk of it. */
const sizes = new WeakMap<object, number>()

function sizeOf(record: JsonRecord): number {
  const known = sizes.get(record)
  if (known !== undefined) return known
  const size = charactersOf(record)
  sizes.set(record, size)
  return size
}

/** The record, its fields cut so that all together fit; each keeps its structure. */
function boundRecord(record: JsonRecord, budget: Budget): { readonly value: JsonRecord; readonly cut: number } {
  const limit = Math.min(budget.limits.part, budget.left)
  const characters = sizeOf(record)
  if (characters <= limit) {
    budget.left -= characters
    return { value: record, cut: 0 }
  }
  const entries = Object.entries(record)
  const isIdentity = ([key, item]: [string, JsonValue]): boolean =>
    IDENTITY.has(key) && (typeof item !== 'string' || item.length <= MAX_IDENTITY)
  const lengths = entries.map((entry) => (isIdentity(entry) ? 0 : charactersOf(entry[1])))
  const fixed = characters - lengths.reduce((sum, length) => sum + length, 0)
  const most = shareOf(lengths, limit - fixed)
  let cut = 0
  const bounded = entries.map((entry): [string, JsonValue] => {
    if (isIdentity(entry)) return entry
    const piece = cutJson(entry[1], most)
    cut += piece.cut
    return [entry[0], sameKind(entry[1], piece.value)]
  })
  const value = Object.fromEntries(bounded)
  budget.left = Math.max(0, budget.left - charactersOf(value))
  budget.cut += cut
  return { value, cut }
}

/** The conventions want an object with a type in some fields (`server_tool_call`); text alone in its place would make the part invalid. */
function sameKind(before: JsonValue, after: JsonValue): JsonValue {
  return typeof after === 'string' && isRecord(before) && typeof before.type === 'string' ? { type: before.type, content: after } : after
}

function boundJson(value: JsonValue, budget: Budget): JsonValue {
  const { value: kept, cut } = cutJson(value, Math.min(budget.limits.part, budget.left))
  budget.left = Math.max(0, budget.left - charactersOf(kept))
  budget.cut += cut
  return kept
}
