/** Which answers are Gemini's, by their first payload. */
import { isList, isObject, object, objects, word } from '../read/json.ts'
import type { FirstPayload, Payloads } from '../read/dialect.ts'

export const geminiPayloads: Payloads = {
  'gemini-generate': matchesChunk,
  'gemini-interactions': ({ form, data }) => {
    const interaction = form === 'sse' ? object(object(data)?.['interaction']) : form === 'json' ? object(data) : undefined
    return interaction?.['object'] === 'interaction' && word(interaction['status']) !== undefined
  },
}

/** Candidates are also places, jobs and people: these have the parts of a content, or why there are none. */
function matchesChunk({ form, data, cut }: FirstPayload): boolean | undefined {
  if (form === 'data-stream' || !isObject(data)) return false
  const [candidate] = objects(data['candidates'])
  const content = object(candidate?.['content'])
  if (isList(content?.['parts']) && (content?.['role'] === 'model' || data['usageMetadata'] !== undefined)) return true
  if (word(candidate?.['finishReason']) !== undefined && data['usageMetadata'] !== undefined) return true
  return cut === true && data['candidates'] !== undefined && (candidate === undefined || isObject(candidate['content'] ?? {}))
    ? undefined
    : false
}
