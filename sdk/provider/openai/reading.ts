/** How the other wires of OpenAI are read. */
import { completionsReading } from './openai-completions.ts'
import { embeddingsReading } from './openai-embeddings.ts'

export const readings = { 'openai-completions': completionsReading, 'openai-embeddings': embeddingsReading }
