/**
 * Mistral's API: chat, agents and fill-in-the-middle, all three answered in the form of Chat Completions (content may be a list with
 * `thinking` and `reference` items), and embeddings. https://docs.mistral.ai/api
 */
import { createEmbeddingsReader } from '../answer/embeddings.ts'
import { object, objects, word } from '../read/json.ts'
import { isMistral } from './mistral-host.ts'
import { readMistralChat, readMistralEmbeddings, readMistralFim } from './mistral-request.ts'
import { openaiChat } from '../openai/openai-chat.ts'
import { endsWith } from '../read/path.ts'
import type { Dialect, RequestShape } from '../read/dialect.ts'

export const mistralChat: Dialect = {
  api: 'mistral-chat',
  operation: 'chat',
  defaultProvider: 'mistral_ai',
  matchesPath: (shape) =>
    shape.method === 'POST' &&
    ((isMistral(shape.url) && endsWith(shape.url, 'chat', 'completions')) ||
      (endsWith(shape.url, 'agents', 'completions') && isAgents(shape))),
  matchesBody: () => false,
  readRequest: readMistralChat,
  createReader: openaiChat.createReader,
}

export const mistralFim: Dialect = {
  api: 'mistral-fim',
  operation: 'text_completion',
  defaultProvider: 'mistral_ai',
  matchesPath: ({ method, url }) => method === 'POST' && endsWith(url, 'fim', 'completions'),
  matchesBody: () => false,
  readRequest: readMistralFim,
  createReader: openaiChat.createReader,
}

export const mistralEmbeddings: Dialect = {
  api: 'mistral-embeddings',
  operation: 'embeddings',
  defaultProvider: 'mistral_ai',
  matchesPath: (shape) => shape.method === 'POST' && isMistral(shape.url) && endsWith(shape.url, 'embeddings'),
  matchesBody: () => false,
  readRequest: readMistralEmbeddings,
  createReader: () =>
    createEmbeddingsReader((data) => ({
      model: word(data['model']),
      id: word(data['id']),
      usage: data['usage'],
      first: objects(data['data'])[0]?.['embedding'],
    })),
}

function isAgents(shape: RequestShape): boolean {
  return isMistral(shape.url) || word(object(shape.body)?.['agent_id']) !== undefined
}
