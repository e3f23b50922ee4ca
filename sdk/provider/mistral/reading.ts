/** How Mistral's wires are read. */
import { mistralChatReading, mistralEmbeddingsReading, mistralFimReading } from './mistral.ts'
import { conversationsReading } from './mistral-conversations.ts'

export const readings = {
  'mistral-chat': mistralChatReading,
  'mistral-fim': mistralFimReading,
  'mistral-embeddings': mistralEmbeddingsReading,
  'mistral-conversations': conversationsReading,
}
