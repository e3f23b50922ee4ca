/** Mistral's conversations, with agents and tools that Mistral runs: https://docs.mistral.ai/api/endpoint/beta/conversations */
import type { JsonValue } from '../../protocol/records.ts'
import { AnswerReader } from '../answer/answer-reader.ts'
import { MAX_PARTS, type OpenPart } from '../answer/answer.ts'
import { OTHER_ERROR, providerError } from '../answer/errors.ts'
import { isList, isObject, number, objects, string, word, type JsonObject } from '../read/json.ts'
import { entryParts, readConversationRequest } from './mistral-conversations-request.ts'
import { callIdOf, OpenCalls } from '../answer/open-calls.ts'
import { contentParts } from '../openai/openai-content.ts'
import type { Reading, ResponseFacts, TextDelta } from '../read/dialect.ts'
import { ATTR_GEN_AI_CONVERSATION_ID } from '../../semconv.ts'

export const conversationsReading: Reading = {
  readRequest: readConversationRequest,
  createReader: () => new ConversationReader(),
}

/** A whole body has `outputs`, a stream their pieces by `output_index`. No reason is ever given for the end. */
class ConversationReader extends AnswerReader {
  private readonly open = new Map<number, OpenPart>()
  private readonly calls = new OpenCalls()

  payload(data: JsonValue, event?: string): readonly TextDelta[] {
    if (!isObject(data)) return []
    const { answer } = this
    const index = number(data['output_index']) ?? 0
    answer.model ??= word(data['model'])
    const conversation = word(data['conversation_id'])
    if (conversation !== undefined) answer.attributes[ATTR_GEN_AI_CONVERSATION_ID] = conversation
    switch (word(data['type']) ?? event) {
      case 'message.output.delta':
        return this.say(index, data['content'])
      case 'function.call.delta':
        return this.growCall(index, data)
      case 'tool.execution.started':
      case 'tool.execution.done':
      case 'agent.handoff.done':
        return this.add(data)
      case 'conversation.response.error':
        answer.error = providerError(word(data['code']) ?? String(number(data['code']) ?? OTHER_ERROR), word(data['message']))
        return []
      case 'conversation.response.done':
        this.end(data)
        return []
      default:
        return this.readOther(data, event)
    }
  }

  override facts(): ResponseFacts {
    const facts = super.facts()
    // A reason that the wire has no word for is not a missing one.
    return facts.complete ? Object.assign(facts, { finishReasons: [] }) : facts
  }

  private readOther(data: JsonObject, event: string | undefined): readonly TextDelta[] {
    this.readError(data, event)
    if (!isList(data['outputs'])) return []
    const deltas = objects(data['outputs']).flatMap((entry, index) => this.readOutput(index, entry))
    this.end(data)
    return deltas
  }

  private readOutput(index: number, entry: JsonObject): readonly TextDelta[] {
    this.answer.model ??= word(entry['model'])
    return word(entry['type']) === 'message.output' ? this.say(index, entry['content']) : this.add(entry)
  }

  private say(index: number, content: JsonValue | undefined): readonly TextDelta[] {
    const whole = isObject(content) ? contentParts([content]) : contentParts(content)
    return whole.flatMap((one) => {
      const text = string(one['content'])
      if ((one.type === 'text' || one.type === 'reasoning') && text !== undefined) {
        return this.answer.append(this.choice, this.partOf(index, one.type), text)
      }
      this.answer.add(this.choice, one)
      return []
    })
  }

  private growCall(index: number, data: JsonObject): readonly TextDelta[] {
    const given = data['arguments']
    const text = typeof given === 'string' ? given : given === undefined ? '' : JSON.stringify(given)
    const piece = { index, id: callIdOf({ id: data['tool_call_id'] ?? null }), name: word(data['name']), text }
    const call = this.calls.find(piece) ?? this.answer.open(this.choice, 'tool_call')
    this.calls.take(call, piece)
    this.answer.changed()
    return this.answer.append(this.choice, call, text)
  }

  /** The growing part of an output, made where that is new or of another kind. */
  private partOf(index: number, kind: 'text' | 'reasoning'): OpenPart {
    const known = this.open.get(index)
    if (known?.kind === kind) return known
    const made = this.answer.open(this.choice, kind)
    if (this.open.size < MAX_PARTS) this.open.set(index, made)
    return made
  }

  private add(entry: JsonObject): readonly TextDelta[] {
    for (const whole of entryParts(entry)) this.answer.add(this.choice, whole)
    return []
  }

  private end(data: JsonObject): void {
    this.meter.read(data['usage'])
    this.answer.end()
  }
}
