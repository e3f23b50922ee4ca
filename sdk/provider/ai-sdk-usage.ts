/** Token counts in the AI SDK's words: https://ai-sdk.dev/docs/reference/ai-sdk-core/generate-text (`LanguageModelUsage`) */
import { defined, number, object, word, type JsonObject } from './json.ts'
import type { JsonValue } from '../protocol.ts'
import type { Usage } from './provider.ts'

/** `undefined` where it is no usage, or holds no number (version 4 writes `null` for what it does not know). */
export function readAiSdkUsage(value: JsonValue | undefined): Usage | undefined {
  const usage = object(value)
  if (usage === undefined) return undefined
  const input = object(usage['inputTokenDetails'])
  const output = object(usage['outputTokenDetails'])
  const read = defined<Usage>({
    inputTokens: number(usage['inputTokens']) ?? number(usage['promptTokens']),
    outputTokens: number(usage['outputTokens']) ?? number(usage['completionTokens']),
    cacheReadTokens: number(input?.['cacheReadTokens']) ?? number(usage['cachedInputTokens']),
    cacheWriteTokens: number(input?.['cacheWriteTokens']),
    reasoningTokens: number(output?.['reasoningTokens']) ?? number(usage['reasoningTokens']),
  })
  return Object.keys(read).length > 0 ? read : undefined
}

/**
 * What an application says of its model in a message's metadata. The fields are the application's own; these names are those that the AI SDK's
 * documentation writes there (`model`, and the `totalUsage` of its last stream part), and anything of another shape is left.
 */
export function readMetadata(value: JsonValue | undefined): { readonly model?: string; readonly usage?: Usage } {
  const metadata: JsonObject = object(value) ?? {}
  return defined<{ model?: string; usage?: Usage }>({
    model: word(metadata['model']) ?? word(metadata['modelId']),
    usage: readAiSdkUsage(metadata['totalUsage']) ?? readAiSdkUsage(metadata['usage']),
  })
}
