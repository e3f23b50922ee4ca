import { defined, number, object, sum, type JsonObject } from './json.ts'
import type { Usage } from './provider.ts'

const MODALITIES = ['text', 'image', 'audio'] as const

/**
 * Tokens of a `usage` object, in the words of Chat Completions or of Responses. OpenAI's output includes reasoning. xAI's does not, which
 * shows in its own total: input + output + reasoning. More reasoning than output is no such sign: some servers estimate the former.
 */
export function readOpenaiUsage(usage: JsonObject): Usage {
  const input = number(usage['prompt_tokens']) ?? number(usage['input_tokens'])
  const output = number(usage['completion_tokens']) ?? number(usage['output_tokens'])
  const { inputDetails, outputDetails } = detailsOf(usage)
  const reasoning = number(outputDetails?.['reasoning_tokens']) ?? number(usage['reasoning_tokens'])
  return defined<Usage>({
    inputTokens: input,
    outputTokens: isApart(input, output, reasoning, number(usage['total_tokens'])) ? sum(output, reasoning) : output,
    cacheReadTokens: number(inputDetails?.['cached_tokens']) ?? number(usage['prompt_cache_hit_tokens']) ?? number(usage['cached_tokens']),
    cacheWriteTokens: number(inputDetails?.['cache_write_tokens']),
    reasoningTokens: reasoning,
  })
}

function isApart(input: number | undefined, output: number | undefined, reasoning: number | undefined, total: number | undefined): boolean {
  if (output === undefined || reasoning === undefined || reasoning === 0) return false
  return total === sum(input, output, reasoning)
}

/** Tokens by modality, where the provider counted any: most send zeros for what was not there. */
export function modalityAttributes(usage: JsonObject): { [key: string]: number } {
  const { inputDetails, outputDetails } = detailsOf(usage)
  const attributes: { [key: string]: number } = {}
  if (inputDetails === undefined && outputDetails === undefined) return attributes
  const take = (name: string, count: number | undefined): void => {
    if (count !== undefined && count > 0) attributes[name] = count
  }
  for (const modality of MODALITIES) {
    take(`gen_ai.usage.${modality}.input_tokens`, number(inputDetails?.[`${modality}_tokens`]))
    take(`gen_ai.usage.${modality}.output_tokens`, number(outputDetails?.[`${modality}_tokens`]))
    const cached = object(inputDetails?.['cached_tokens_details'])
    take(`gen_ai.usage.${modality}.cache_read.input_tokens`, number(cached?.[`${modality}_tokens`]))
  }
  return attributes
}

function detailsOf(usage: JsonObject) {
  return {
    inputDetails: object(usage['prompt_tokens_details']) ?? object(usage['input_tokens_details']),
    outputDetails: object(usage['completion_tokens_details']) ?? object(usage['output_tokens_details']),
  }
}
