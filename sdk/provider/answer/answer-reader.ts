import type { JsonValue } from '../../protocol/records.ts'
import { Answer, type Choice, type OpenPart } from './answer.ts'
import { INVALID_JSON, OTHER_ERROR, providerError, readError, readFailure } from './errors.ts'
import { word, type JsonObject } from '../read/json.ts'
import type { ResponseFacts, ResponseReader, TextDelta } from '../read/dialect.ts'
import { UsageMeter, type Counting } from './usage.ts'

/** What all readers of answers have in common, and what those of answers with one choice have. */
export abstract class AnswerReader implements ResponseReader {
  protected readonly answer = new Answer()
  protected readonly meter: UsageMeter

  constructor(counting?: Counting) {
    this.meter = new UsageMeter(this.answer, counting)
  }

  abstract payload(data: JsonValue, event?: string): readonly TextDelta[]

  text(data: string, event?: string): void {
    const text = data.trim()
    if (text === '' || event === 'ping') return
    if (text.startsWith('[DONE]')) this.done()
    else this.answer.error ??= event === 'error' ? providerError(OTHER_ERROR, text) : providerError(INVALID_JSON)
  }

  /** OpenAI's terminator came, which other wires may send and mean nothing by. */
  protected done(): void {}

  failure(status: number, data: JsonValue): void {
    this.answer.error = readFailure(status, data)
  }

  get ended() {
    return this.answer.ended
  }

  facts(): ResponseFacts {
    return this.answer.facts()
  }

  protected get choice(): Choice {
    return this.answer.choice(0) ?? { index: 0, finish: null, parts: [] }
  }

  /** Appends to the last part of that kind, or to a new one. */
  protected grow(kind: OpenPart['kind'], text: string | undefined): readonly TextDelta[] {
    return this.answer.grow(this.choice, kind, text)
  }

  protected finish(reason: string | undefined): void {
    if (reason === undefined) return
    this.choice.finish = reason
    this.answer.changed()
  }

  /** The error in a payload, if it holds one. `event`: its name, or its type. */
  protected readError(data: JsonObject, event: string | undefined): void {
    const error = readError(data) ?? (event === 'error' ? providerError(OTHER_ERROR, word(data['message'])) : undefined)
    if (error !== undefined) this.answer.error = error
  }
}
