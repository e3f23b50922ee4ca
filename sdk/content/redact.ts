/**
 * Runs the application's redactors over each part of content. Fails closed: a throw, a rejection, a timeout or a wrong answer leaves a part that says
 * so and nothing of what it held. Works on copies, so that what a redactor does to its argument, now or later, changes nothing.
 */
import type { Redact, RedactContext } from '../options.ts'
import type { JsonValue, Message, MessagePart, SpanContent, ToolDefinition } from '../protocol/records.ts'
import { withoutTexts } from './exact-text.ts'
import { copyJson, isRecord } from './json.ts'
import type { ContentField } from './names.ts'
import { redacting } from './redacting.ts'

/** How long a redactor may take over one part, in milliseconds. */
export const REDACT_TIMEOUT_MS = 5_000
export const REDACTION_FAILED = '[redaction failed]'

export type MaybePromise<T> = T | Promise<T>

export interface RedactionCounts {
  /** Parts that were replaced because redaction failed. */
  failures: number
}

export interface Redaction {
  readonly redactors: readonly Redact[]
  readonly counts: RedactionCounts
  /** What is known of the span. */
  readonly context: Omit<RedactContext, 'kind' | 'role'>
}

/** The field after redaction; a promise where a redactor answered with one. */
export function redactField(field: ContentField, content: SpanContent, redaction: Redaction): MaybePromise<Partial<SpanContent>> {
  switch (field) {
    case 'systemInstructions':
      return then(redactParts(content[field] ?? [], redaction, { kind: 'system_instructions' }), (parts) => ({ [field]: parts }))
    case 'inputMessages':
    case 'outputMessages': {
      const kind = field === 'inputMessages' ? 'input' : 'output'
      const messages = (content[field] ?? []).map((message) => redactMessage(message, redaction, kind))
      return then(all(messages), (done) => ({ [field]: done }))
    }
    case 'toolDefinitions':
      return then(all((content[field] ?? []).map((tool) => redactDefinition(tool, redaction))), (tools) => ({ [field]: tools.flat() }))
    case 'toolCallArguments':
      return redactTool(redaction, 'tool_arguments', {
        type: 'tool_call',
        name: redaction.context.toolName ?? '',
        arguments: content[field] ?? null,
      })
    case 'toolCallResult':
      return redactTool(redaction, 'tool_result', { type: 'tool_call_response', response: content[field] ?? null })
  }
}

type Place = Pick<RedactContext, 'kind' | 'role'>

/** Names of participants and log-probabilities hold text that no redactor was shown: they are left out. */
function redactMessage(
  { role, parts, finish_reason: reason }: Message,
  redaction: Redaction,
  kind: 'input' | 'output',
): MaybePromise<Message> {
  const done = redactParts(parts, redaction, { kind, role })
  return then(done, (left) => ({ role, parts: left, ...(reason === undefined ? {} : { finish_reason: reason }) }))
}

function redactParts(parts: readonly MessagePart[], redaction: Redaction, place: Place): MaybePromise<readonly MessagePart[]> {
  return then(all(parts.map((part) => redactPart(part, redaction, place))), (left) => left.filter((part) => part !== null))
}

function redactDefinition(tool: ToolDefinition, redaction: Redaction): MaybePromise<readonly ToolDefinition[]> {
  return then(redactPart(tool, redaction, { kind: 'tool_definition' }), (part) => {
    if (part === null) return []
    const { name } = part
    // Its name is no content: the conventions record it always.
    return [typeof name === 'string' ? { ...part, name } : { ...part, name: tool.name }]
  })
}

function redactTool(redaction: Redaction, kind: 'tool_arguments' | 'tool_result', given: MessagePart): MaybePromise<Partial<SpanContent>> {
  return then(redactPart(given, redaction, { kind }), (part): Partial<SpanContent> => {
    const value = kind === 'tool_arguments' ? part?.arguments : part?.response
    if (value === undefined) return {}
    return kind === 'tool_arguments' ? { toolCallArguments: value } : { toolCallResult: value }
  })
}

function redactPart(part: MessagePart, redaction: Redaction, place: Place): MaybePromise<MessagePart | null> {
  const context: RedactContext = { ...redaction.context, ...place }
  const fail = (): MessagePart => {
    redaction.counts.failures++
    return failedPart(part, place.kind)
  }
  try {
    // A text beside what was read of it is left out: redactors look at what was read.
    const answer = inOrder(redaction.redactors, checked(withoutTexts(part)), context)
    return answer instanceof Promise ? inTime(answer).catch(fail) : answer
  } catch {
    return fail()
  }
}

/** Each redactor gets what the one before left. */
function inOrder([first, ...others]: readonly Redact[], part: MessagePart, context: RedactContext): MaybePromise<MessagePart | null> {
  if (first === undefined) return part
  const next = (answer: unknown): MaybePromise<MessagePart | null> => (answer === null ? null : inOrder(others, checked(answer), context))
  return redacting(() => {
    const answer: unknown = first(part, context)
    return isThenable(answer) ? Promise.resolve(answer).then(next) : next(answer)
  })
}

/** A copy of what a redactor gave back. @throws TypeError where that is no part. */
function checked(value: unknown): MessagePart {
  const copy = copyJson(value)
  if (!isRecord(copy) || typeof copy.type !== 'string') throw new TypeError('redact gave back no part')
  return { ...copy, type: copy.type }
}

function inTime<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`redact took longer than ${REDACT_TIMEOUT_MS} ms`)), REDACT_TIMEOUT_MS)
    promise.finally(() => clearTimeout(timer)).then(resolve, reject)
  })
}

/** Where the words of a part stand, by its type; others have them in `content`. A vendor's own type may say something itself, and is not kept. */
const FAILED: { readonly [type: string]: { readonly [field: string]: JsonValue } } = {
  text: { content: REDACTION_FAILED },
  reasoning: { content: REDACTION_FAILED },
  refusal: { content: REDACTION_FAILED },
  compaction: { content: REDACTION_FAILED },
  tool_call: { name: REDACTION_FAILED, arguments: REDACTION_FAILED },
  tool_call_response: { response: REDACTION_FAILED },
  server_tool_call: { name: REDACTION_FAILED, server_tool_call: { type: REDACTION_FAILED } },
  server_tool_call_response: { server_tool_call_response: { type: REDACTION_FAILED } },
  blob: { modality: 'document', content: '', note: REDACTION_FAILED },
  file: { modality: 'document', file_id: REDACTION_FAILED },
  uri: { modality: 'document', uri: REDACTION_FAILED },
}

function failedPart({ type }: MessagePart, kind: RedactContext['kind']): MessagePart {
  if (kind === 'tool_definition') return { type: 'function', description: REDACTION_FAILED }
  const fields = Object.hasOwn(FAILED, type) ? FAILED[type] : undefined
  return fields === undefined ? { type: 'text', content: REDACTION_FAILED } : { type, ...fields }
}

function then<A, B>(value: MaybePromise<A>, next: (value: A) => B): MaybePromise<B> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** All at once where none has to be waited for, so that synchronous redaction is done when the span ends. */
function all<T>(values: readonly MaybePromise<T>[]): MaybePromise<readonly T[]> {
  const ready: T[] = []
  for (const value of values) {
    if (value instanceof Promise) return Promise.all(values)
    ready.push(value)
  }
  return ready
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
