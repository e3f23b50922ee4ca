/** The attributes of a span that its row needs, each with a slot of its own: those that name something, and those that count. */
import {
  ATTR_END,
  ATTR_FIRST_CHUNK,
  ATTR_PAGE_URL,
  ATTR_PARENT_SOURCE,
  ATTR_STATE,
  ATTR_TIME_TO_FIRST_TOKEN,
  ATTR_USAGE_ESTIMATED,
} from '../../sdk/own-names.ts'
import {
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_AGENT_NAME,
  ATTR_GEN_AI_CONVERSATION_ID,
  ATTR_GEN_AI_DATA_SOURCE_ID,
  ATTR_GEN_AI_MEMORY_STORE_ID,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROMPT_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
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
import { CONTENT_ATTRIBUTES } from '../../sdk/content/names.ts'
import { EARLIER_NAMES } from '../trace/attributes.ts'
import { TIER_ATTRIBUTES } from '../trace/service-tier.ts'
import { EXTRA_ATTRIBUTES } from '../trace/extras.ts'

const withEarlier = (name: string): readonly string[] => [name, ...(EARLIER_NAMES.get(name) ?? [])]

/** Few values each: what `readFacts` says of a span depends on these, and on its name, kind, status and state. */
export const VALUE_NAMES: readonly string[] = [
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_AGENT_NAME,
  ATTR_GEN_AI_WORKFLOW_NAME,
  ATTR_GEN_AI_TOOL_NAME,
  ATTR_GEN_AI_PROMPT_NAME,
  ATTR_GEN_AI_DATA_SOURCE_ID,
  ATTR_GEN_AI_MEMORY_STORE_ID,
  ATTR_MCP_METHOD_NAME,
  ATTR_ERROR_TYPE,
  ATTR_END,
  ATTR_USAGE_ESTIMATED,
  ATTR_STATE,
  ATTR_PARENT_SOURCE,
  ...TIER_ATTRIBUTES,
].flatMap(withEarlier)

/** Another one for each span or trace: kept out of what the facts are found by. */
const LONE_NAMES: readonly string[] = [ATTR_GEN_AI_CONVERSATION_ID, ATTR_PAGE_URL]

/** Each with its earlier names, the first present one counts: the counts of `SpanBatch.tokens`, three times, and what `EXTRA_NAMES` counts. */
const NUMBER_GROUPS: readonly (readonly string[])[] = [
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  ATTR_FIRST_CHUNK,
  ATTR_TIME_TO_FIRST_TOKEN,
  ...EXTRA_ATTRIBUTES,
].map(withEarlier)
/** Places in {@link NUMBER_STARTS}. */
export const TO_FIRST_CHUNK = 5
export const FIRST_CHUNK = 6
export const FIRST_TOKEN = 7
export const FIRST_EXTRA = 8

export const CONVERSATION_SLOT = VALUE_NAMES.length
export const PAGE_SLOT = CONVERSATION_SLOT + 1
/** The first slot of a number. */
export const NUMBER_SLOT = PAGE_SLOT + 1

/** By slot. */
export const HOT_NAMES: readonly string[] = [...VALUE_NAMES, ...LONE_NAMES, ...NUMBER_GROUPS.flat(), ...Object.values(CONTENT_ATTRIBUTES)]

/** Where each group of numbers begins, from the first number's slot on, and where the last one ends. */
export const NUMBER_STARTS: readonly number[] = [0, ...NUMBER_GROUPS.map((_, at) => NUMBER_GROUPS.slice(0, at + 1).flat().length)]
export const NUMBER_COUNT = NUMBER_GROUPS.flat().length

/** The first slot of those of which it counts only that they are there. */
export const CONTENT_SLOT = NUMBER_SLOT + NUMBER_COUNT
