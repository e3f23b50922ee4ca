/** A span's attributes → what a row needs to know. Pure; takes any producer's span and any value under any name. */
import { ATTR_END, ATTR_USAGE_ESTIMATED } from '../../sdk/own-names.ts'
import {
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_AGENT_NAME,
  ATTR_GEN_AI_CONVERSATION_ID,
  ATTR_GEN_AI_DATA_SOURCE_ID,
  ATTR_GEN_AI_MEMORY_STORE_ID,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROMPT_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  ATTR_GEN_AI_TOOL_NAME,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  ATTR_GEN_AI_WORKFLOW_NAME,
  ATTR_MCP_METHOD_NAME,
} from '../../sdk/semconv.ts'
import { SpanKind, StatusCode } from '../../sdk/protocol/records.ts'
import type { Attributes, Milliseconds, SpanRecord } from '../../sdk/protocol/records.ts'
import { count, provider, text, texts } from './attributes.ts'
import { specialTier, TIER_ATTRIBUTES } from './service-tier.ts'
import { outcomeOfEnd } from './ends.ts'
import { EXTRA_ATTRIBUTES, extrasOf } from './extras.ts'
import type { Outcome, SpanClass, Tokens } from './model.ts'

export interface Facts {
  readonly class: SpanClass
  readonly operation: string
  readonly subject: string
  readonly model: string | undefined
  readonly provider: string | undefined
  readonly conversationId: string | undefined
  readonly outcome: Outcome
  readonly errorType: string | undefined
  readonly finishReasons: readonly string[]
  readonly cutOff: boolean
  readonly tokens: Tokens
  /** By place in `EXTRA_NAMES`; absent where it counts none of them. */
  readonly extras: readonly number[] | undefined
  /** As in `Words`. */
  readonly answering: string | undefined
  readonly tier: string | undefined
}

const CLASSES: ReadonlyMap<string, SpanClass> = new Map([
  ['chat', 'inference'],
  ['generate_content', 'inference'],
  ['text_completion', 'inference'],
  ['embeddings', 'embeddings'],
  ['retrieval', 'retrieval'],
  ['search_memory', 'retrieval'],
  ['create_agent', 'agent'],
  ['invoke_agent', 'agent'],
  ['plan', 'agent'],
  ['invoke_workflow', 'workflow'],
  ['execute_tool', 'tool'],
])

export const AGENT_OPERATIONS: ReadonlySet<string> = new Set([...CLASSES.keys()].filter((operation) => CLASSES.get(operation) === 'agent'))
/** Of a tool that the page ran, and of one that an MCP server did. */
export const TOOL_OPERATIONS: ReadonlySet<string> = new Set(['execute_tool', 'tools/call'])

/** Attributes that may name what an operation was about, the first present one counts. */
const SUBJECTS: { readonly [C in SpanClass]: readonly string[] } = {
  agent: [ATTR_GEN_AI_AGENT_NAME],
  workflow: [ATTR_GEN_AI_WORKFLOW_NAME],
  tool: [ATTR_GEN_AI_TOOL_NAME],
  mcp: [ATTR_GEN_AI_TOOL_NAME, ATTR_GEN_AI_PROMPT_NAME],
  retrieval: [ATTR_GEN_AI_DATA_SOURCE_ID, ATTR_GEN_AI_MEMORY_STORE_ID],
  inference: [],
  embeddings: [],
  other: [],
}

/** The providers' words for "the answer is not whole, its length ran out", in lower case. */
const CUT_OFF: ReadonlySet<string> = new Set(['length', 'max_tokens', 'max_output_tokens', 'model_length', 'model_context_window_exceeded'])

export function readFacts(span: SpanRecord): Facts {
  const { attributes } = span
  const spanClass = classOf(span)
  const operation = operationOf(span, spanClass)
  const seldom = seldomOf(attributes)
  const finishReasons = texts(attributes, ATTR_GEN_AI_RESPONSE_FINISH_REASONS)
  return {
    class: spanClass,
    operation,
    subject: subjectOf(span, spanClass, operation),
    model: text(attributes, ATTR_GEN_AI_REQUEST_MODEL) ?? text(attributes, ATTR_GEN_AI_RESPONSE_MODEL),
    provider: provider(attributes),
    conversationId: text(attributes, ATTR_GEN_AI_CONVERSATION_ID),
    outcome: outcomeOf(span),
    errorType: text(attributes, ATTR_ERROR_TYPE),
    finishReasons,
    cutOff: finishReasons.some((reason) => isCutOff(reason)),
    tokens: tokensOf(attributes),
    extras: (seldom & Seldom.extras) === 0 ? undefined : extrasOf(attributes),
    answering: answeringOf(attributes),
    tier: (seldom & Seldom.tier) === 0 ? undefined : specialTier(attributes),
  }
}

