/** The Agent2Agent protocol over JSON-RPC, one answer or a stream of them: https://a2a-protocol.org/latest/specification/ */
import type { JsonValue, MessagePart } from '../../protocol/records.ts'
import { ATTR_A2A_TASK_STATE } from '../../own-names.ts'
import { lastState, messageOf, statusOf } from './a2a-message.ts'
import { readA2aRequest } from './a2a-request.ts'
import { AgentReader } from './agent.ts'
import { providerError } from '../answer/errors.ts'
import { isObject, number, object, objects, string, word, type JsonObject } from '../read/json.ts'
import type { Reading, RequestFacts, TextDelta } from '../read/dialect.ts'
import { ATTR_GEN_AI_CONVERSATION_ID, ATTR_GEN_AI_RESPONSE_STATUS } from '../../semconv.ts'

export const a2aReading: Reading = {
  readRequest: readA2aRequest,
  createReader: (request) => new A2aReader(request),
}

class A2aReader extends AgentReader {
  private readonly seen = new Set<string>()
  private answered = false
  private readonly request: RequestFacts

  constructor(request: RequestFacts) {
    super()
    this.request = request
  }

  payload(data: JsonValue): readonly TextDelta[] {
    if (!isObject(data)) return []
    this.readError(data, undefined)
    const result = object(data['result'])
    if (result === undefined) return []
    this.answered = true
    return this.readResult(result)
  }

  /** A stream "ends when the task reaches a terminal or interrupted state", and a whole answer with its body. */
  bodyEnded(): void {
    if (this.answered && this.request.stream !== true) this.answer.complete = true
  }

  /** 1.0 names the kind of a result by the one field it has, earlier versions by `kind`, the first ones not at all. */
  private readResult(result: JsonObject): readonly TextDelta[] {
    const { task, message, statusUpdate, artifactUpdate } = result
    if (isObject(task)) return this.readTask(task)
    if (isObject(statusUpdate)) return this.readStatus(statusUpdate)
    if (isObject(artifactUpdate)) return this.readArtifact(artifactUpdate)
    if (isObject(message)) return this.readMessage(message)
    if (result['kind'] === 'message') return this.readMessage(result)
    if (result['artifact'] !== undefined) return this.readArtifact(result)
    return result['kind'] === 'status-update' || word(result['taskId']) !== undefined ? this.readStatus(result) : this.readTask(result)
  }

  private readMessage(message: JsonObject): readonly TextDelta[] {
    this.name(word(message['taskId']) ?? word(message['messageId']), message)
    this.answer.complete = true
    return this.speak(message)
  }

  private readTask(task: JsonObject): readonly TextDelta[] {
    this.name(word(task['id']), task)
    const artifacts = objects(task['artifacts']).flatMap((artifact) => this.readArtifact({ artifact }))
    return [...artifacts, ...this.readState(task)]
  }

  private readStatus(update: JsonObject): readonly TextDelta[] {
    this.name(word(update['taskId']) ?? word(update['id']), update)
    const deltas = this.readState(update)
    if (update['final'] === true) this.answer.complete = true
    return deltas
  }

  private readState({ status }: JsonObject): readonly TextDelta[] {
    const state = word(object(status)?.['state'])
    const message = object(object(status)?.['message'])
    const deltas = message === undefined ? [] : this.speak(message)
    if (state !== undefined) this.enter(state, message)
    return deltas
  }

  private enter(state: string, message: JsonObject | undefined): void {
    const { attributes } = this.answer
    attributes[ATTR_A2A_TASK_STATE] = state
    const status = statusOf(state)
    if (this.request.operation === 'fetch_response' && status !== undefined) attributes[ATTR_GEN_AI_RESPONSE_STATUS] = status
    const last = lastState(state)
    if (last === undefined) return
    this.finish(state)
    this.answer.complete = true
    // A task that failed is the agent's failure; looking at it afterwards did not fail.
    if (last === 'failed' && this.request.operation !== 'fetch_response')
      this.answer.error = providerError(state, message && joinedText(messageOf(message).parts))
  }

  /** What the agent says beside its artifacts. The same message may come with the task and again with its status. */
  private speak(message: JsonObject): readonly TextDelta[] {
    const { role, parts } = messageOf(message)
    const id = word(message['messageId'])
    if (role !== 'assistant' || (id !== undefined && this.seen.has(id))) return []
    if (id !== undefined) this.seen.add(id)
    return parts.flatMap((one) => {
      const text = one.type === 'text' ? string(one['content']) : undefined
      if (text === undefined) this.answer.add(this.choice, one)
      return text === undefined ? [] : this.answer.append(this.choice, this.answer.open(this.choice, 'text'), text)
    })
  }

  /** `append`: the parts go on where the artifact of that id stopped; else they are the whole of it, perhaps once more. All its text is one part. */
  private readArtifact(update: JsonObject): readonly TextDelta[] {
    this.name(word(update['taskId']), update)
    const artifact = object(update['artifact']) ?? {}
    const id = `artifact ${word(artifact['artifactId']) ?? number(artifact['index']) ?? 0}`
    const goesOn = update['append'] === true
    const { parts } = messageOf(artifact)
    for (const [at, one] of parts.entries()) {
      if (one.type === 'text' || (!goesOn && this.seen.has(`${id} ${at}`))) continue
      this.seen.add(`${id} ${at}`)
      this.answer.add(this.choice, one)
    }
    const text = joinedText(parts)
    if (text === '') return []
    const open = this.partOf('text', id)
    return goesOn ? this.answer.append(this.choice, open, text) : this.answer.replace(this.choice, open, text)
  }

  private name(id: string | undefined, { contextId, sessionId }: JsonObject): void {
    this.answer.id ??= id
    const conversation = word(contextId) ?? word(sessionId)
    if (conversation !== undefined) this.answer.attributes[ATTR_GEN_AI_CONVERSATION_ID] = conversation
  }
}

function joinedText(parts: readonly MessagePart[]): string {
  return parts.map((one) => (one.type === 'text' ? string(one['content']) : '')).join('')
}
