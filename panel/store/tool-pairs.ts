/** Which result answers which tool call, and what defines it: by id, else in order. Pure. */
import type { Message, MessagePart, SpanContent, ToolDefinition } from '../../sdk/protocol/records.ts'
import type { AskedCall } from '../trace/tool-spans.ts'

/** What belongs to a call, or to a result. Absent where nobody said. */
export interface ToolFacts {
  readonly name: string
  /** The number of the call, by which its span is found. */
  readonly key: string | undefined
  readonly call?: MessagePart
  readonly result?: MessagePart
  /** Where the result stands in the call's own content; absent of one that the next call sent. */
  readonly resultPath?: string
  readonly definition?: ToolDefinition
}

export interface ToolPairs {
  readonly facts: ReadonlyMap<MessagePart, ToolFacts>
  /** Results that are shown with their calls. */
  readonly shownWithCall: ReadonlySet<MessagePart>
  readonly calls: readonly AskedCall[]
}

interface Options {
  /** Messages of the call that are shown open; what lies in folded ones is shown where it lies. */
  readonly isOpen: (message: number) => boolean
  readonly pathOf: (message: number) => string
  /** What the next call of the conversation sent: it has the results of what this one asked for. */
  readonly next: readonly Message[]
}

interface Open {
  readonly part: MessagePart
  readonly message: number
  readonly key: string
  readonly id: string
}

export function pairTools(content: SpanContent, { isOpen, pathOf, next }: Options): ToolPairs {
  const input = content.inputMessages ?? []
  const outputs = content.outputMessages ?? []
  const definitions = new Map((content.toolDefinitions ?? []).map((tool) => [tool.name, tool]))
  const facts = new Map<MessagePart, ToolFacts>()
  const shownWithCall = new Set<MessagePart>()
  const calls: AskedCall[] = []
  const waiting: Open[] = []
  const ask = (part: MessagePart, message: number, isAnswer: boolean): void => {
    const [id, name] = [textOf(part['id']), textOf(part['name'])]
    const call = { part, message, key: String(calls.length), id }
    calls.push({ key: call.key, id, name, isAnswer })
    waiting.push(call)
    const definition = definitions.get(name)
    facts.set(part, { name, key: call.key, call: part, ...(definition && { definition }) })
  }
  const answer = (part: MessagePart, place: { readonly message: number; readonly path: string } | undefined): void => {
    const call = take(waiting, textOf(part['id']))
    const known = call && facts.get(call.part)
    if (call === undefined || known === undefined) return
    const paired: ToolFacts = { ...known, result: part, ...(place && { resultPath: place.path }) }
    facts.set(call.part, paired)
    if (place === undefined) return
    facts.set(part, paired)
    if (isOpen(call.message) && isOpen(place.message)) shownWithCall.add(part)
  }
  for (const [message, { parts }] of input.entries()) {
    for (const [at, part] of parts.entries()) {
      if (part.type === 'tool_call') ask(part, message, false)
      else if (part.type === 'tool_call_response') answer(part, { message, path: `${pathOf(message)}/${at}` })
    }
  }
  waiting.length = 0
  for (const { parts } of outputs) for (const part of parts) if (part.type === 'tool_call') ask(part, input.length, true)
  for (const { parts } of next.slice(input.length))
    for (const part of parts) if (part.type === 'tool_call_response') answer(part, undefined)
  return { facts, shownWithCall, calls }
}

/** By id; a result that names no call answers the first that waits. */
function take(waiting: Open[], id: string): Open | undefined {
  const at = id === '' ? waiting.findIndex((call) => call.id === '') : waiting.findIndex((call) => call.id === id)
  const found = at < 0 && id === '' ? 0 : at
  return found < 0 ? undefined : waiting.splice(found, 1)[0]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
