/** The Server-Sent Events of LangGraph's server, and the state that a run waited for ends with: https://docs.langchain.com/langsmith/streaming */
import type { JsonValue } from '../../protocol/records.ts'
import { ATTR_LANGGRAPH_RESUMED } from '../../own-names.ts'
import { AgentReader } from './agent.ts'
import { MAX_PARTS } from '../answer/answer.ts'
import { OTHER_ERROR, providerError } from '../answer/errors.ts'
import { isList, isObject, number, object, objects, string, word, type JsonObject } from '../read/json.ts'
import { isHuman, kindOf, messagesOf, modelOf, reasoningOf, reasonOf, textOf, usageOf } from './langgraph-message.ts'
import { readLangGraphRequest } from './langgraph-request.ts'
import { callIdOf, isAnother } from '../answer/open-calls.ts'
import { part } from '../read/parts.ts'
import type { Reading, RequestFacts, TextDelta, Usage } from '../read/dialect.ts'
import { addUsage, mergeUsage } from '../answer/usage.ts'
import { ATTR_GEN_AI_AGENT_NAME, ATTR_GEN_AI_CONVERSATION_ID } from '../../semconv.ts'

export const langGraphReading: Reading = {
  readRequest: readLangGraphRequest,
  createReader: (request) => new LangGraphReader(request),
}

/**
 * One run may be told in several modes at once: `messages` (pieces), `messages/partial` (what there is so far), `updates` (what a node added) and `values` (the
 * whole state) all hold the same messages, known by their ids.
 */
class LangGraphReader extends AgentReader {
  private readonly request: RequestFacts
  /** Messages that were there before this run. */
  private readonly history = new Set<string>()
  private readonly usages = new Map<string, Usage>()
  private readonly answered = new Set<string>()
  /** Ids of calls by the message and index that their pieces go by. */
  private readonly callIds = new Map<string, string>()
  private sawState = false

  constructor(request: RequestFacts) {
    super()
    this.request = request
  }

  payload(data: JsonValue, event?: string): readonly TextDelta[] {
    // What a subgraph tells has its place behind a bar: `messages|tools:1f3e`.
    const [mode, place] = event?.split('|') ?? []
    switch (mode) {
      case undefined:
        return isObject(data) ? this.readWhole(data) : []
      case 'metadata':
        this.readRun(object(data))
        return []
      case 'messages':
        return this.readPiece(data)
      case 'messages/partial':
      case 'messages/complete':
        return messagesOf(data).flatMap((message, at) => this.readMessage(message, `partial ${at}`))
      case 'messages/metadata':
        for (const known of Object.values(object(data) ?? {})) this.readModel(object(object(known)?.['metadata']))
        return []
      case 'updates':
        return this.readUpdates(data)
      case 'values':
        return place === undefined && isObject(data) ? this.readState(data) : []
      case 'error':
        this.readFailure(data)
        return []
      case 'end':
        this.answer.end()
    }
    return []
  }

  override text(data: string, event?: string): void {
    if (event === 'end') this.answer.end()
    else super.text(data, event)
  }

  /** Newer servers send no `end`: the body's is the run's. */
  bodyEnded(): void {
    this.answer.complete = true
  }

  /** The answer to a run that was waited for is its last state; one that failed has `__error__` in its place. */
  private readWhole(state: JsonObject): readonly TextDelta[] {
    const error = object(state['__error__'])
    if (error !== undefined) {
      this.readFailure(error)
      return []
    }
    return this.readState(state)
  }

  private readRun(run: JsonObject | undefined): void {
    this.answer.id ??= word(run?.['run_id'])
    const thread = word(run?.['thread_id'])
    if (thread !== undefined) this.answer.attributes[ATTR_GEN_AI_CONVERSATION_ID] = thread
  }

  private readPiece(data: JsonValue): readonly TextDelta[] {
    if (!isList(data)) return []
    const [message, metadata] = data
    this.readModel(object(metadata))
    return isObject(message) ? this.readMessage(message, 'piece', true) : []
  }

  private readModel(metadata: JsonObject | undefined): void {
    this.answer.model ??= word(metadata?.['ls_model_name'])
    const graph = word(metadata?.['graph_id'])
    if (graph !== undefined) this.answer.attributes[ATTR_GEN_AI_AGENT_NAME] = graph
  }

  private readUpdates(data: JsonValue): readonly TextDelta[] {
    if (!isObject(data)) return []
    return Object.entries(data).flatMap(([node, update]) => {
      if (node === '__interrupt__') return this.readInterrupts(update)
      this.countStep()
      return messagesOf(object(update)?.['messages']).flatMap((message, at) => this.readMessage(message, `${node} ${at}`))
    })
  }

