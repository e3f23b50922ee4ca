/** What must hold of everything that a reader gives out, whatever it was fed. */
import { isDeepStrictEqual } from 'node:util'
import type { RequestFacts, ResponseFacts, TextDelta } from '../../sdk/provider/read/dialect.ts'

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`must hold: ${what}`)
}

export function mustEqual(a: unknown, b: unknown, what: string): void {
  if (isDeepStrictEqual(a, b)) return
  throw new Error(`must be equal: ${what}\n${stringify(a)}\n${stringify(b)}`)
}

const stringify = (value: unknown): string => JSON.stringify(value)?.slice(0, 600) ?? 'undefined'

const isIndex = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0
const isFinite = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)

export function checkDeltas(deltas: readonly TextDelta[]): void {
  for (const { choice, part, index, text } of deltas) {
    must(isIndex(choice), `choice of a delta is an index: ${choice}`)
    must(isIndex(index), `index of a delta is one: ${index}`)
    must(part === 'text' || part === 'reasoning' || part === 'tool_arguments', `part of a delta: ${part}`)
    must(typeof text === 'string' && text !== '', 'text of a delta is some')
  }
}

export function checkFacts(facts: ResponseFacts): void {
  must(facts.model === undefined || typeof facts.model === 'string', 'model is a word')
  must(facts.id === undefined || typeof facts.id === 'string', 'id is a word')
  for (const reason of facts.finishReasons) must(reason === null || typeof reason === 'string', 'finish reason is a word')
  for (const [kind, tokens] of Object.entries(facts.usage)) must(tokens === undefined || isFinite(tokens), `${kind} is a number`)
  must(typeof facts.complete === 'boolean', 'complete is told')
  if (facts.error !== undefined) {
    must(typeof facts.error.type === 'string' && facts.error.type !== '', 'error has a type')
    must(facts.error.message === undefined || typeof facts.error.message === 'string', 'error message is text')
  }
  checkAttributes(facts.attributes)
  for (const { role, parts } of facts.outputMessages) {
    must(typeof role === 'string', 'role is a word')
    for (const { type } of parts) must(typeof type === 'string', 'part has a type')
  }
  // What exporters and the bridge do to it.
  JSON.stringify(facts.outputMessages)
}

export function checkRequest(facts: RequestFacts): void {
  must(facts.model === undefined || typeof facts.model === 'string', 'model is a word')
  must(facts.stream === undefined || typeof facts.stream === 'boolean', 'stream is yes or no')
  for (const key of ['maxTokens', 'temperature', 'topP', 'topK', 'seed', 'choiceCount', 'frequencyPenalty', 'presencePenalty'] as const) {
    must(facts[key] === undefined || isFinite(facts[key]), `${key} is a number`)
  }
  for (const stop of facts.stopSequences ?? []) must(typeof stop === 'string', 'stop sequence is text')
  checkAttributes(facts.attributes)
  for (const { role, parts } of facts.inputMessages ?? [])
    must(typeof role === 'string' && Array.isArray(parts), 'message has a role and parts')
  for (const { name } of facts.toolDefinitions ?? []) must(typeof name === 'string', 'tool has a name')
  JSON.stringify(facts)
}

function checkAttributes(attributes: ResponseFacts['attributes']): void {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    const fine = Array.isArray(value)
      ? value.every((item) => typeof item === 'string')
      : ['string', 'number', 'boolean'].includes(typeof value)
    must(fine, `attribute ${key} is a word, a number, yes or no, or words`)
  }
}

const untouched = [Object.prototype, Array.prototype, Function.prototype].map((prototype) => Reflect.ownKeys(prototype).length)

/** A key named `__proto__` must have reached nobody's prototype. */
export function checkPrototypes(): void {
  const now = [Object.prototype, Array.prototype, Function.prototype].map((prototype) => Reflect.ownKeys(prototype).length)
  mustEqual(now, untouched, 'prototypes are as they were')
}
