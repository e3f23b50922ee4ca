/** Anthropic's Text Completions, the form before Messages: https://platform.claude.com/docs/en/api/completions */
import type { JsonValue } from '../../protocol/records.ts'
import { AnswerReader } from '../answer/answer-reader.ts'
import { boolean, defined, isObject, number, object, string, strings, word } from '../read/json.ts'
import { textPart } from '../read/parts.ts'
import type { Reading, RequestFacts, RequestShape, TextDelta } from '../read/dialect.ts'

export const completeReading: Reading = {
  readRequest,
  createReader: () => new CompleteReader(),
}

function readRequest({ body }: RequestShape): RequestFacts {
  const request = object(body)
  const prompt = word(request?.['prompt'])
  return defined<RequestFacts>({
    model: word(request?.['model']),
    stream: boolean(request?.['stream']),
    maxTokens: number(request?.['max_tokens_to_sample']),
    temperature: number(request?.['temperature']),
    topP: number(request?.['top_p']),
    topK: number(request?.['top_k']),
    stopSequences: strings(request?.['stop_sequences']),
    // The turns of a conversation stand in the text itself (`\n\nHuman:`, `\n\nAssistant:`).
    inputMessages: prompt === undefined ? undefined : [{ role: 'user', parts: [textPart(prompt)] }],
  })
}

/** Each event adds to the text; the last one has the reason. Nothing is counted. */
class CompleteReader extends AnswerReader {
  payload(data: JsonValue, event?: string): readonly TextDelta[] {
    if (!isObject(data)) return []
    this.readError(data, event)
    const { answer } = this
    // Before there were ids, the log's stood for one.
    answer.id ??= word(data['id']) ?? word(data['log_id'])
    answer.model ??= word(data['model'])
    const deltas = this.grow('text', string(data['completion']))
    const reason = word(data['stop_reason'])
    this.finish(reason)
    answer.complete ||= reason !== undefined
    return deltas
  }
}
