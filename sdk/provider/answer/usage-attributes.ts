/** What a usage object counts beside the conventions' five sums → attributes: by modality under the conventions' names, the rest under our own. */
import {
  ATTR_PROVIDER_COMPLETION_TIME,
  ATTR_PROVIDER_LOAD_TIME,
  ATTR_PROVIDER_PROMPT_TIME,
  ATTR_PROVIDER_QUEUE_TIME,
  ATTR_PROVIDER_TOTAL_TIME,
  ATTR_RESPONSE_INFERENCE_GEO,
  ATTR_RESPONSE_SEARCH_CONTEXT,
  ATTR_RESPONSE_SERVICE_TIER,
  ATTR_RESPONSE_SPEED,
  ATTR_USAGE_ACCEPTED_PREDICTION,
  ATTR_USAGE_AUDIO_SECONDS,
  ATTR_USAGE_BILLED_INPUT,
  ATTR_USAGE_BILLED_OUTPUT,
  ATTR_USAGE_BYOK,
  ATTR_USAGE_CACHE_WRITE_1H,
  ATTR_USAGE_CACHE_WRITE_5M,
  ATTR_USAGE_CITATION,
  ATTR_USAGE_CODE_EXECUTIONS,
  ATTR_USAGE_CONTEXT_INPUT,
  ATTR_USAGE_CONTEXT_OUTPUT,
  ATTR_USAGE_COST,
  ATTR_USAGE_COST_INPUT,
  ATTR_USAGE_COST_NANO_AIU,
  ATTR_USAGE_COST_OUTPUT,
  ATTR_USAGE_COST_REQUEST,
  ATTR_USAGE_COST_TICKS,
  ATTR_USAGE_COST_UPSTREAM,
  ATTR_USAGE_DOCUMENT_CACHE_READ,
  ATTR_USAGE_DOCUMENT_INPUT,
  ATTR_USAGE_DOCUMENT_OUTPUT,
  ATTR_USAGE_IMAGE_GENERATION_INPUT,
  ATTR_USAGE_IMAGE_GENERATION_OUTPUT,
  ATTR_USAGE_REJECTED_PREDICTION,
  ATTR_USAGE_SERVER_TOOLS,
  ATTR_USAGE_SOURCES,
  ATTR_USAGE_TOOL_INPUT,
  ATTR_USAGE_TOOL_SEARCHES,
  ATTR_USAGE_VIDEO_CACHE_READ,
  ATTR_USAGE_VIDEO_INPUT,
  ATTR_USAGE_VIDEO_OUTPUT,
  ATTR_USAGE_WEB_FETCHES,
  ATTR_USAGE_WEB_SEARCHES,
} from '../../own-names.ts'
import {
  ATTR_GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_AUDIO_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_IMAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_IMAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_TEXT_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_TEXT_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_TEXT_OUTPUT_TOKENS,
} from '../../semconv.ts'
import { isLabel } from '../read/label.ts'
import type { Labels, Numbers } from './usage-counts.ts'
import type { Count, Label, Measure, Modality } from './usage-spellings.ts'

export type UsageAttributes = { [name: string]: string | number | boolean }

/** What a number means: the attribute, and what a unit of it is in the attribute's. */
interface Meaning {
  readonly name: string
  /** How many of the provider's units are one of the attribute's: a division by a power of ten leaves no float noise, a product does. */
  readonly per?: number
}

const MILLI = 1_000
const NANO = 1_000_000_000

