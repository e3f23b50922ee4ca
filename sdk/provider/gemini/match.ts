/** What Gemini's paths say: which wire it is, and what is read of it. */
import type { JsonValue } from '../../protocol/records.ts'
import { isObject, word } from '../read/json.ts'
import { customMethod, segments } from '../read/path.ts'
import type { RequestShape } from '../read/dialect.ts'

/** Of Interactions. */
export const LAST_EVENTS: readonly string[] = ['interaction.completed', 'interaction.complete']

/** `models/<model>:generateContent` and its kin: also tuned models, and Vertex AI's endpoints. */
export function geminiMethod(url: URL): { readonly model: string; readonly stream: boolean } | undefined {
  const call = customMethod(url)
  if (call === undefined || !/^(?:models|tunedModels|endpoints)$/.test(call.parent)) return undefined
  if (call.method !== 'generateContent' && call.method !== 'streamGenerateContent') return undefined
  return { model: call.resource, stream: call.method === 'streamGenerateContent' }
}

/** `predict` is the method of every model on Vertex AI, pictures too: there the model's name has to say what it does. */
export function embeddingModel(url: URL): string | undefined {
  const call = customMethod(url)
  if (call === undefined || !/^(?:models|tunedModels|endpoints)$/.test(call.parent)) return undefined
  const own = call.method === 'embedContent' || call.method === 'batchEmbedContents'
  return own || (call.method === 'predict' && /embedding/i.test(call.resource)) ? call.resource : undefined
}

interface InteractionsCall {
  /** Of the interaction that is fetched; absent where one is made. */
  readonly id?: string
}

/**
 * `POST …/interactions` makes an interaction, `GET …/interactions/<id>` fetches one. Other services have interactions too: the path has to be
 * one of Google's versions, or the host Google's, or (for a proxy) the body has to say that a model is asked.
 */
export function interactionsCall(shape: RequestShape): InteractionsCall | undefined {
  const { method, url } = shape
  const path = segments(url)
  const at = path.lastIndexOf('interactions')
  if (at === -1) return undefined
  const google =
    /^v\d+(?:alpha|beta)\d*$/.test(path[at - 1] ?? '') || /(?:^|\.|-)(?:generativelanguage|aiplatform)\.googleapis\.com$/.test(url.hostname)
  if (method === 'POST' && at === path.length - 1) return google || asksModel(shape.body) ? {} : undefined
  const id = path[at + 1]
  return method === 'GET' && google && id !== undefined && at === path.length - 2 ? { id } : undefined
}

function asksModel(body: JsonValue | undefined): boolean {
  return isObject(body) && body['input'] !== undefined && (word(body['model']) ?? word(body['agent'])) !== undefined
}
