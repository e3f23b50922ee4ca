/** Which requests are Mistral's. */
import { isObject, object, word } from '../read/json.ts'
import { endsWith, segments } from '../read/path.ts'
import type { RequestShape, Wire } from '../read/dialect.ts'

const mistralChat: Wire = {
  api: 'mistral-chat',
  operation: 'chat',
  defaultProvider: 'mistral_ai',
  matchesPath: (shape) =>
    shape.method === 'POST' &&
    ((isMistral(shape.url) && endsWith(shape.url, 'chat', 'completions')) ||
      (endsWith(shape.url, 'agents', 'completions') && isAgents(shape))),
}

const mistralFim: Wire = {
  api: 'mistral-fim',
  operation: 'text_completion',
  defaultProvider: 'mistral_ai',
  matchesPath: ({ method, url }) => method === 'POST' && endsWith(url, 'fim', 'completions'),
}

const mistralEmbeddings: Wire = {
  api: 'mistral-embeddings',
  operation: 'embeddings',
  defaultProvider: 'mistral_ai',
  matchesPath: (shape) => shape.method === 'POST' && isMistral(shape.url) && endsWith(shape.url, 'embeddings'),
}

const mistralConversations: Wire = {
  api: 'mistral-conversations',
  operation: 'chat',
  defaultProvider: 'mistral_ai',
  matchesPath: isConversation,
}

export const mistralWires: readonly Wire[] = [mistralChat, mistralFim, mistralEmbeddings, mistralConversations]

/** Chat, embeddings and conversations have the paths of OpenAI's: only beside them does the host tell the vendor. */
function isMistral({ hostname }: URL): boolean {
  return /(?:^|\.)mistral\.ai$/i.test(hostname)
}

function isAgents(shape: RequestShape): boolean {
  return isMistral(shape.url) || word(object(shape.body)?.['agent_id']) !== undefined
}

/** `/v1/conversations`, `…/<id>` and `…/<id>/restart`. OpenAI's conversations have the same path and ask no model. */
function isConversation(shape: RequestShape): boolean {
  const { method, url } = shape
  if (method !== 'POST') return false
  const path = segments(url)
  const after = path.length - 1 - path.lastIndexOf('conversations')
  if (after === path.length || after > 2 || (after === 2 && path.at(-1) !== 'restart')) return false
  if (isMistral(url)) return true
  const { body } = shape
  return isObject(body) && body['inputs'] !== undefined
}
