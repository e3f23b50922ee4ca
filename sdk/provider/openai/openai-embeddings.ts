/** OpenAI Embeddings and the servers that speak it. */
import { createEmbeddingsReader } from '../answer/embeddings.ts'
import { defined, isList, isObject, number, object, objects, word } from '../read/json.ts'
import { deploymentOf, isWordOfOpenai } from './openai-request.ts'
import { endsWith } from '../read/path.ts'
import type { Dialect, RequestFacts, RequestShape } from '../read/dialect.ts'
import { wholeNumber } from '../answer/usage-counts.ts'

export const openaiEmbeddings: Dialect = {
  api: 'openai-embeddings',
  operation: 'embeddings',
  defaultProvider: 'openai',
  matchesPath: (shape) => shape.method === 'POST' && endsWith(shape.url, 'embeddings') && isWordOfOpenai(shape, 'embeddings', ['input']),
  matchesBody,
  matchesPayload: ({ form, data }) => form === 'json' && objects(object(data)?.['data'])[0]?.['object'] === 'embedding',
  readRequest,
  createReader: () =>
    createEmbeddingsReader((data) => ({
      model: word(data['model']),
      id: word(data['id']),
      usage: data['usage'],
      first: objects(data['data'])[0]?.['embedding'],
    })),
}

/** A model and an input are also what Responses take; a list of texts is not, nor a form of the numbers to come. */
function matchesBody({ body }: RequestShape): boolean {
  if (!isObject(body) || word(body['model']) === undefined) return false
  const input = body['input']
  if (body['encoding_format'] !== undefined) return input !== undefined
  if (isList(input)) return input.length > 0 && input.every((item) => typeof item === 'string')
  return typeof input === 'string' && (number(body['dimensions']) !== undefined || /embed/i.test(word(body['model']) ?? ''))
}

function readRequest({ url, body }: RequestShape): RequestFacts {
  const request = object(body) ?? {}
  const format = word(request['encoding_format'])
  const dimensions = wholeNumber(request['dimensions'])
  const attributes = {
    ...(format !== undefined && { 'gen_ai.request.encoding_formats': [format] }),
    ...(dimensions !== undefined && { 'gen_ai.embeddings.dimension.count': dimensions }),
  }
  return defined<RequestFacts>({
    model: word(request['model']) ?? deploymentOf(url),
    attributes: Object.keys(attributes).length > 0 ? attributes : undefined,
  })
}
