/** Cohere's chat, version 2, whole and as events: https://docs.cohere.com/reference/chat and https://docs.cohere.com/reference/chat-stream */
import type { JsonValue } from '../../protocol/records.ts'
import { AnswerReader } from '../answer/answer-reader.ts'
import type { OpenPart } from '../answer/answer.ts'
import { readCohereRequest } from './cohere-request.ts'
import { OTHER_ERROR, providerError } from '../answer/errors.ts'
import { isList, isObject, number, object, objects, string, word, type JsonObject } from '../read/json.ts'
import { callIdOf, OpenCalls } from '../answer/open-calls.ts'
import { contentParts } from '../openai/openai-content.ts'
import { part } from '../read/parts.ts'
import type { Reading, TextDelta } from '../read/dialect.ts'

export const cohereReading: Reading = {
  readRequest: readCohereRequest,
  createReader: () => new CohereReader(),
}

/** The finish reason of a generation that failed. */
const FAILED = 'ERROR'

class CohereReader extends AnswerReader {
  private readonly contents = new Map<number, OpenPart>()
  private readonly calls = new OpenCalls()

  payload(data: JsonValue, event?: string): readonly TextDelta[] {
    if (!isObject(data)) return []
    this.answer.id ??= word(data['id'])
    const delta = object(data['delta'])
    const message = object(delta?.['message'])
    const index = number(data['index']) ?? 0
    switch (word(data['type']) ?? event) {
      case 'content-start':
      case 'content-delta':
        return this.readContent(index, object(message?.['content']))
      case 'tool-plan-delta':
        return this.grow('reasoning', string(message?.['tool_plan']))
      case 'tool-call-start':
      case 'tool-call-delta':
        return this.readCall(index, object(message?.['tool_calls']))
      case 'citation-start':
        this.readCitation(object(message?.['citations']))
        return []
      case 'message-end':
        this.readEnd(delta ?? {})
        return []
      default:
        return this.readOther(data, event)
    }
  }

  private readOther(data: JsonObject, event: string | undefined): readonly TextDelta[] {
    this.readError(data, event)
    // Errors come bare too: `{ "message": "..." }`.
    if (data['type'] === undefined && typeof data['message'] === 'string') this.answer.error ??= providerError(OTHER_ERROR, data['message'])
    return data['type'] === undefined && isObject(data['message']) ? this.readWhole(data, data['message']) : []
  }

  private readWhole(data: JsonObject, message: JsonObject): readonly TextDelta[] {
    const deltas = [
      ...this.grow('reasoning', string(message['tool_plan'])),
      ...contents(message['content']).flatMap((content, index) => this.readContent(index, content)),
      ...objects(message['tool_calls']).flatMap((call, index) => this.readCall(index, call)),
    ]
    for (const citation of objects(message['citations'])) this.readCitation(citation)
    this.readEnd(data)
    return deltas
  }

  /** Text or thinking, the first time with its type; anything else comes whole. */
  private readContent(index: number, content: JsonObject | undefined): readonly TextDelta[] {
    if (content === undefined) return []
    const { answer, choice } = this
    const type = word(content['type'])
    if (type !== undefined && type !== 'text' && type !== 'thinking') {
      for (const whole of contentParts([content])) answer.add(choice, whole)
      return []
    }
    const thinking = string(content['thinking'])
    const kind = type === 'thinking' || thinking !== undefined ? 'reasoning' : 'text'
    const known = this.contents.get(index)
    const open = known?.kind === kind ? known : answer.open(choice, kind)
    this.contents.set(index, open)
    return answer.append(choice, open, thinking ?? string(content['text']) ?? '')
  }

  /** The start has id and name, the deltas pieces of the arguments. */
  private readCall(index: number, call: JsonObject | undefined): readonly TextDelta[] {
    if (call === undefined) return []
    const { answer, choice } = this
    const details = object(call['function'])
    const text = string(details?.['arguments']) ?? ''
    const piece = { index, id: callIdOf(call), name: word(details?.['name']), text }
    const open = this.calls.find(piece) ?? answer.open(choice, 'tool_call')
    this.calls.take(open, piece)
    answer.changed()
    return answer.append(choice, open, text)
  }

  private readCitation(citation: JsonObject | undefined): void {
    if (citation !== undefined) this.answer.add(this.choice, part('citation', citation))
  }

  private readEnd(end: JsonObject): void {
    const { answer } = this
    const reason = word(end['finish_reason'])
    this.finish(reason)
    // `tokens` is what the model read and wrote, `billed_units` what is paid for, without Cohere's own prompt. Cached tokens are a part of the former
    // only (seen: 1,392 cached of 1,430 tokens, 44 billed), so that these are the ones in which "input includes cached" holds.
    this.meter.read(end['usage'])
    const message = word(end['error'])
    if (message !== undefined || reason === FAILED) answer.error = providerError(reason ?? OTHER_ERROR, message)
    answer.end()
  }
}

function contents(content: JsonValue | undefined): readonly JsonObject[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  return isList(content) ? objects(content) : []
}