/** Groups of attributes that few spans have. */
const Seldom = { extras: 1, tier: 2 } as const
const SELDOM: ReadonlyMap<string, number> = new Map([
  ...EXTRA_ATTRIBUTES.map((name) => [name, Seldom.extras] as const),
  ...TIER_ATTRIBUTES.map((name) => [name, Seldom.tier] as const),
])

/** Which of them it has: one look at its keys costs less than one for each of the names. */
function seldomOf(attributes: Attributes): number {
  let groups = 0
  for (const key of Object.keys(attributes)) groups |= SELDOM.get(key) ?? 0
  return groups
}

function answeringOf(attributes: Attributes): string | undefined {
  const answering = text(attributes, ATTR_GEN_AI_RESPONSE_MODEL)
  return answering === text(attributes, ATTR_GEN_AI_REQUEST_MODEL) ? undefined : answering
}

/** Whether a finish reason, in any provider's words, says that the answer was cut off by length. */
export function isCutOff(reason: string): boolean {
  return CUT_OFF.has(reason.toLowerCase())
}

/** Milliseconds from the span's start to its first chunk; undefined where nobody said. */
export function firstChunkOffset({ firstChunkOffset: offset, attributes }: SpanRecord): Milliseconds | undefined {
  if (offset !== undefined) return offset
  const seconds = count(attributes, ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK)
  return seconds === undefined ? undefined : seconds * 1000
}

/**
 * An MCP request seen on the wire has kind CLIENT or SERVER; an INTERNAL span with MCP attributes is a tool's own span that the conventions
 * let carry them ("SHOULD NOT create a second span but add the mcp.* attributes").
 */
function classOf({ attributes, kind }: SpanRecord): SpanClass {
  const operation = text(attributes, ATTR_GEN_AI_OPERATION_NAME)
  const mcp = text(attributes, ATTR_MCP_METHOD_NAME) !== undefined
  if (mcp && (operation === undefined || kind === SpanKind.client || kind === SpanKind.server)) return 'mcp'
  if (operation !== undefined) return CLASSES.get(operation) ?? 'other'
  const calledModel = provider(attributes) !== undefined && text(attributes, ATTR_GEN_AI_REQUEST_MODEL) !== undefined
  return calledModel ? 'inference' : 'other'
}

function operationOf({ attributes, name }: SpanRecord, spanClass: SpanClass): string {
  const method = spanClass === 'mcp' ? text(attributes, ATTR_MCP_METHOD_NAME) : undefined
  return method ?? text(attributes, ATTR_GEN_AI_OPERATION_NAME) ?? name
}

function subjectOf({ attributes, name }: SpanRecord, spanClass: SpanClass, operation: string): string {
  const named = SUBJECTS[spanClass].map((key) => text(attributes, key)).find((value) => value !== undefined)
  if (named !== undefined) return named
  const modelInName = spanClass === 'inference' || spanClass === 'embeddings'
  return !modelInName && name.startsWith(`${operation} `) ? name.slice(operation.length + 1) : ''
}

/** A running span that has an end was running when its file was saved: nobody will ever tell how it went on. */
function outcomeOf({ attributes, state, status, endTimeUnixNano }: SpanRecord): Outcome {
  if (state === 'running') return endTimeUnixNano === undefined ? 'running' : 'aborted'
  const ended = outcomeOfEnd(text(attributes, ATTR_END) ?? '')
  if (ended === 'aborted') return 'aborted'
  const failed = status.code === StatusCode.error || ended === 'error' || text(attributes, ATTR_ERROR_TYPE) !== undefined
  return failed ? 'error' : 'ok'
}

const COUNTS = [
  ['input', ATTR_GEN_AI_USAGE_INPUT_TOKENS],
  ['output', ATTR_GEN_AI_USAGE_OUTPUT_TOKENS],
  ['cacheRead', ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS],
  ['cacheWrite', ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS],
  ['reasoning', ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS],
] as const

function tokensOf(attributes: Attributes): Tokens {
  const tokens: { -readonly [K in keyof Tokens]: Tokens[K] } = {}
  for (const [kind, name] of COUNTS) {
    const said = count(attributes, name)
    if (said !== undefined) tokens[kind] = said
  }
  if (attributes[ATTR_USAGE_ESTIMATED] === true) tokens.estimated = true
  return tokens
}
