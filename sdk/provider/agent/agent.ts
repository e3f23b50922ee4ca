/** What the wires of an application's own backend have in common: an agent behind a service, whose one answer may span several steps. */
import type { JsonValue, MessagePart } from '../../protocol/records.ts'
import { ATTR_STEPS, ATTR_WIRE } from '../../own-names.ts'
import { AnswerReader } from '../answer/answer-reader.ts'
import { MAX_PARTS, type OpenPart } from '../answer/answer.ts'
import type { JsonObject } from '../read/json.ts'
import { mediaPart } from '../read/media-part.ts'
import { isAnother } from '../answer/open-calls.ts'
import { part, serverToolCallPart, serverToolResponsePart, toolResponsePart } from '../read/parts.ts'
import type { Api, RequestFacts, ResponseFacts, TextDelta } from '../read/dialect.ts'

type RequestAttributes = NonNullable<RequestFacts['attributes']>

/** A request's attributes: the wire's name, and those given that are known. */
export function agentAttributes(
  wire: Api,
  more: { readonly [name: string]: RequestAttributes[string] | undefined } = {},
): RequestAttributes {
  const attributes: { [name: string]: RequestAttributes[string] } = { [ATTR_WIRE]: wire }
  for (const [name, value] of Object.entries(more)) if (value !== undefined) attributes[name] = value
  return attributes
}

/** The conventions' own types of parts, with fields that each must have. */
const TYPES: ReadonlySet<string> = new Set([
  'text',
  'reasoning',
  'tool_call',
  'tool_call_response',
  'server_tool_call',
  'server_tool_call_response',
  'blob',
  'file',
  'uri',
])

/** A part of a type that only its wire knows. One that is called like the conventions' own, but was not read as that, lacks what makes it one. */
export function foreignPart(type: string, fields: JsonObject): MessagePart {
  return mediaPart(type, fields) ?? part(TYPES.has(type) ? 'unknown' : type, fields)
}

type Kind = 'text' | 'reasoning' | 'tool_call'

/** Reads an agent's answer into one message, its parts found again by their ids on the wire. */
export abstract class AgentReader extends AnswerReader {
  private readonly parts = new Map<string, OpenPart>()
  private lastCall: OpenPart | undefined
  private steps = 0

  override facts(): ResponseFacts {
    const facts = super.facts()
    // No reason is not a missing one: most of these wires have no word for the end, and an agent has no choices that each want one.
    return Object.assign(facts, { finishReasons: facts.finishReasons.filter((reason) => reason !== null) })
  }

  /** Forgets what was said so far: another run begins in the same body, after one that was only said again. */
  protected restart(): void {
    const { answer } = this
    answer.restart()
    answer.error = undefined
    answer.complete = false
    this.parts.clear()
    this.lastCall = undefined
    this.steps = 0
  }

  protected countStep(): void {
    this.answer.attributes[ATTR_STEPS] = ++this.steps
  }

  /** A new part; what comes under the same id later goes there. */
  protected openPart(kind: Kind, id: string): OpenPart {
    const made = this.answer.open(this.choice, kind)
    const key = `${kind} ${id}`
    if (this.parts.size < MAX_PARTS || this.parts.has(key)) this.parts.set(key, made)
    return made
  }

  protected partOf(kind: Kind, id: string): OpenPart {
    return this.knownPart(kind, id) ?? this.openPart(kind, id)
  }

  protected knownPart(kind: Kind, id: string): OpenPart | undefined {
    return this.parts.get(`${kind} ${id}`)
  }

  protected say(kind: 'text' | 'reasoning', id: string, text: string | undefined): readonly TextDelta[] {
    if (text === undefined || text === '') return []
    return this.answer.append(this.choice, this.partOf(kind, id), text)
  }

  /** Another id of a call. */
  protected knowAs(id: string, call: OpenPart): void {
    if (this.parts.size < MAX_PARTS) this.parts.set(`tool_call ${id}`, call)
  }

  protected nameCall(id: string, name: string | undefined): OpenPart {
    const call = this.partOf('tool_call', id)
    this.lastCall = call
    call.id = id
    if (name !== undefined) call.name = name
    this.answer.changed()
    return call
  }

  /** The next piece of a call's arguments, as JSON text. An id that no call began with is one that changed on the way: the piece belongs to the call that grows. */
  protected growCall(id: string, text: string | undefined): readonly TextDelta[] {
    if (text === undefined) return []
    const known = this.knownPart('tool_call', id)
    const last = this.lastCall
    const grows = known === undefined && last !== undefined && !isAnother(last, { id, text })
    return this.answer.append(this.choice, grows ? last : this.partOf('tool_call', id), text)
  }

  /** A call with all its arguments; where they streamed before, these are the same once more. */
  protected wholeCall(id: string, name: string | undefined, given: JsonValue | undefined): readonly TextDelta[] {
    const call = this.nameCall(id, name)
    if (given === undefined || given === null) return []
    call.value = given
    return []
  }

  protected answerCall(
    id: string | undefined,
    result: JsonValue | undefined,
    more: { readonly [key: string]: JsonValue | undefined } = {},
  ): void {
    this.answer.add(this.choice, toolResponsePart(id, result, more))
  }

  /** A tool that the model's provider ran: no call of the application's. */
  protected serverCall(id: string | undefined, name: string, given: JsonValue | undefined): void {
    this.answer.add(this.choice, serverToolCallPart(id, name, { type: name, ...(given !== undefined && { input: given }) }))
  }

  protected answerServerCall(id: string | undefined, name: string, result: JsonValue): void {
    this.answer.add(this.choice, serverToolResponsePart(id, { type: name, output: result }))
  }
}
