/** Gemini `generateContent` and `streamGenerateContent`, on the Gemini API, Vertex AI and Firebase: https://ai.google.dev/api/generate-content */
import type { JsonValue } from '../../protocol/records.ts'
import {
  ATTR_PROMPT_BLOCK_REASON,
  ATTR_PROMPT_FILTERED,
  ATTR_PROMPT_SAFETY,
  ATTR_RESPONSE_FILTERED,
  ATTR_RESPONSE_SAFETY,
} from '../../own-names.ts'
import { AnswerReader } from '../answer/answer-reader.ts'
import type { Answer, Choice, OpenPart } from '../answer/answer.ts'
import { field, geminiPart } from './gemini-content.ts'
import { applyPartialArgument } from './gemini-partial-args.ts'
import { readGeminiRequest } from './gemini-request.ts'
import { isList, isObject, number, object, objects, string, word, type JsonObject } from '../read/json.ts'
import type { Reading, RequestFacts, TextDelta } from '../read/dialect.ts'
import { safetyRatings, SafetyRatings } from '../answer/safety.ts'

export const generateReading: Reading = {
  readRequest: readGeminiRequest,
  createReader: (request) => new GenerateReader(request),
}

class GenerateReader extends AnswerReader {
  private readonly candidates = new Map<number, CandidateReader>()
  private readonly whole: boolean
  private blocked = false
  private readonly ratings = new SafetyRatings()

  constructor(request: RequestFacts) {
    // Chunks repeat the counts, some leave out what an earlier one had.
    super('google')
    this.whole = request.stream === false
  }

  payload(data: JsonValue, event?: string): readonly TextDelta[] {
    if (isList(data)) return data.flatMap((item) => (isList(item) ? [] : this.payload(item, event)))
    const { answer } = this
    if (!isObject(data)) return []
    this.readError(data, event)
    answer.id ??= word(data['responseId'])
    answer.model ??= word(data['modelVersion'])
    this.meter.read(field(data, 'usageMetadata'))
    const deltas = objects(data['candidates']).flatMap((candidate) => this.readCandidate(candidate))
    const blocked = word(object(data['promptFeedback'])?.['blockReason'])
    answer.tell(ATTR_PROMPT_BLOCK_REASON, blocked)
    this.readPromptSafety(object(data['promptFeedback'])?.['safetyRatings'])
    this.blocked ||= blocked !== undefined
    answer.complete = this.whole || answer.finished || this.blocked
    return deltas
  }

  private readCandidate(data: JsonObject): readonly TextDelta[] {
    const index = number(data['index']) ?? 0
    const choice = this.answer.choice(index)
    if (choice === undefined) return []
    let reader = this.candidates.get(index)
    if (reader === undefined) this.candidates.set(index, (reader = new CandidateReader(this.answer, choice)))
    const deltas = objects(object(data['content'])?.['parts']).flatMap((part) => reader.read(part))
    // A number where the request asked for enums as integers.
    const reason = data['finishReason']
    if (typeof reason === 'string' || typeof reason === 'number') choice.finish = String(reason)
    if (data['safetyRatings'] !== undefined) {
      this.ratings.add(safetyRatings(data['safetyRatings']))
      this.ratings.tell(this.answer, ATTR_RESPONSE_SAFETY, ATTR_RESPONSE_FILTERED)
    }
    this.answer.changed()
    return deltas
  }

  private readPromptSafety(ratings: JsonValue | undefined): void {
    if (ratings === undefined) return
    const found = new SafetyRatings()
    found.add(safetyRatings(ratings))
    found.tell(this.answer, ATTR_PROMPT_SAFETY, ATTR_PROMPT_FILTERED)
  }
}

/** Reads the parts of one candidate as they come. */
class CandidateReader {
  private readonly answer: Answer
  private readonly choice: Choice
  /** The call whose arguments still stream: its first part has the name, the others have none. */
  private growing: { readonly open: OpenPart; readonly values: { [key: string]: JsonValue }; lastPath: string } | undefined

  constructor(answer: Answer, choice: Choice) {
    this.answer = answer
    this.choice = choice
  }

  read(part: JsonObject): readonly TextDelta[] {
    const { answer, choice } = this
    const text = string(part['text'])
    if (text !== undefined) return answer.grow(choice, part['thought'] === true ? 'reasoning' : 'text', text)
    const call = object(part['functionCall'])
    if (call !== undefined) return this.readCall(call)
    const whole = geminiPart(part)
    if (whole !== undefined) answer.add(choice, whole)
    return []
  }

  private readCall(call: JsonObject): readonly TextDelta[] {
    const name = word(call['name'])
    if (name === undefined) return this.grow(call)
    const { answer, choice } = this
    const open = answer.open(choice, 'tool_call')
    open.name = name
    const id = word(call['id'])
    if (id !== undefined) open.id = id
    const values: { [key: string]: JsonValue } = { ...object(call['args']) }
    open.value = values
    this.growing = { open, values, lastPath: '' }
    const complete = Object.keys(values).length === 0 ? [] : this.tell(JSON.stringify(values))
    return [...complete, ...this.grow(call)]
  }

  /** Arguments that stream come as JSON paths with a value each, or a piece of one. */
  private grow(call: JsonObject): readonly TextDelta[] {
    const { growing } = this
    if (growing === undefined) return []
    return objects(call['partialArgs']).flatMap((piece) => {
      const path = string(piece['jsonPath']) ?? ''
      const text = applyPartialArgument(growing.values, piece)
      const head = path === growing.lastPath ? '' : `${growing.lastPath === '' ? '' : '\n'}${path.replace(/^\$\.?/, '')}: `
      growing.lastPath = path
      this.answer.changed()
      return this.tell(head + text)
    })
  }

  private tell(text: string): readonly TextDelta[] {
    const index = this.growing?.open.index
    return index === undefined || text === '' ? [] : [{ choice: this.choice.index, part: 'tool_arguments', index, text }]
  }
}
