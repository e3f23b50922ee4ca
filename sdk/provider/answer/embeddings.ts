/** Answers with embeddings, whatever the vendor: no choice, no text, only what was counted. */
import type { JsonValue } from '../../protocol/records.ts'
import { ATTR_UPSTREAM_PROVIDER } from '../../own-names.ts'
import { AnswerReader } from './answer-reader.ts'
import { isList, isObject, word, type JsonObject } from '../read/json.ts'
import type { ResponseReader, TextDelta } from '../read/dialect.ts'
import { ATTR_GEN_AI_EMBEDDINGS_DIMENSION_COUNT } from '../../semconv.ts'

export interface EmbeddingsFacts {
  readonly model?: string | undefined
  readonly id?: string | undefined
  readonly usage?: JsonValue | undefined
  /** The first embedding: a list of numbers, or base64 of 32-bit floats. */
  readonly first?: JsonValue | undefined
}

const BYTES_PER_FLOAT = 4

export function createEmbeddingsReader(read: (data: JsonObject) => EmbeddingsFacts): ResponseReader {
  return new EmbeddingsReader(read)
}

class EmbeddingsReader extends AnswerReader {
  private readonly read: (data: JsonObject) => EmbeddingsFacts

  constructor(read: (data: JsonObject) => EmbeddingsFacts) {
    super('input')
    this.read = read
  }

  payload(data: JsonValue, event?: string): readonly TextDelta[] {
    if (!isObject(data)) return []
    const { answer } = this
    this.readError(data, event)
    const { model, id, usage, first } = this.read(data)
    answer.model ??= model
    answer.id ??= id
    this.meter.read(usage)
    answer.tell(ATTR_UPSTREAM_PROVIDER, word(data['provider']))
    const dimensions = dimensionsOf(first)
    if (dimensions !== undefined) answer.attributes[ATTR_GEN_AI_EMBEDDINGS_DIMENSION_COUNT] = dimensions
    answer.complete = true
    return []
  }
}

function dimensionsOf(embedding: JsonValue | undefined): number | undefined {
  if (isList(embedding)) return embedding.length > 0 ? embedding.length : undefined
  if (typeof embedding !== 'string') return undefined
  const bytes = (embedding.replace(/=+$/, '').length * 3) / 4
  return bytes >= BYTES_PER_FLOAT ? Math.floor(bytes / BYTES_PER_FLOAT) : undefined
}
