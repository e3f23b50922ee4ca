/** Which requests are Ollama's. */
import { isObject, objects, word, type JsonObject } from '../read/json.ts'
import { endsWith, segments } from '../read/path.ts'
import type { RequestShape, Wire } from '../read/dialect.ts'

const ollamaChat: Wire = {
  api: 'ollama-chat',
  operation: 'chat',
  defaultProvider: 'ollama',
  matchesPath: (shape) => isOllama(shape, 'chat'),
}

const ollamaGenerate: Wire = {
  api: 'ollama-generate',
  operation: 'text_completion',
  defaultProvider: 'ollama',
  matchesPath: (shape) => isOllama(shape, 'generate'),
}

const ollamaEmbed: Wire = {
  api: 'ollama-embed',
  operation: 'embeddings',
  defaultProvider: 'ollama',
  // `/api/embeddings` is the older form: one text, one embedding, nothing counted.
  matchesPath: (shape) => isOllama(shape, 'embed') || isOllama(shape, 'embeddings'),
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
