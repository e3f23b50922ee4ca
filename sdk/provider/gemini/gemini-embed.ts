/** Gemini `embedContent`, `batchEmbedContents` and, on Vertex AI, `predict` of an embedding model: https://ai.google.dev/api/embeddings */
import type { JsonValue } from '../../protocol/records.ts'
import { createEmbeddingsReader } from '../answer/embeddings.ts'
import { field } from './gemini-content.ts'
import { embeddingModel } from './match.ts'
import { defined, number, object, objects, sum, word, type JsonObject } from '../read/json.ts'
import type { Reading, RequestFacts, RequestShape } from '../read/dialect.ts'
import { wholeNumber } from '../answer/usage-counts.ts'
import { ATTR_GEN_AI_EMBEDDINGS_DIMENSION_COUNT } from '../../semconv.ts'

export const embedReading: Reading = {
  readRequest,
  createReader: () => createEmbeddingsReader((data) => ({ usage: usageOf(data), first: firstVector(data) })),
}

function readRequest({ url, body }: RequestShape): RequestFacts {
  const request = object(body)
  const one = objects(request?.['requests'])[0] ?? request
  const config = object(field(request, 'parameters')) ?? object(field(one, 'embedContentConfig')) ?? one
  const dimensions = wholeNumber(field(config, 'outputDimensionality'))
  return defined<RequestFacts>({
    model: embeddingModel(url) ?? word(one?.['model'])?.replace(/^models\//, ''),
    attributes: dimensions === undefined ? undefined : { [ATTR_GEN_AI_EMBEDDINGS_DIMENSION_COUNT]: dimensions },
  })
}

/** The Gemini API counts nothing or all; Vertex AI counts for each text. */
function usageOf(data: JsonObject): JsonValue | undefined {
  const counted = sum(...objects(data['predictions']).map((each) => number(field(statistics(each), 'tokenCount'))))
  return field(data, 'usageMetadata') ?? (counted === undefined ? undefined : { promptTokenCount: counted })
}

function statistics(prediction: JsonObject): JsonObject | undefined {
  return object(object(prediction['embeddings'])?.['statistics'])
}

function firstVector(data: JsonObject) {
  const first = object(data['embedding']) ?? objects(data['embeddings'])[0] ?? object(objects(data['predictions'])[0]?.['embeddings'])
  return first?.['values']
}
