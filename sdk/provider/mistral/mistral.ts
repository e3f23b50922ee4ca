/**
 * Mistral's API: chat, agents and fill-in-the-middle, all three answered in the form of Chat Completions (content may be a list with
 * `thinking` and `reference` items), and embeddings. https://docs.mistral.ai/api
 */
import { createEmbeddingsReader } from '../answer/embeddings.ts'
import { objects, word } from '../read/json.ts'
import { readMistralChat, readMistralEmbeddings, readMistralFim } from './mistral-request.ts'
import { chatReading } from '../openai/openai-chat.ts'
import type { Reading } from '../read/dialect.ts'

export const mistralChatReading: Reading = {
  readRequest: readMistralChat,
  createReader: chatReading.createReader,
}

export const mistralFimReading: Reading = {
  readRequest: readMistralFim,
  createReader: chatReading.createReader,
}

export const mistralEmbeddingsReading: Reading = {
  readRequest: readMistralEmbeddings,
  createReader: () =>
    createEmbeddingsReader((data) => ({
      model: word(data['model']),
      id: word(data['id']),
      usage: data['usage'],
      first: objects(data['data'])[0]?.['embedding'],
    })),
}
