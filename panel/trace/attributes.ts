/**
 * Reads attributes under their current names and under those of earlier conventions (1.27 to 1.41), from one table. The current name wins:
 * a producer in transition writes both, and summing them would count twice.
 */
import {
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_STREAM,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_TOOL_NAME,
  ATTR_GEN_AI_PROMPT_NAME,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
} from '../../sdk/semconv.ts'
import type { Attributes, AttributeValue } from '../../sdk/protocol/records.ts'

export const EARLIER_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  [ATTR_GEN_AI_PROVIDER_NAME, ['gen_ai.system']],
  [ATTR_GEN_AI_REQUEST_STREAM, ['gen_ai.request.is_stream', 'gen_ai.is_streaming']],
  [ATTR_GEN_AI_RESPONSE_FINISH_REASONS, ['gen_ai.response.finish_reason', 'gen_ai.response.stop_reason']],
  [ATTR_GEN_AI_USAGE_INPUT_TOKENS, ['gen_ai.usage.prompt_tokens']],
  [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS, ['gen_ai.usage.completion_tokens']],
  [ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS, ['gen_ai.usage.cache_read_input_tokens', 'gen_ai.usage.input_tokens.cached']],
  [ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS, ['gen_ai.usage.cache_creation.input_tokens', 'gen_ai.usage.cache_creation_input_tokens']],
  [ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS, ['gen_ai.usage.reasoning_tokens', 'gen_ai.usage.output_tokens.reasoning']],
  [ATTR_GEN_AI_TOOL_NAME, ['mcp.tool.name']],
  [ATTR_GEN_AI_PROMPT_NAME, ['mcp.prompt.name']],
])

/** Values of the former `gen_ai.system` that were renamed together with the key. */
const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ['az.ai.inference', 'azure.ai.inference'],
  ['az.ai.openai', 'azure.ai.openai'],
  ['vertex_ai', 'gcp.vertex_ai'],
  ['gemini', 'gcp.gemini'],
  ['google', 'gcp.gen_ai'],
  ['google_genai', 'gcp.gen_ai'],
  ['xai', 'x_ai'],
  ['bedrock', 'aws.bedrock'],
  ['mistral', 'mistral_ai'],
  ['watsonx', 'ibm.watsonx.ai'],
])

/** The value under the current name of an attribute, or under the first of its earlier names that is present. */
export function attribute(attributes: Attributes, name: string): AttributeValue | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name]
  const earlier = EARLIER_NAMES.get(name)
  if (earlier === undefined) return undefined
  for (const candidate of earlier) if (Object.hasOwn(attributes, candidate)) return attributes[candidate]
  return undefined
}

/** A non-empty string, or undefined: forged spans carry anything under any name. */
export function text(attributes: Attributes, name: string): string | undefined {
  const value = attribute(attributes, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A count: a finite number of zero or more. */
export function count(attributes: Attributes, name: string): number | undefined {
  const value = attribute(attributes, name)
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

/** The strings of a list; a lone string counts as a list of one, as earlier producers wrote finish reasons. */
export function texts(attributes: Attributes, name: string): readonly string[] {
  const value = attribute(attributes, name)
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** `gen_ai.provider.name`; values of the former key in today's spelling. */
export function provider(attributes: Attributes): string | undefined {
  const name = text(attributes, ATTR_GEN_AI_PROVIDER_NAME)
  if (name === undefined || Object.hasOwn(attributes, ATTR_GEN_AI_PROVIDER_NAME)) return name
  return PROVIDERS.get(name.toLowerCase()) ?? name.toLowerCase()
}
