import type { JsonValue } from '../../protocol/records.ts'
import { ATTR_RESPONSE_FILTERED, ATTR_RESPONSE_SAFETY, ATTR_UPSTREAM_PROVIDER } from '../../own-names.ts'
import { AnswerReader } from '../answer/answer-reader.ts'
import type { Answer, Choice } from '../answer/answer.ts'
import { OTHER_ERROR, readError, readFailure } from '../answer/errors.ts'
import { isObject, number, object, objects, says, string, word, type JsonObject } from '../read/json.ts'
import { label } from '../read/label.ts'
import { readLogprobs } from '../answer/logprobs.ts'
import type { RequestFacts, TextDelta } from '../read/dialect.ts'
import { promptFilters, ratingsOf, SafetyRatings } from '../answer/safety.ts'
import { tellStop } from '../answer/stop-sequence.ts'

/** Reads what is one wire's own of a choice: Chat Completions have messages, the legacy Completions texts. */
export interface ChoiceReader {
  read(data: JsonObject): readonly TextDelta[]
  /** Whether that was the choice as a whole, complete also where the server gives no finish reason. */
  isWhole(data: JsonObject): boolean
  /** See {@link ResponseReader.again}; of the choice alone. */
  again(data: JsonObject): ((text: string) => readonly TextDelta[]) | undefined
}

/** What the two wires whose payloads have `choices` have in common. */
export class ChoicesReader extends AnswerReader {
  private readonly choices = new Map<number, ChoiceReader>()
  /** A choice came as a whole, so that no stream is under way. */
  private hasWhole = false
  private readonly ratings = new SafetyRatings()
  private readonly request: RequestFacts
  private readonly readerOf: (answer: Answer, choice: Choice) => ChoiceReader

  constructor(request: RequestFacts, readerOf: (answer: Answer, choice: Choice) => ChoiceReader) {
    super()
    this.request = request
    this.readerOf = readerOf
  }

  payload(data: JsonValue, event?: string): readonly TextDelta[] {
    const { answer } = this
    if (!isObject(data)) return []
    this.readError(data, event)
    // An empty id is what some gateways say; a later chunk may know better.
    answer.id ||= string(data['id'])
    answer.model ??= word(data['model'])
    // In the last chunk, in each one, or (Groq) under `x_groq`.
    // Cerebras and llama.cpp tell beside it how long they took.
    this.meter.read(object(data['x_groq'])?.['usage'], data['usage'], data['time_info'], data['timings'])
    this.readAttributes(data)
    const deltas = objects(data['choices']).flatMap((choice) => this.readChoice(choice))
    // Choices may stream one after another: the first one's reason is not the answer's.
    answer.complete = this.hasWhole || answer.finished
    return deltas
  }

  again(data: JsonValue): ((text: string) => readonly TextDelta[]) | undefined {
    const [choice, ...more] = objects(object(data)?.['choices'])
    // A token's log-probability would be missed.
    if (choice === undefined || more.length > 0 || says(choice, 'logprobs', 'error')) return undefined
    return this.choices.get(number(choice['index']) ?? 0)?.again(choice)
  }

  protected override done(): void {
    this.answer.end()
  }

  override failure(status: number, data: JsonValue): void {
    super.failure(status, data)
    // Azure says in the error what its filter found in the prompt.
    const error = object(object(data)?.['error'])
    promptFilters(this.answer, [object(error?.['innererror'])?.['content_filter_result']])
    this.answer.tell(ATTR_UPSTREAM_PROVIDER, word(object(error?.['metadata'])?.['provider_name']))
  }

  /** Of the payload, of a choice (OpenRouter, where the upstream failed), or (Groq) under `x_groq`. */
  protected override readError(data: JsonObject, event: string | undefined): void {
    const error =
      readError(data) ??
      readError(objects(data['choices']).find((choice) => choice['error'] !== undefined && choice['error'] !== null)) ??
      readError(data['x_groq']) ??
      (event === 'error' ? readFailure(0, data) : undefined)
    if (error !== undefined) this.answer.error = error.type === '0' ? { ...error, type: OTHER_ERROR } : error
  }

  private readChoice(data: JsonObject): readonly TextDelta[] {
    const index = number(data['index']) ?? 0
    const choice = this.answer.choice(index)
    if (choice === undefined) return []
    let reader = this.choices.get(index)
    if (reader === undefined) this.choices.set(index, (reader = this.readerOf(this.answer, choice)))
    const deltas = reader.read(data)
    this.answer.addLogprobs(choice, readLogprobs(data['logprobs']))
    this.readFinish(choice, string(data['finish_reason']))
    // Moonshot counts in the last choice of a stream.
    this.meter.read(data['usage'])
    this.readEnd(choice, data)
    this.hasWhole ||= reader.isWhole(data)
    return deltas
  }

  /** Some servers say `""` in each chunk, also after the one that had the reason. */
  private readFinish(choice: Choice, reason: string | undefined): void {
    if (reason === undefined || (reason === '' && choice.finish !== null)) return
    choice.finish = reason
    this.answer.changed()
  }

  /** Routers (OpenRouter), servers (vLLM, SGLang) and Azure say more of how a choice ended. */
  private readEnd(choice: Choice, data: JsonObject): void {
    const native = label(data['native_finish_reason'])
    if (native !== undefined) choice.native = native
    tellStop(this.answer, this.request, data['stop_reason'] ?? data['matched_stop'])
    const filters = data['content_filter_results']
    if (filters === undefined) return
    this.ratings.add(ratingsOf(filters))
    this.ratings.tell(this.answer, ATTR_RESPONSE_SAFETY, ATTR_RESPONSE_FILTERED)
  }

  private readAttributes(data: JsonObject): void {
    const tier = word(data['service_tier'])
    const fingerprint = word(data['system_fingerprint'])
    if (tier !== undefined) this.answer.attributes['openai.response.service_tier'] = tier
    if (fingerprint !== undefined) this.answer.attributes['openai.response.system_fingerprint'] = fingerprint
    this.answer.tell(ATTR_UPSTREAM_PROVIDER, word(data['provider']))
    promptFilters(
      this.answer,
      objects(data['prompt_filter_results'] ?? data['prompt_annotations']).map((each) => each['content_filter_results']),
    )
  }
}
