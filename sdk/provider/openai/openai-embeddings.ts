/** OpenAI Embeddings and the servers that speak it. */
import { createEmbeddingsReader } from '../answer/embeddings.ts'
import { defined, object, objects, word } from '../read/json.ts'
import { deploymentOf } from './openai-request.ts'
import type { Reading, RequestFacts, RequestShape } from '../read/dialect.ts'
import { wholeNumber } from '../answer/usage-counts.ts'
import { ATTR_GEN_AI_EMBEDDINGS_DIMENSION_COUNT, ATTR_GEN_AI_REQUEST_ENCODING_FORMATS } from '../../semconv.ts'

export const embeddingsReading: Reading = {
  readRequest,
  createReader: () =>
    createEmbeddingsReader((data) => ({
      model: word(data['model']),
      id: word(data['id']),
      usage: data['usage'],
      first: objects(data['data'])[0]?.['embedding'],
    })),
}

function readRequest({ url, body }: RequestShape): RequestFacts {
  const request = object(body) ?? {}
  const format = word(request['encoding_format'])
  const dimensions = wholeNumber(request['dimensions'])
  const attributes = {
    ...(format !== undefined && { [ATTR_GEN_AI_REQUEST_ENCODING_FORMATS]: [format] }),
    ...(dimensions !== undefined && { [ATTR_GEN_AI_EMBEDDINGS_DIMENSION_COUNT]: dimensions }),
  }
  return defined<RequestFacts>({
    model: word(request['model']) ?? deploymentOf(url),
    attributes: Object.keys(attributes).length > 0 ? attributes : undefined,
  })
}
