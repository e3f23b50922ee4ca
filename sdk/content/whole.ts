/**
 * Whole content of spans whose record holds a part of it: it stays in the page, and the panel asks for single payloads by their key. Bounded: the
 * oldest spans' are given up first, and counted.
 */
import { MAX_TEXT } from '../protocol/fields.ts'
import type { JsonValue, SpanContent } from '../protocol/records.ts'
import { cutJson } from './cut.ts'
import { copyJson, isList, isRecord } from './json.ts'
import { charactersOf } from './own-json.ts'

/** Estimated bytes (2 a character) of all whole payloads of a page. */
export const MAX_WHOLE_BYTES = 16 * 1024 * 1024

/**
 * What a key names, after the id of the span: `outputMessages/0/2` a message's part, `outputMessages/0/logprobs` its log-probabilities,
 * `systemInstructions/1`, `toolDefinitions/3`, `toolCallArguments`, `toolCallResult`. Messages are numbered as the page has them.
 */
export function resolveWhole(content: SpanContent, [field, first, second]: readonly string[]): JsonValue | undefined {
  switch (field) {
    case 'inputMessages':
    case 'outputMessages': {
      const message = content[field]?.[numberOf(first)]
      if (second === 'logprobs') return message?.logprobs === undefined ? undefined : copyJson(message.logprobs)
      return message?.parts[numberOf(second)]
    }
    case 'systemInstructions':
    case 'toolDefinitions':
      return content[field]?.[numberOf(first)]
    case 'toolCallArguments':
    case 'toolCallResult':
      return content[field]
    default:
      return undefined
  }
}

const numberOf = (text: string | undefined): number => (text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : -1)

interface Held {
  readonly content: SpanContent
  readonly bytes: number
}

export class WholePayloads {
  readonly #limit: number
  readonly #held = new Map<string, Held>()
  #bytes = 0
  /** Spans whose whole content was given up. */
  dropped = 0

  constructor(limit: number = MAX_WHOLE_BYTES) {
    this.#limit = limit
  }

  get bytes(): number {
    return this.#bytes
  }

  keep(spanId: string, content: SpanContent): void {
    this.#forget(spanId)
    const bytes = 2 * contentCharacters(content)
    this.#held.set(spanId, { content, bytes })
    this.#bytes += bytes
    while (this.#bytes > this.#limit) {
      const [oldest] = this.#held.keys()
      if (oldest === undefined) return
      this.#forget(oldest)
      this.dropped++
    }
  }

  /** The payload of that key; null where there is none, or none any more. */
  find(key: string): JsonValue {
    const [spanId, ...path] = key.split('/')
    const held = spanId === undefined ? undefined : this.#held.get(spanId)
    const value = held && resolveWhole(held.content, path)
    // What is longer than the protocol lets through is cut here, where it can be said.
    return value === undefined ? null : cutJson(value, MAX_TEXT).value
  }

  clear(): void {
    this.#held.clear()
    this.#bytes = 0
  }

  #forget(spanId: string): void {
    this.#bytes -= this.#held.get(spanId)?.bytes ?? 0
    this.#held.delete(spanId)
  }
}

/** About the length of its JSON. */
export function contentCharacters(content: SpanContent): number {
  let characters = 0
  for (const value of Object.values(content)) {
    if (isList(value)) for (const item of value) characters += messageCharacters(item)
    else characters += charactersOf(value)
  }
  return characters
}

/** A message's type has fields of no JSON type to the compiler; what it holds is JSON. */
function messageCharacters(item: unknown): number {
  return isRecord(item) ? charactersOf(item) : 0
}
