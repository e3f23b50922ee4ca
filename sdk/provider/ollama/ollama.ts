/** Ollama's own API: chat and generate, as one JSON object or one a line, and embeddings. https://docs.ollama.com/api */
import type { JsonValue } from '../../protocol/records.ts'
import { AnswerReader } from '../answer/answer-reader.ts'
import { createEmbeddingsReader } from '../answer/embeddings.ts'
import { isObject, list, object, objects, string, word, type JsonObject } from '../read/json.ts'
import { readLogprobs } from '../answer/logprobs.ts'
import { readOllamaChat, readOllamaEmbed, readOllamaGenerate } from './ollama-request.ts'
import type { Reading, TextDelta } from '../read/dialect.ts'

export const ollamaChatReading: Reading = {
  readRequest: readOllamaChat,
  createReader: () => new OllamaReader(),
}

export const ollamaGenerateReading: Reading = {
  readRequest: readOllamaGenerate,
  createReader: () => new OllamaReader(),
}

export const ollamaEmbedReading: Reading = {
  readRequest: readOllamaEmbed,
  createReader: () =>
    createEmbeddingsReader((data) => ({
      model: word(data['model']),
      usage: data,
      first: data['embedding'] ?? list(data['embeddings'])[0],
    })),
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
