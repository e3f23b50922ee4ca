/** Token counts in the AI SDK's words: https://ai-sdk.dev/docs/reference/ai-sdk-core/generate-text (`LanguageModelUsage`) */
import { defined, object, word, type JsonObject } from '../read/json.ts'
import type { JsonValue } from '../../protocol/records.ts'
import type { Usage } from '../read/dialect.ts'
import { readUsage } from '../answer/usage.ts'

/**
 * What an application says of its model in a message's metadata. The fields are the application's own; these names are those that the AI SDK's
 * documentation writes there (`model`, and the `totalUsage` of its last stream part), and anything of another shape is left.
 */
export function readMetadata(value: JsonValue | undefined): { readonly model?: string; readonly usage?: Usage } {
  const metadata: JsonObject = object(value) ?? {}
  return defined<{ model?: string; usage?: Usage }>({
    model: word(metadata['model']) ?? word(metadata['modelId']),
    usage: readUsage(metadata['totalUsage']) ?? readUsage(metadata['usage']),
  })
}
