/** Which requests are OpenAI's, and those of the many servers that speak its wires. */
import type { JsonValue } from '../../protocol/records.ts'
import { isKnownHost, LAST_EVENTS, matchesChatBody, storedResponse } from './match.ts'
import { isList, isObject, number, word } from '../read/json.ts'
import { endsWith, segments } from '../read/path.ts'
import type { RequestShape, Wire } from '../read/dialect.ts'

const openaiEmbeddings: Wire = {
  api: 'openai-embeddings',
  operation: 'embeddings',
  defaultProvider: 'openai',
  matchesPath: (shape) => shape.method === 'POST' && endsWith(shape.url, 'embeddings') && isWordOfOpenai(shape, 'embeddings', ['input']),
  matchesBody: matchesEmbeddingsBody,
}

const openaiResponses: Wire = {
  api: 'openai-responses',
  operation: 'chat',
  defaultProvider: 'openai',
  matchesPath: matchesResponsesPath,
  matchesBody: matchesResponsesBody,
  lastEvents: LAST_EVENTS,
}

const openaiCompletions: Wire = {
  api: 'openai-completions',
  operation: 'text_completion',
  defaultProvider: 'openai',
  matchesPath: matchesCompletionsPath,
  matchesBody: ({ body }) => matchesCompletionBody(body),
}

const openaiChat: Wire = {
  api: 'openai-chat',
  operation: 'chat',
  defaultProvider: 'openai',
  matchesPath: ({ method, url }) => method === 'POST' && endsWith(url, 'chat', 'completions'),
  matchesBody: ({ body }) => matchesChatBody(body),
}

/** Chat Completions is the least telling of the bodies. */
export const openaiWires: readonly Wire[] = [openaiEmbeddings, openaiResponses, openaiCompletions, openaiChat]

/**
 * A path's last segment that applications may also use for something else (`/responses` of a survey, `/completions` of a task). Of a body
 * that is known, one of `keys` must be there, or else the host be a provider's; without a body the path or the host must say more.
 */
function isWordOfOpenai({ url, body }: RequestShape, name: string, keys: readonly string[]): boolean {
  if (body === undefined) return endsWith(url, 'v1', name) || segments(url).includes('openai') || isKnownHost(url)
  return isKnownHost(url) || (isObject(body) && keys.some((key) => body[key] !== undefined))
}

/** A model and an input are also what Responses take; a list of texts is not, nor a form of the numbers to come. */
function matchesEmbeddingsBody({ body }: RequestShape): boolean {
  if (!isObject(body) || word(body['model']) === undefined) return false
  const input = body['input']
  if (body['encoding_format'] !== undefined) return input !== undefined
  if (isList(input)) return input.length > 0 && input.every((item) => typeof item === 'string')
  return typeof input === 'string' && (number(body['dimensions']) !== undefined || /embed/i.test(word(body['model']) ?? ''))
}

/** One of these must be in a body: everything else of a request may be stored with the provider. */
const KEYS = ['input', 'prompt', 'previous_response_id', 'conversation'] as const

/** What tells Responses from Embeddings, speech and moderation, which take a model and an input too. */
const OWN_KEYS = [
  'instructions',
  'max_output_tokens',
  'previous_response_id',
  'conversation',
  'reasoning',
  'text',
  'tools',
  'store',
  'stream',
  'temperature',
] as const
const OTHER_KEYS = ['messages', 'voice', 'encoding_format', 'dimensions'] as const

function matchesResponsesPath(shape: RequestShape): boolean {
  if (shape.method === 'GET') return storedResponse(shape.url) !== undefined
  return shape.method === 'POST' && endsWith(shape.url, 'responses') && isWordOfOpenai(shape, 'responses', KEYS)
}

function matchesResponsesBody({ body }: RequestShape): boolean {
  if (!isObject(body) || word(body['model']) === undefined || OTHER_KEYS.some((key) => body[key] !== undefined)) return false
  const input = body['input']
  if (isList(input))
    return (
      input.length > 0 &&
      input.every((item) => isObject(item) && (item['role'] ?? item['type']) !== undefined && item['parts'] === undefined)
    )
  return typeof input === 'string' && OWN_KEYS.some((key) => body[key] !== undefined)
}

/** What stands before `completions` in the paths of other wires. */
const OTHER_WIRES = ['chat', 'fim', 'agents']

function matchesCompletionsPath(shape: RequestShape): boolean {
  const path = segments(shape.url)
  if (shape.method !== 'POST' || path.at(-1) !== 'completions' || OTHER_WIRES.includes(path.at(-2) ?? '')) return false
  return isWordOfOpenai(shape, 'completions', ['prompt'])
}

/** A model and a prompt are also what a picture is asked for with. */
function matchesCompletionBody(body: JsonValue | undefined): boolean {
  if (!isObject(body) || word(body['model']) === undefined || body['prompt'] === undefined) return false
  return ['max_tokens', 'suffix', 'logprobs', 'echo', 'best_of', 'stop'].some((key) => body[key] !== undefined)
}
