/** Which requests and answers are Ollama's. */
import { boolean, isObject, object, objects, string, word, type JsonObject } from '../read/json.ts'
import { endsWith, segments } from '../read/path.ts'
import type { FirstPayload, RequestShape, Wire } from '../read/dialect.ts'

const ollamaChat: Wire = {
  api: 'ollama-chat',
  vendor: 'ollama',
  operation: 'chat',
  defaultProvider: 'ollama',
  matchesPath: (shape) => isOllama(shape, 'chat'),
  matchesBody: () => false,
  matchesPayload: (first) => isOllamaAnswer(first, (data) => object(data['message'])?.['role'] === 'assistant'),
}

const ollamaGenerate: Wire = {
  api: 'ollama-generate',
  vendor: 'ollama',
  operation: 'text_completion',
  defaultProvider: 'ollama',
  matchesPath: (shape) => isOllama(shape, 'generate'),
  matchesBody: () => false,
  matchesPayload: (first) => isOllamaAnswer(first, (data) => string(data['response']) !== undefined),
}

const ollamaEmbed: Wire = {
  api: 'ollama-embed',
  vendor: 'ollama',
  operation: 'embeddings',
  defaultProvider: 'ollama',
  // `/api/embeddings` is the older form: one text, one embedding, nothing counted.
  matchesPath: (shape) => isOllama(shape, 'embed') || isOllama(shape, 'embeddings'),
  matchesBody: () => false,
}

export const ollamaWires: readonly Wire[] = [ollamaChat, ollamaGenerate, ollamaEmbed]

const DEFAULT_PORT = '11434'

/** Keys of Ollama's own, by which a body tells where the host does not. */
const OWN_KEYS: readonly string[] = ['options', 'keep_alive', 'think', 'raw']

/**
 * `POST /api/<name>` of an Ollama server. The path alone is no evidence: `/api/chat` and `/api/generate` are also what applications call
 * routes of their own. So is: Ollama's port, its name in the host or the path, or a key that only Ollama knows.
 */
function isOllama(shape: RequestShape, name: string): boolean {
  const { method, url } = shape
  if (method !== 'POST' || !endsWith(url, 'api', name)) return false
  const { body } = shape
  if (isObject(body) && objects(body['messages']).some((message) => message['parts'] !== undefined)) return false
  const named = /(?:^|[.-])ollama(?:[.-]|$)/i.test(url.hostname) || segments(url).some((segment) => /^ollama$/i.test(segment))
  return url.port === DEFAULT_PORT || named || (isObject(body) && word(body['model']) !== undefined && hasOwnKey(body))
}

function hasOwnKey(body: JsonObject): boolean {
  return OWN_KEYS.some((key) => body[key] !== undefined)
}

/** What any row of a table may have, a model and when it was made, with `done`, which no table has beside a message. */
function isOllamaAnswer({ form, data, cut }: FirstPayload, says: (data: JsonObject) => boolean): boolean | undefined {
  if (form !== 'json' || !isObject(data)) return false
  const known = word(data['model']) !== undefined && /^\d{4}-\d\d-\d\dT/.test(string(data['created_at']) ?? '')
  if (known && says(data) && boolean(data['done']) !== undefined) return true
  return cut === true && known ? undefined : false
}
