/** Gemini's Interactions, whole, streamed and fetched later: https://ai.google.dev/gemini-api/docs/interactions */
import type { JsonValue, MessagePart } from '../../protocol/records.ts'
import { ATTR_RESPONSE_SERVICE_TIER } from '../../own-names.ts'
import { AnswerReader } from '../answer/answer-reader.ts'
import { MAX_PARTS, type OpenPart } from '../answer/answer.ts'
import { providerError } from '../answer/errors.ts'
import { itemParts, summaryText } from './gemini-interactions-content.ts'
import { readInteractionsRequest } from './gemini-interactions-request.ts'
import { LAST_EVENTS } from './match.ts'
import { isObject, number, object, objects, string, word, type JsonObject } from '../read/json.ts'
import type { Reading, ProviderError, RequestFacts, TextDelta } from '../read/dialect.ts'
import { ATTR_GEN_AI_RESPONSE_STATUS } from '../../semconv.ts'

export const interactionsReading: Reading = {
  readRequest: readInteractionsRequest,
  createReader: (request) => new InteractionsReader(request),
}

/** States in which a stream goes on. */
const RUNNING = ['in_progress', 'queued']

/** A step (or, in the form before May 2026, a content) by its index. */
interface Item {
  /** As it was begun, and what its deltas added, for parts that are neither text nor a call. */
  fields: JsonObject
  open: OpenPart | undefined
  /** Where the finished part goes. */
  place: { part: MessagePart } | undefined
}

class InteractionsReader extends AnswerReader {
  private readonly items = new Map<number, Item>()
  private readonly fetched: boolean

  constructor(request: RequestFacts) {
    super('google')
    this.fetched = request.operation === 'fetch_response'
  }

  payload(data: JsonValue, event?: string): readonly TextDelta[] {
    if (!isObject(data)) return []
    const type = word(data['event_type']) ?? event
    const index = number(data['index']) ?? 0
    switch (type) {
      case 'step.start':
      case 'content.start':
        return this.begin(index, object(data['step']) ?? object(data['content']) ?? {})
      case 'step.delta':
      case 'content.delta':
        this.meter.read(object(data['metadata'])?.['total_usage'])
        return this.delta(index, object(data['delta']) ?? {})
      case 'step.stop':
      case 'content.stop':
        return []
      default:
        return this.readInteraction(data, type)
    }
  }

  /** `interaction.created`, `….status_update`, `….completed`, `error`, or a whole body. */
  private readInteraction(data: JsonObject, type: string | undefined): readonly TextDelta[] {
    const { answer } = this
    const interaction = object(data['interaction']) ?? data
    this.readError(data, type)
    answer.id ??= word(interaction['id']) ?? word(data['interaction_id'])
    answer.model ??= word(interaction['model'])
    this.meter.read(interaction['usage'])
    answer.tell(ATTR_RESPONSE_SERVICE_TIER, word(interaction['service_tier']))
    // The last event may repeat what was streamed before.
    const steps = this.items.size > 0 ? [] : objects(interaction['steps'] ?? interaction['outputs'])
    const deltas = steps.flatMap((step, index) => this.begin(index, step))
    this.readStatus(interaction, type)
    return deltas
  }

  private readStatus(interaction: JsonObject, type: string | undefined): void {
    const { answer } = this
    const status = word(interaction['status'])
    if (status === undefined) return
    // Made even where nothing was said: one interaction is one choice.
    const { choice } = this
    if (this.fetched) answer.attributes[ATTR_GEN_AI_RESPONSE_STATUS] = status
    if (type !== undefined && RUNNING.includes(status)) return
    choice.finish = word(object(interaction['incomplete_details'])?.['reason']) ?? status
    answer.complete = true
    // An update of the status may come before the event that counts the tokens.
    if (type === undefined || LAST_EVENTS.includes(type)) answer.end()
    answer.changed()
    // Fetching an interaction that failed is no failure of the fetch.
    if (status === 'failed' && !this.fetched) this.answer.error ??= failureOf(interaction)
  }

