/** AG-UI, the Agent User Interaction Protocol, over Server-Sent Events: https://docs.ag-ui.com/concepts/events */
import type { JsonValue } from '../../protocol/records.ts'
import { ATTR_AG_UI_RUN } from '../../own-names.ts'
import { AgentReader } from './agent.ts'
import { readAgUiRequest } from './ag-ui-request.ts'
import { OTHER_ERROR, providerError } from '../answer/errors.ts'
import { isObject, object, objects, string, word, type JsonObject } from '../read/json.ts'
import { part } from '../read/parts.ts'
import type { Reading, TextDelta } from '../read/dialect.ts'
import { ATTR_GEN_AI_CONVERSATION_ID } from '../../semconv.ts'

export const agUiReading: Reading = {
  readRequest: readAgUiRequest,
  createReader: (request) => new AgUiReader(request.attributes?.[ATTR_AG_UI_RUN]),
}

/** The older names of what is now called reasoning. */
const OLD_NAMES: ReadonlyMap<string, string> = new Map([
  ['THINKING_TEXT_MESSAGE_START', 'REASONING_MESSAGE_START'],
  ['THINKING_TEXT_MESSAGE_CONTENT', 'REASONING_MESSAGE_CONTENT'],
])

class AgUiReader extends AgentReader {
  private readonly asked: unknown
  private finished = false
  /** A chunk without an id belongs to what the last one with an id began. */
  private readonly current: { [kind in 'text' | 'reasoning' | 'tool_call']?: string } = {}
  private state: { part: ReturnType<typeof part> } | undefined
  /** Messages of the user that the server says back. */
  private readonly echoed = new Set<string>()

  /** `asked`: the id of the run that the request asked for. */
  constructor(asked: unknown) {
    super()
    this.asked = asked
  }

  /** Servers that name runs themselves: the last one was it. */
  bodyEnded(): void {
    if (this.finished) this.answer.complete = true
  }

  payload(data: JsonValue): readonly TextDelta[] {
    if (!isObject(data)) return []
    const type = word(data['type']) ?? ''
    const event = OLD_NAMES.get(type) ?? type
    if (event.startsWith('TEXT_MESSAGE_')) return this.readMessage('text', event, data)
    if (event.startsWith('REASONING_MESSAGE_')) return this.readMessage('reasoning', event, data)
    if (event.startsWith('TOOL_CALL_')) return this.readCall(event, data)
    if (event.startsWith('RUN_') || event.startsWith('STEP_')) this.readLifeCycle(event, data)
    else return this.readOther(event, data)
    return []
  }

  private readMessage(kind: 'text' | 'reasoning', event: string, data: JsonObject): readonly TextDelta[] {
    const id = word(data['messageId']) ?? this.current[kind] ?? ''
    // The page's own message, said back by some servers.
    if (word(data['role']) === 'user') this.echoed.add(id)
    if (this.echoed.has(id)) return []
    const begins = event.endsWith('_START') || (event.endsWith('_CHUNK') && this.current[kind] !== id)
    this.current[kind] = id
    if (begins) this.openPart(kind, id)
    return this.say(kind, id, string(data['delta']))
  }

  private readCall(event: string, data: JsonObject): readonly TextDelta[] {
    const id = word(data['toolCallId']) ?? this.current.tool_call ?? ''
    if (event === 'TOOL_CALL_RESULT') {
      this.answerCall(id, data['content'])
      return []
    }
    this.current.tool_call = id
    const name = word(data['toolCallName'])
    if (event === 'TOOL_CALL_START' || name !== undefined) this.nameCall(id, name)
    return this.growCall(id, string(data['delta']))
  }

  private readLifeCycle(event: string, data: JsonObject): void {
    const { answer } = this
    switch (event) {
      case 'RUN_STARTED': {
        // "the requested run, possibly preceded by replayed history" (the specification): the last run is the one that was asked for.
        if (this.finished || answer.error !== undefined) {
          this.restart()
          this.finished = false
          this.state = undefined
          answer.id = undefined
        }
        answer.id ??= word(data['runId'])
        const thread = word(data['threadId'])
        if (thread !== undefined) answer.attributes[ATTR_GEN_AI_CONVERSATION_ID] = thread
        break
      }
      case 'STEP_STARTED':
        this.countStep()
        break
      case 'RUN_FINISHED':
        this.readOutcome(data)
        this.finished = true
        // A run that is said again is not the end: the one that was asked for may be long in coming.
        answer.complete = this.asked === undefined || this.asked === answer.id
        break
      case 'RUN_ERROR':
        answer.error = providerError(word(data['code']) ?? OTHER_ERROR, word(data['message']))
    }
  }

  /** `outcome` is a word in the protocol's older drafts, and an object that names its kind in newer ones. */
  private readOutcome(data: JsonObject): void {
    this.finish(word(data['outcome']) ?? word(object(data['outcome'])?.['type']))
    const { result } = data
    if (result !== undefined && result !== null) this.answer.add(this.choice, part('result', { result }))
  }

  private readOther(event: string, data: JsonObject): readonly TextDelta[] {
    if (event === 'STATE_SNAPSHOT') this.readState(data)
    else if (event === 'CUSTOM') this.answer.add(this.choice, part('custom', { name: data['name'], value: data['value'] }))
    else if (event === 'MESSAGES_SNAPSHOT') return this.readSnapshot(data)
    return []
  }

  /** The last snapshot stands for those before; deltas to it are the application's own JSON patches and are not applied. */
  private readState(data: JsonObject): void {
    const made = part('state', { state: data['snapshot'] })
    if (this.state === undefined) this.state = this.answer.add(this.choice, made)
    else this.state.part = made
    this.answer.changed()
  }

  /**
   * The whole conversation, said again. Servers that stream no text have the answer here alone: what an assistant said after the last message of
   * the user, and was not streamed.
   */
  private readSnapshot(data: JsonObject): readonly TextDelta[] {
    const messages = objects(data['messages'])
    const asked = messages.findLastIndex((message) => message['role'] === 'user')
    return messages.slice(asked + 1).flatMap((message, at) => {
      const id = word(message['id']) ?? `snapshot ${at}`
      if (message['role'] !== 'assistant' || this.knownPart('text', id) !== undefined) return []
      for (const call of objects(message['toolCalls'])) this.readSnapshotCall(call)
      return this.say('text', id, string(message['content']))
    })
  }

  private readSnapshotCall(call: JsonObject): void {
    const id = word(call['id']) ?? ''
    if (this.knownPart('tool_call', id) !== undefined) return
    const called = object(call['function'])
    this.nameCall(id, word(called?.['name']))
    this.growCall(id, string(called?.['arguments']))
  }
}
