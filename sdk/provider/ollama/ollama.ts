/** Ollama's own API: chat and generate, as one JSON object or one a line, and embeddings. https://docs.ollama.com/api */
import type { JsonValue } from '../../protocol/records.ts'
import { AnswerReader } from '../answer/answer-reader.ts'
import { createEmbeddingsReader } from '../answer/embeddings.ts'
import { boolean, isObject, list, object, objects, string, word, type JsonObject } from '../read/json.ts'
import { readLogprobs } from '../answer/logprobs.ts'
import { isOllama, readOllamaChat, readOllamaEmbed, readOllamaGenerate } from './ollama-request.ts'
import type { Dialect, FirstPayload, TextDelta } from '../read/dialect.ts'

export const ollamaChat: Dialect = {
  api: 'ollama-chat',
  operation: 'chat',
  defaultProvider: 'ollama',
  matchesPath: (shape) => isOllama(shape, 'chat'),
  matchesBody: () => false,
  matchesPayload: (first) => isOllamaAnswer(first, (data) => object(data['message'])?.['role'] === 'assistant'),
  readRequest: readOllamaChat,
  createReader: () => new OllamaReader(),
}

export const ollamaGenerate: Dialect = {
  api: 'ollama-generate',
  operation: 'text_completion',
  defaultProvider: 'ollama',
  matchesPath: (shape) => isOllama(shape, 'generate'),
  matchesBody: () => false,
  matchesPayload: (first) => isOllamaAnswer(first, (data) => string(data['response']) !== undefined),
  readRequest: readOllamaGenerate,
  createReader: () => new OllamaReader(),
}

export const ollamaEmbed: Dialect = {
  api: 'ollama-embed',
  operation: 'embeddings',
  defaultProvider: 'ollama',
  // `/api/embeddings` is the older form: one text, one embedding, nothing counted.
  matchesPath: (shape) => isOllama(shape, 'embed') || isOllama(shape, 'embeddings'),
  matchesBody: () => false,
  readRequest: readOllamaEmbed,
  createReader: () =>
    createEmbeddingsReader((data) => ({
      model: word(data['model']),
      usage: data,
      first: data['embedding'] ?? list(data['embeddings'])[0],
    })),
}

/** What any row of a table may have, a model and when it was made, with `done`, which no table has beside a message. */
function isOllamaAnswer({ form, data, cut }: FirstPayload, says: (data: JsonObject) => boolean): boolean | undefined {
  if (form !== 'json' || !isObject(data)) return false
  const known = word(data['model']) !== undefined && /^\d{4}-\d\d-\d\dT/.test(string(data['created_at']) ?? '')
  if (known && says(data) && boolean(data['done']) !== undefined) return true
  return cut === true && known ? undefined : false
}

/** Chat has its text in `message.content`, generate in `response`; the last line has `done`, the reason and the counts. */
class OllamaReader extends AnswerReader {
  payload(data: JsonValue, event?: string): readonly TextDelta[] {
    if (!isObject(data)) return []
    const { answer } = this
    this.readError(data, event)
    answer.model ??= word(data['model'])
    if (data['done'] === undefined && data['message'] === undefined && data['response'] === undefined) return []
    const message = object(data['message']) ?? data
    const deltas = [
      ...this.grow('reasoning', string(message['thinking'])),
      ...this.grow('text', string(message['content']) ?? string(data['response'])),
      ...objects(message['tool_calls']).flatMap((call) => this.readCall(call)),
    ]
    if (data['logprobs'] !== undefined) answer.addLogprobs(this.choice, readLogprobs(data['logprobs']))
    if (data['done'] === true) this.readEnd(data)
    return deltas
  }

  /** A call comes whole, its arguments as an object. */
  private readCall(call: JsonObject): readonly TextDelta[] {
    const details = object(call['function']) ?? call
    const { answer, choice } = this
    const open = answer.open(choice, 'tool_call')
    open.name = string(details['name']) ?? ''
    const id = word(call['id'])
    if (id !== undefined) open.id = id
    const given = details['arguments']
    return answer.append(choice, open, typeof given === 'string' ? given : JSON.stringify(given ?? {}))
  }

  private readEnd(data: JsonObject): void {
    this.finish(word(data['done_reason']))
    // The counts, and how long it took, stand in the line itself.
    this.meter.read(data)
    this.answer.end()
  }
}
