/**
 * OpenAI Responses and the servers that speak it (Azure, xAI, DeepSeek, OpenRouter, LM Studio, vLLM, ...): whole, streamed as typed events,
 * or fetched again later.
 */
import type { JsonValue } from '../../protocol/records.ts'
import { ATTR_RESPONSE_FILTERED, ATTR_RESPONSE_SAFETY, ATTR_UPSTREAM_PROVIDER } from '../../own-names.ts'
import { AnswerReader } from '../answer/answer-reader.ts'
import { tellOpenaiDiagnosis } from '../answer/cache-diagnosis.ts'
import { OTHER_ERROR, providerError, readError } from '../answer/errors.ts'
import { LAST_EVENTS } from './match.ts'
import { isList, isObject, number, object, objects, string, word, type JsonObject } from '../read/json.ts'
import { readResponsesRequest } from './openai-responses-request.ts'
import { OutputReader } from './openai-responses-output.ts'
import type { Reading, RequestFacts, TextDelta } from '../read/dialect.ts'
import { promptFilters, ratingsOf, SafetyRatings } from '../answer/safety.ts'
import { ATTR_GEN_AI_CONVERSATION_COMPACTED, ATTR_GEN_AI_RESPONSE_STATUS } from '../../semconv.ts'

export const responsesReading: Reading = {
  readRequest: readResponsesRequest,
  createReader: (request) => new ResponsesReader(request),
}

const UNDECIDED: readonly string[] = ['queued', 'in_progress']

class ResponsesReader extends AnswerReader {
  private readonly fetched: boolean
  private output = new OutputReader(this.answer)
  private sequence = -1

  constructor({ operation }: RequestFacts) {
    super()
    this.fetched = operation === 'fetch_response'
  }

  payload(data: JsonValue, event?: string): readonly TextDelta[] {
    if (!isObject(data)) return []
    const type = word(data['type']) ?? event
    this.readError(data, type)
    // GitHub counts in a unit of its own beside the response.
    this.meter.read(data['copilot_usage'])
    if (type === undefined || !isObject(data['response'])) {
      const whole = data['object'] === 'response' || (type === undefined && isList(data['output']))
      return whole ? this.readResponse(data, true) : this.readEvent(type ?? '', data)
    }
    if (type === 'response.created') this.begin(data['response'])
    return this.readResponse(data['response'], LAST_EVENTS.includes(type))
  }

  protected override done(): void {
    this.answer.end()
  }

  /** A second beginning, of another response: a gateway tried again within one stream. */
  private begin(response: JsonObject): void {
    const id = word(response['id'])
    if (this.output.empty || id === this.answer.id) return
    this.answer.restart()
    this.meter.restart()
    this.output = new OutputReader(this.answer)
    this.sequence = -1
  }

  private readEvent(type: string, data: JsonObject): readonly TextDelta[] {
    const repeated = this.isRepeated(number(data['sequence_number']))
    // What an event adds counts once; what it says as a whole may be said twice.
    return repeated && type.endsWith('.delta') ? [] : this.output.event(type, data)
  }

  /** A resumed stream may begin before the place where the one before it ended. Servers that number all events 0 or -1 say nothing. */
  private isRepeated(sequence: number | undefined): boolean {
    if (sequence === undefined) return false
    if (sequence > this.sequence) {
      this.sequence = sequence
      return false
    }
    return this.sequence > 0
  }

  /** The response as far as it is; `last` where no more will come. */
  private readResponse(response: JsonObject, last: boolean): readonly TextDelta[] {
    const { answer } = this
    const status = word(response['status'])
    // Some gateways give each event an id of its own; the last one is the response's.
    answer.id = word(response['id']) ?? answer.id
    answer.model = word(response['model']) ?? answer.model
    // xAI has its tools' requests within the usage, OpenAI beside it.
    this.meter.read(response['usage'], response['tool_usage'])
    this.readAttributes(response, status)
    const choice = answer.choice(0)
    const deltas = last ? this.output.final(objects(response['output'])) : []
    if (!last || choice === undefined) return deltas
    choice.finish = finishReason(response, status) ?? choice.finish
    answer.end()
    answer.changed()
    return deltas
  }

  /** Until it is decided, the tier is the request's. */
  private readAttributes(response: JsonObject, status: string | undefined): void {
    const { attributes } = this.answer
    const tier = UNDECIDED.includes(status ?? '') ? undefined : word(response['service_tier'])
    if (tier !== undefined) attributes['openai.response.service_tier'] = tier
    if (this.fetched && status !== undefined) attributes[ATTR_GEN_AI_RESPONSE_STATUS] = status
    if (objects(response['output']).some((item) => item['type'] === 'compaction')) attributes[ATTR_GEN_AI_CONVERSATION_COMPACTED] = true
    this.answer.tell(ATTR_UPSTREAM_PROVIDER, word(response['provider']))
    tellOpenaiDiagnosis(this.answer, response['prompt_cache_diagnostics'])
    this.readFilters(objects(response['content_filters']))
  }

  /** Azure's: each says whether it is of the prompt or of the answer. */
  private readFilters(filters: readonly JsonObject[]): void {
    if (filters.length === 0) return
    const ofPrompt = (filter: JsonObject): boolean => filter['source_type'] === 'prompt'
    promptFilters(
      this.answer,
      filters.filter(ofPrompt).map((filter) => filter['content_filter_results']),
    )
    const ratings = new SafetyRatings()
    for (const filter of filters) if (!ofPrompt(filter)) ratings.add(ratingsOf(filter['content_filter_results']))
    ratings.tell(this.answer, ATTR_RESPONSE_SAFETY, ATTR_RESPONSE_FILTERED)
  }

  /** An `error` event (its fields beside its type, or within `error`), a response that failed, or an error in place of a response. */
  protected override readError(data: JsonObject, type: string | undefined): void {
    const response = object(data['response']) ?? data
    const failed = type === 'response.failed' || response['status'] === 'failed'
    const error = readError(data) ?? readError(response) ?? (failed ? providerError(OTHER_ERROR) : undefined)
    if (type === 'error' || type === 'response.error') {
      this.answer.error ??= error ?? providerError(word(data['code']) ?? OTHER_ERROR, string(data['message']))
    } else if (error !== undefined) this.answer.error ??= error
  }
}

/** The reason of an incomplete response, else its status: what the provider says in place of a finish reason. */
function finishReason(response: JsonObject, status: string | undefined): string | undefined {
  return status === 'incomplete' ? (word(object(response['incomplete_details'])?.['reason']) ?? status) : status
}