const MEANINGS: { readonly [fact in Count | Measure]?: Meaning } = {
  cacheWrite5mTokens: { name: ATTR_USAGE_CACHE_WRITE_5M },
  cacheWrite1hTokens: { name: ATTR_USAGE_CACHE_WRITE_1H },
  toolInputTokens: { name: ATTR_USAGE_TOOL_INPUT },
  billedInputTokens: { name: ATTR_USAGE_BILLED_INPUT },
  billedOutputTokens: { name: ATTR_USAGE_BILLED_OUTPUT },
  acceptedPredictionTokens: { name: ATTR_USAGE_ACCEPTED_PREDICTION },
  rejectedPredictionTokens: { name: ATTR_USAGE_REJECTED_PREDICTION },
  citationTokens: { name: ATTR_USAGE_CITATION },
  contextInputTokens: { name: ATTR_USAGE_CONTEXT_INPUT },
  contextOutputTokens: { name: ATTR_USAGE_CONTEXT_OUTPUT },
  imageGenerationInputTokens: { name: ATTR_USAGE_IMAGE_GENERATION_INPUT },
  imageGenerationOutputTokens: { name: ATTR_USAGE_IMAGE_GENERATION_OUTPUT },
  webSearches: { name: ATTR_USAGE_WEB_SEARCHES },
  webFetches: { name: ATTR_USAGE_WEB_FETCHES },
  codeExecutions: { name: ATTR_USAGE_CODE_EXECUTIONS },
  toolSearches: { name: ATTR_USAGE_TOOL_SEARCHES },
  serverTools: { name: ATTR_USAGE_SERVER_TOOLS },
  sources: { name: ATTR_USAGE_SOURCES },
  cost: { name: ATTR_USAGE_COST },
  costInput: { name: ATTR_USAGE_COST_INPUT },
  costOutput: { name: ATTR_USAGE_COST_OUTPUT },
  costRequest: { name: ATTR_USAGE_COST_REQUEST },
  costUpstream: { name: ATTR_USAGE_COST_UPSTREAM },
  costTicks: { name: ATTR_USAGE_COST_TICKS },
  costNanoAiu: { name: ATTR_USAGE_COST_NANO_AIU },
  audioSeconds: { name: ATTR_USAGE_AUDIO_SECONDS },
  totalSeconds: { name: ATTR_PROVIDER_TOTAL_TIME },
  totalMilliseconds: { name: ATTR_PROVIDER_TOTAL_TIME, per: MILLI },
  totalNanoseconds: { name: ATTR_PROVIDER_TOTAL_TIME, per: NANO },
  queueSeconds: { name: ATTR_PROVIDER_QUEUE_TIME },
  loadNanoseconds: { name: ATTR_PROVIDER_LOAD_TIME, per: NANO },
  promptSeconds: { name: ATTR_PROVIDER_PROMPT_TIME },
  promptMilliseconds: { name: ATTR_PROVIDER_PROMPT_TIME, per: MILLI },
  promptNanoseconds: { name: ATTR_PROVIDER_PROMPT_TIME, per: NANO },
  completionSeconds: { name: ATTR_PROVIDER_COMPLETION_TIME },
  completionMilliseconds: { name: ATTR_PROVIDER_COMPLETION_TIME, per: MILLI },
  completionNanoseconds: { name: ATTR_PROVIDER_COMPLETION_TIME, per: NANO },
}

const LABEL_NAMES: { readonly [fact in Label]: string } = {
  serviceTier: ATTR_RESPONSE_SERVICE_TIER,
  speed: ATTR_RESPONSE_SPEED,
  inferenceGeo: ATTR_RESPONSE_INFERENCE_GEO,
  searchContext: ATTR_RESPONSE_SEARCH_CONTEXT,
  byok: ATTR_USAGE_BYOK,
}

/** The names of a modality: of input, of output, and of what the cache read. */
const MODALITY_NAMES: readonly (readonly [Modality, string, string, string])[] = [
  ['text', ATTR_GEN_AI_USAGE_TEXT_INPUT_TOKENS, ATTR_GEN_AI_USAGE_TEXT_OUTPUT_TOKENS, ATTR_GEN_AI_USAGE_TEXT_CACHE_READ_INPUT_TOKENS],
  ['image', ATTR_GEN_AI_USAGE_IMAGE_INPUT_TOKENS, ATTR_GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS, ATTR_GEN_AI_USAGE_IMAGE_CACHE_READ_INPUT_TOKENS],
  ['audio', ATTR_GEN_AI_USAGE_AUDIO_INPUT_TOKENS, ATTR_GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS, ATTR_GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS],
  ['video', ATTR_USAGE_VIDEO_INPUT, ATTR_USAGE_VIDEO_OUTPUT, ATTR_USAGE_VIDEO_CACHE_READ],
  ['document', ATTR_USAGE_DOCUMENT_INPUT, ATTR_USAGE_DOCUMENT_OUTPUT, ATTR_USAGE_DOCUMENT_CACHE_READ],
]

/** Providers send zeros for what was not there: a 0 is told of a price alone. */
export function countAttributes(numbers: Numbers, labels: Labels): UsageAttributes {
  const attributes: UsageAttributes = {}
  for (const fact of Object.keys(numbers) as (Count | Measure)[]) {
    const meaning = MEANINGS[fact]
    const value = numbers[fact] ?? 0
    if (meaning !== undefined && (value > 0 || fact === 'cost')) attributes[meaning.name] = value / (meaning.per ?? 1)
  }
  addModalities(attributes, numbers)
  for (const fact of Object.keys(labels) as Label[]) {
    const value = labels[fact]
    if (value !== undefined && isLabel(value)) attributes[LABEL_NAMES[fact]] = value
  }
  return attributes
}

function addModalities(attributes: UsageAttributes, numbers: Numbers): void {
  for (const [modality, input, output, cacheRead] of MODALITY_NAMES) {
    const put = (name: string, count: number): void => {
      if (count > 0) attributes[name] = count
    }
    put(input, (numbers[`${modality}.input`] ?? 0) + (numbers[`${modality}.toolInput`] ?? 0))
    put(output, numbers[`${modality}.output`] ?? 0)
    put(cacheRead, numbers[`${modality}.cacheRead`] ?? 0)
  }
}
