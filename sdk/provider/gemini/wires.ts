/** Which requests are Gemini's. */
import type { JsonValue } from '../../protocol/records.ts'
import { embeddingModel, geminiMethod, interactionsCall, LAST_EVENTS } from './match.ts'
import { isList, isObject, objects } from '../read/json.ts'
import type { Wire } from '../read/dialect.ts'

const geminiGenerate: Wire = {
  api: 'gemini-generate',
  operation: 'generate_content',
  defaultProvider: 'gcp.gen_ai',
  matchesPath: ({ method, url }) => method === 'POST' && geminiMethod(url) !== undefined,
  matchesBody: ({ body }) => matchesGeminiBody(body),
}

const geminiEmbed: Wire = {
  api: 'gemini-embed',
  operation: 'embeddings',
  defaultProvider: 'gcp.gen_ai',
  matchesPath: ({ method, url }) => method === 'POST' && embeddingModel(url) !== undefined,
}

const geminiInteractions: Wire = {
  api: 'gemini-interactions',
  operation: 'generate_content',
  defaultProvider: 'gcp.gen_ai',
  matchesPath: (shape) => interactionsCall(shape) !== undefined,
  lastEvents: LAST_EVENTS,
}

export const geminiWires: readonly Wire[] = [geminiGenerate, geminiEmbed, geminiInteractions]

/** `contents` of objects with `parts`: no other API has them. */
function matchesGeminiBody(body: JsonValue | undefined): boolean {
  if (!isObject(body)) return false
  const contents = objects(body['contents'])
  return contents.length > 0 && contents.every((content) => isList(content['parts']) || isObject(content['parts']))
}