  private readState(state: JsonObject): readonly TextDelta[] {
    const messages = objects(state['messages'])
    if (!this.sawState) this.rememberHistory(messages)
    this.sawState = true
    const deltas = messages.flatMap((message, at) => this.readMessage(message, `state ${at}`))
    return [...deltas, ...this.readInterrupts(state['__interrupt__'])]
  }

  /** The first state is what the run began with: what stands in it before the new question, or all of it where there is none, was said before. */
  private rememberHistory(messages: readonly JsonObject[]): void {
    const resumed = this.request.attributes?.[ATTR_LANGGRAPH_RESUMED] === true && this.request.stream === true
    const asked = resumed ? messages.length : messages.findLastIndex(isHuman)
    for (const [at, message] of messages.slice(0, Math.max(asked, 0)).entries()) this.history.add(keyOf(message, `state ${at}`))
  }

  /** `piece`: the message may be one of several that belong together. */
  private readMessage(message: JsonObject, fallback: string, piece = false): readonly TextDelta[] {
    const key = keyOf(message, fallback)
    const kind = kindOf(message)
    if (kind === 'other' || this.history.has(key)) return []
    if (kind === 'tool') {
      if (!this.answered.has(key)) this.answerCall(word(message['tool_call_id']), message['content'])
      if (this.answered.size < MAX_PARTS) this.answered.add(key)
      return []
    }
    const grows = piece && kind === 'chunk'
    this.readEnd(key, grows, message)
    const said = [
      ...this.sayMore('reasoning', key, reasoningOf(message), piece, grows),
      ...this.sayMore('text', key, textOf(message), piece, grows),
    ]
    return [...said, ...this.readCalls(key, grows, message)]
  }

  private readEnd(key: string, grows: boolean, message: JsonObject): void {
    this.answer.model ??= modelOf(message)
    this.finish(reasonOf(message))
    const usage = usageOf(message)
    if (usage === undefined || (this.usages.size >= MAX_PARTS && !this.usages.has(key))) return
    const known = this.usages.get(key) ?? {}
    // Pieces add up; a whole message says it all.
    this.usages.set(key, grows ? addUsage(known, usage) : mergeUsage(known, usage))
    this.answer.usage = [...this.usages.values()].reduce(addUsage)
  }

  private sayMore(kind: 'text' | 'reasoning', key: string, text: string, piece: boolean, grows: boolean): readonly TextDelta[] {
    if (text === '') return []
    const open = this.partOf(kind, key)
    // Some servers send pieces under the name of whole messages: one that does not begin with what there is goes on from it.
    const goesOn = grows || (piece && !text.startsWith(open.text))
    return goesOn ? this.answer.append(this.choice, open, text) : this.answer.replace(this.choice, open, text)
  }

  private readCalls(key: string, grows: boolean, message: JsonObject): readonly TextDelta[] {
    if (grows) return objects(message['tool_call_chunks']).flatMap((call) => this.growCallOf(key, call))
    return objects(message['tool_calls']).flatMap((call, at) =>
      this.wholeCall(word(call['id']) ?? `${key} ${at}`, word(call['name']), call['args']),
    )
  }

  /** A piece of a call is told by its index; only the first one has the id, or each has one of its own. */
  private growCallOf(key: string, call: JsonObject): readonly TextDelta[] {
    const place = `${key} ${number(call['index']) ?? 0}`
    const before = this.callIds.get(place)
    const known = before === undefined ? undefined : this.knownPart('tool_call', before)
    const piece = { id: callIdOf(call), name: word(call['name']), text: string(call['args']) ?? '' }
    const goesOn = known !== undefined && !isAnother(known, piece)
    const id = piece.id ?? (goesOn ? before : undefined) ?? place
    // The state at the end has the last of several ids.
    if (goesOn) this.knowAs(id, known)
    if (this.callIds.size < MAX_PARTS) this.callIds.set(place, id)
    this.nameCall(id, word(call['name']))
    return this.growCall(id, string(call['args']))
  }

  /** The graph asks something before it goes on. A state says it once more. */
  private readInterrupts(value: JsonValue | undefined): readonly TextDelta[] {
    for (const interrupt of objects(value)) {
      const key = `interrupt ${JSON.stringify(interrupt).slice(0, 1_000)}`
      if (this.answered.has(key)) continue
      this.answered.add(key)
      this.answer.add(this.choice, part('interrupt', { value: interrupt['value'] }))
    }
    return []
  }

  private readFailure(data: JsonValue): void {
    const error = object(data)
    const message = word(error?.['message']) ?? string(data)
    this.answer.error = providerError(word(error?.['error']) ?? OTHER_ERROR, message)
  }
}

function keyOf(message: JsonObject, fallback: string): string {
  return word(message['id']) ?? fallback
}