  private begin(index: number, item: JsonObject): readonly TextDelta[] {
    if (this.items.size >= MAX_PARTS || item['type'] === 'user_input') return []
    const made: Item = { fields: item, open: undefined, place: undefined }
    this.items.set(index, made)
    if (item['type'] === 'function_call') return this.beginCall(made, item)
    if (item['type'] === 'thought') return this.say(made, 'reasoning', summaryText(item['summary']))
    if (item['type'] === 'text') return this.say(made, 'text', string(item['text']))
    if (item['type'] === 'model_output') return objects(item['content']).flatMap((content) => this.delta(index, content))
    this.put(made)
    return []
  }

  private delta(index: number, delta: JsonObject): readonly TextDelta[] {
    const item = this.items.get(index) ?? this.resumed(index)
    switch (word(delta['type'])) {
      case 'text':
        return this.say(item, 'text', string(delta['text']))
      case 'thought_summary':
        return this.say(item, 'reasoning', summaryText(delta['content']))
      case 'thought_signature':
        return []
      case 'arguments_delta':
        return this.growCall(item, string(delta['arguments']) ?? '')
      case 'function_call':
        return this.beginCall(item, { ...item.fields, ...delta })
      case item.fields['type']:
        this.merge(item, delta)
        return []
      default:
        for (const whole of itemParts(delta)) this.answer.add(this.choice, whole)
        return []
    }
  }

  /** A stream that was resumed may begin within a step. */
  private resumed(index: number): Item {
    const made: Item = { fields: {}, open: undefined, place: undefined }
    if (this.items.size < MAX_PARTS) this.items.set(index, made)
    return made
  }

  /** Text goes on in the part of its step: others may grow between. */
  private say(item: Item, kind: 'text' | 'reasoning', text: string | undefined): readonly TextDelta[] {
    if (text === undefined || text === '') return []
    const { answer, choice } = this
    const open = item.open?.kind === kind ? item.open : answer.open(choice, kind)
    item.open = open
    return answer.append(choice, open, text)
  }

  /** The start of a streamed call has `{}`, and its arguments follow as pieces of JSON; else they are there. */
  private beginCall(item: Item, call: JsonObject): readonly TextDelta[] {
    const { answer, choice } = this
    const open = item.open?.kind === 'tool_call' ? item.open : answer.open(choice, 'tool_call')
    item.open = open
    open.name = string(call['name']) ?? open.name ?? ''
    const id = word(call['id'])
    if (id !== undefined) open.id = id
    const given = object(call['arguments'])
    answer.changed()
    if (given === undefined) return []
    open.value = given
    return Object.keys(given).length === 0 ? [] : [{ choice: 0, part: 'tool_arguments', index: open.index, text: JSON.stringify(given) }]
  }

  private growCall(item: Item, text: string): readonly TextDelta[] {
    const { open } = item
    if (open === undefined || open.kind !== 'tool_call' || text === '') return []
    delete open.value
    return this.answer.append(this.choice, open, text)
  }

  /** Google's tools and media: one part, made anew as more of it is known. */
  private merge(item: Item, delta: JsonObject): void {
    item.fields = { ...item.fields, ...delta }
    this.put(item)
  }

  private put(item: Item): void {
    const [made] = itemParts(item.fields)
    if (made === undefined) return
    if (item.place === undefined) item.place = this.answer.add(this.choice, made)
    else item.place.part = made
    this.answer.changed()
  }
}

function failureOf(interaction: JsonObject): ProviderError {
  const steps = objects(interaction['steps']).map((step) => object(step['error']))
  const error = objects(interaction['errors'])[0] ?? steps.find((found) => found !== undefined)
  const code = error?.['code']
  return providerError(word(code) ?? (typeof code === 'number' ? String(code) : 'failed'), word(error?.['message']))
}
