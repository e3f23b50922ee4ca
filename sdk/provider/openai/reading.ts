/** How OpenAI's wires are read. */
import { chatReading } from './openai-chat.ts'
import { completionsReading } from './openai-completions.ts'
import { embeddingsReading } from './openai-embeddings.ts'
import { responsesReading } from './openai-responses.ts'

export const readings = {
  'openai-chat': chatReading,
  'openai-responses': responsesReading,
  'openai-completions': completionsReading,
  'openai-embeddings': embeddingsReading,
}
