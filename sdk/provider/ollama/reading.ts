/** How Ollama's wires are read. */
import { ollamaChatReading, ollamaEmbedReading, ollamaGenerateReading } from './ollama.ts'

export const readings = {
  'ollama-chat': ollamaChatReading,
  'ollama-generate': ollamaGenerateReading,
  'ollama-embed': ollamaEmbedReading,
}
