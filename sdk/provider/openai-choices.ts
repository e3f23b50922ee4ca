import type { JsonValue } from '../protocol.ts'
import { Answer, type Choice } from './answer.ts'
import { INVALID_JSON, OTHER_ERROR, providerError, readError, readFailure } from './errors.ts'
import { isObject, number, object, objects, says, string, word, type JsonObject } from './json.ts'
import { readLogprobs } from './logprobs.ts'
import { modalityAttributes, readOpenaiUsage } from './openai-usage.ts'
import type { ResponseReader, TextDelta } from './provider.ts'

/** Reads what is one wire's own of a choice: Chat Completions have messages, the legacy Completions texts. */
export interface ChoiceReader {
  read(data: JsonObject): readonly TextDelta[]
  /** Whether that was the choice as a whole, complete also where the server gives no finish reason. */
  isWhole(data: JsonObject): boolean
  /** See {@link ResponseReader.again}; of the choice alone. */
  again(data: JsonObject): ((text: string) => readonly TextDelta[]) | undefined
}

/** What the two wires whose payloads have `choices` have in common. */
export class ChoicesReader implements ResponseReader {
  private readonly answer = new Answer()
  private readonly choices = new Map<number, ChoiceReader>()
  /** A choice came as a whole, so that no stream is under way. */
  private hasWhole = false
  private readonly readerOf: (answer: Answer, choice: Choice) => ChoiceReader

  constructor(readerOf: (answer: Answer, choice: Choice) => ChoiceReader) {
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
    this.readUsage(object(data['usage']) ?? object(object(data['x_groq'])?.['usage']))
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

  text(data: string, event?: string): void {
    const text = data.trim()
    if (text === '' || event === 'ping') return
    if (text.startsWith('[DONE]')) this.answer.end()
    else this.answer.error ??= event === 'error' ? providerError(OTHER_ERROR, text) : providerError(INVALID_JSON)
  }

  failure(status: number, data: JsonValue): void {
    this.answer.error = readFailure(status, data)
  }

  get ended() {
    return this.answer.ended
  }

  facts() {
    return this.answer.facts()
  }

  /** Of the payload, of a choice (OpenRouter, where the upstream failed), or (Groq) under `x_groq`. */
  private readError(data: JsonObject, event: string | undefined): void {
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
    this.readUsage(object(data['usage']))
    this.hasWhole ||= reader.isWhole(data)
    return deltas
  }

  /** Some servers say `""` in each chunk, also after the one that had the reason. */
  private readFinish(choice: Choice, reason: string | undefined): void {
    if (reason === undefined || (reason === '' && choice.finish !== null)) return
    choice.finish = reason
    this.answer.changed()
  }

  /** What comes later replaces what came before, number by number. */
  private readUsage(usage: JsonObject | undefined): void {
    if (usage === undefined) return
    this.answer.usage = { ...this.answer.usage, ...readOpenaiUsage(usage) }
    Object.assign(this.answer.attributes, modalityAttributes(usage))
  }

  private readAttributes(data: JsonObject): void {
    const tier = word(data['service_tier'])
    const fingerprint = word(data['system_fingerprint'])
    if (tier !== undefined) this.answer.attributes['openai.response.service_tier'] = tier
    if (fingerprint !== undefined) this.answer.attributes['openai.response.system_fingerprint'] = fingerprint
  }
}
