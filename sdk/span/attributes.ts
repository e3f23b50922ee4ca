/** GenAI facts → span attributes by the conventions (semconv.ts). Pure; absent facts give no attribute. */
import type { Attributes, AttributeValue } from '../protocol/records.ts'
import { ATTR_REQUEST_TOOL_COUNT } from '../own-names.ts'
import { isReason } from '../provider/answer/finish.ts'
import type { RequestFacts, ResponseFacts, Usage, Wire } from '../provider/read/dialect.ts'
import {
  ATTR_GEN_AI_AGENT_NAME,
  ATTR_GEN_AI_CONVERSATION_ID,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_OUTPUT_TYPE,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_CHOICE_COUNT,
  ATTR_GEN_AI_REQUEST_FREQUENCY_PENALTY,
  ATTR_GEN_AI_REQUEST_MAX_TOKENS,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_REQUEST_PRESENCE_PENALTY,
  ATTR_GEN_AI_REQUEST_PREVIOUS_RESPONSE_ID,
  ATTR_GEN_AI_REQUEST_REASONING_LEVEL,
  ATTR_GEN_AI_REQUEST_SEED,
  ATTR_GEN_AI_REQUEST_STOP_SEQUENCES,
  ATTR_GEN_AI_REQUEST_STREAM,
  ATTR_GEN_AI_REQUEST_TEMPERATURE,
  ATTR_GEN_AI_REQUEST_TOP_K,
  ATTR_GEN_AI_REQUEST_TOP_P,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_RESPONSE_ID,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '../semconv.ts'
import { present, type Facts } from '../otel-attributes.ts'

/** In place of a finish reason that never came: the conventions' word for a missing, aborted or cancelled choice. */
const FINISH_REASON_MISSING = 'error'

/** What is known before the first byte of the answer: what samplers decide on stands here. */
export function requestAttributes(wire: Wire, provider: string, request: RequestFacts, url: URL): Attributes {
  const attributes: Record<string, AttributeValue> = {}
  const put = (name: string, value: AttributeValue | undefined): void => {
    if (value !== undefined) attributes[name] = value
  }
  put(ATTR_GEN_AI_OPERATION_NAME, request.operation ?? wire.operation)
  put(ATTR_GEN_AI_PROVIDER_NAME, provider)
  put(ATTR_GEN_AI_REQUEST_MODEL, request.model)
  put(ATTR_SERVER_ADDRESS, addressOf(url))
  put(ATTR_SERVER_PORT, portOf(url))
  // Set only when true: unset means not streaming.
  put(ATTR_GEN_AI_REQUEST_STREAM, request.stream === true ? true : undefined)
  put(ATTR_GEN_AI_REQUEST_MAX_TOKENS, whole(request.maxTokens))
  put(ATTR_GEN_AI_REQUEST_TEMPERATURE, request.temperature)
  put(ATTR_GEN_AI_REQUEST_TOP_P, request.topP)
  put(ATTR_GEN_AI_REQUEST_TOP_K, whole(request.topK))
  put(ATTR_GEN_AI_REQUEST_FREQUENCY_PENALTY, request.frequencyPenalty)
  put(ATTR_GEN_AI_REQUEST_PRESENCE_PENALTY, request.presencePenalty)
  put(ATTR_GEN_AI_REQUEST_STOP_SEQUENCES, request.stopSequences)
  put(ATTR_GEN_AI_REQUEST_SEED, whole(request.seed))
  // The conventions want it only where it is not 1.
  put(ATTR_GEN_AI_REQUEST_CHOICE_COUNT, request.choiceCount === 1 ? undefined : whole(request.choiceCount))
  put(ATTR_GEN_AI_REQUEST_REASONING_LEVEL, request.reasoningLevel)
  put(ATTR_GEN_AI_REQUEST_PREVIOUS_RESPONSE_ID, request.previousResponseId)
  put(ATTR_GEN_AI_OUTPUT_TYPE, request.outputType)
  put(ATTR_GEN_AI_CONVERSATION_ID, request.conversationId)
  put(ATTR_REQUEST_TOOL_COUNT, request.toolDefinitions?.length)
  return request.attributes === undefined ? attributes : Object.assign(attributes, present(request.attributes))
}

/** What the answer said so far; asked again as more comes. */
export function responseAttributes(facts: ResponseFacts, request: RequestFacts): Attributes {
  const attributes = present({
    // Some gateways say `""` of what they do not know.
    [ATTR_GEN_AI_RESPONSE_MODEL]: facts.model || undefined,
    [ATTR_GEN_AI_RESPONSE_ID]: facts.id || undefined,
    ...usageAttributes(facts.usage),
    ...facts.attributes,
  })
  // The call that made the answer has counted its tokens: fetching it again "SHOULD NOT report token usage" (the conventions).
  return request.operation === 'fetch_response' ? withoutUsage(attributes) : attributes
}

function withoutUsage(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !/^(?:gen_ai|genai_devtools)\.usage\./.test(name)))
}

/**
 * The finish reasons at the end of the call; none where the answer had no choice, or where the provider says that there is no reason yet: of an answer made
 * in the background it tells the state (`queued`), and some gateways say `""`.
 */
export function finishReasonAttributes({ finishReasons, complete }: ResponseFacts): Attributes {
  if (finishReasons.length === 0) return {}
  if (complete && finishReasons.every((reason) => reason !== null && !isReason(reason))) return {}
  return { [ATTR_GEN_AI_RESPONSE_FINISH_REASONS]: finishReasons.map((reason) => (isReason(reason) ? reason : FINISH_REASON_MISSING)) }
}

/** The conventions type it as an integer: half a token, or a seed that JSON's numbers do not hold exactly, is none. */
function whole(value: number | undefined): number | undefined {
  return Number.isSafeInteger(value) ? value : undefined
}

export function usageAttributes(usage: Usage): Facts {
  return {
    [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: usage.inputTokens,
    [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: usage.outputTokens,
    [ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: usage.cacheReadTokens,
    [ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]: usage.cacheWriteTokens,
    [ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: usage.reasoningTokens,
  }
}

/** The host, an IPv6 address without its brackets. */
export function addressOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

export function portOf(url: URL): number | undefined {
  if (url.port !== '') return Number(url.port)
  if (url.protocol === 'https:') return 443
  return url.protocol === 'http:' ? 80 : undefined
}

/** `chat gpt-5`, `invoke_agent researcher`; the operation alone where no model, or no agent, is known. */
export function inferenceName(operation: string, request: RequestFacts, response?: ResponseFacts): string {
  const agent = response?.attributes?.[ATTR_GEN_AI_AGENT_NAME] ?? request.attributes?.[ATTR_GEN_AI_AGENT_NAME]
  const subject = operation === 'invoke_agent' ? agent : request.model
  return typeof subject === 'string' ? `${operation} ${subject}` : operation
}
