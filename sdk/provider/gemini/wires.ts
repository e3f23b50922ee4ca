/** Which requests and answers are Gemini's. */
import type { JsonValue } from '../../protocol/records.ts'
import { embeddingModel, geminiMethod, interactionsCall, LAST_EVENTS } from './match.ts'
import { isList, isObject, object, objects, word } from '../read/json.ts'
import type { FirstPayload, Wire } from '../read/dialect.ts'

const geminiGenerate: Wire = {
  api: 'gemini-generate',
  vendor: 'gemini',
  operation: 'generate_content',
  defaultProvider: 'gcp.gen_ai',
  matchesPath: ({ method, url }) => method === 'POST' && geminiMethod(url) !== undefined,
  matchesBody: ({ body }) => matchesGeminiBody(body),
  matchesPayload,
}

const geminiEmbed: Wire = {
  api: 'gemini-embed',
  vendor: 'gemini',
  operation: 'embeddings',
  defaultProvider: 'gcp.gen_ai',
  matchesPath: ({ method, url }) => method === 'POST' && embeddingModel(url) !== undefined,
  matchesBody: () => false,
}

const geminiInteractions: Wire = {
  api: 'gemini-interactions',
  vendor: 'gemini',
  operation: 'generate_content',
  defaultProvider: 'gcp.gen_ai',
  matchesPath: (shape) => interactionsCall(shape) !== undefined,
  matchesBody: () => false,
  matchesPayload: ({ form, data }) => {
    const interaction = form === 'sse' ? object(object(data)?.['interaction']) : form === 'json' ? object(data) : undefined
    return interaction?.['object'] === 'interaction' && word(interaction['status']) !== undefined
  },
  lastEvents: LAST_EVENTS,
}

export const geminiWires: readonly Wire[] = [geminiGenerate, geminiEmbed, geminiInteractions]

/** `contents` of objects with `parts`: no other API has them. */
function matchesGeminiBody(body: JsonValue | undefined): boolean {
  if (!isObject(body)) return false
  const contents = objects(body['contents'])
  return contents.length > 0 && contents.every((content) => isList(content['parts']) || isObject(content['parts']))
}

/** Candidates are also places, jobs and people: these have the parts of a content, or why there are none. */
function matchesPayload({ form, data, cut }: FirstPayload): boolean | undefined {
  if (form === 'data-stream' || !isObject(data)) return false
  const [candidate] = objects(data['candidates'])
  const content = object(candidate?.['content'])
  if (isList(content?.['parts']) && (content?.['role'] === 'model' || data['usageMetadata'] !== undefined)) return true
  if (word(candidate?.['finishReason']) !== undefined && data['usageMetadata'] !== undefined) return true
  return cut === true && data['candidates'] !== undefined && (candidate === undefined || isObject(candidate['content'] ?? {}))
    ? undefined
    : false
}
