/** Which answers are Ollama's, by their first payload. */
import { boolean, isObject, object, string, word, type JsonObject } from '../read/json.ts'
import type { FirstPayload, Payloads } from '../read/dialect.ts'

export const ollamaPayloads: Payloads = {
  'ollama-chat': (first) => isOllamaAnswer(first, (data) => object(data['message'])?.['role'] === 'assistant'),
  'ollama-generate': (first) => isOllamaAnswer(first, (data) => string(data['response']) !== undefined),
}

/** What any row of a table may have, a model and when it was made, with `done`, which no table has beside a message. */
function isOllamaAnswer({ form, data, cut }: FirstPayload, says: (data: JsonObject) => boolean): boolean | undefined {
  if (form !== 'json' || !isObject(data)) return false
  const known = word(data['model']) !== undefined && /^\d{4}-\d\d-\d\dT/.test(string(data['created_at']) ?? '')
  if (known && says(data) && boolean(data['done']) !== undefined) return true
  return cut === true && known ? undefined : false
}
