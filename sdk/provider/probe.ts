/**
 * Which wire the beginning of a body speaks, for a response that its request and headers told nothing of. A chunk of its own, for pages that ask models by routes
 * of their own.
 */
import { createDataStreamParser } from '../parser/data-stream.ts'
import { parseJson } from '../parser/json.ts'
import { readJsonHead } from '../parser/json-head.ts'
import type { Parser, WholeBody } from '../parser/parser.ts'
import { createSseParser } from '../parser/sse.ts'
import type { JsonValue } from '../protocol/records.ts'
import { MAX_PROBE_BYTES, mayTell, mayTellJson, TELLING_CHARACTERS } from '../recognition/answer-signs.ts'
import { kindOf, type BodyKind } from '../recognition/body-kind.ts'
import { agentPayloads } from './agent/payloads.ts'
import { anthropicPayloads } from './anthropic/payloads.ts'
import { coherePayloads } from './cohere/payloads.ts'
import { geminiPayloads } from './gemini/payloads.ts'
import { mistralPayloads } from './mistral/payloads.ts'
import { ollamaPayloads } from './ollama/payloads.ts'
import { openaiPayloads } from './openai/payloads.ts'
import { isList, isObject } from './read/json.ts'
import { isKeepAlive, isKeepAliveText } from './read/keep-alive.ts'
import type { FirstPayload, Payloads, Wire } from './read/dialect.ts'
import { wires } from './wires.ts'

/** The most payloads that may leave it open. */
export const MAX_PROBE_PAYLOADS = 16

/** What a body turned out to be. */
export interface Told {
  readonly wire: Wire
  /** Whether it comes piece by piece, not as one JSON text. */
  readonly streams: boolean
}

export interface Probe {
  /** `none`: nobody's. `undefined`: more is needed. */
  feed(bytes: Uint8Array): Told | 'none' | undefined
  /** The body is over, and what came is all of it. */
  end(): Told | 'none'
}

/** `undefined` where nothing can be told of a body of that type. */
export function createProbe(contentType: string): Probe | undefined {
  const kind = kindOf(contentType)
  return kind && new HeadProbe(kind)
}

class HeadProbe implements Probe {
  #kind: BodyKind
  #found: Told | 'none' | undefined
  #parser: Parser | undefined
  #payloads = 0
  #seen = 0
  #head = ''
  #looked = 0
  readonly #decoder = new TextDecoder()

  constructor(kind: BodyKind) {
    this.#kind = kind
  }

  feed(bytes: Uint8Array): Told | 'none' | undefined {
    if (this.#found !== undefined) return this.#found
    const looked = bytes.subarray(0, MAX_PROBE_BYTES - this.#seen)
    this.#seen += bytes.byteLength
    this.#head += this.#decoder.decode(looked, { stream: true })
    this.#look(looked, this.#seen >= MAX_PROBE_BYTES)
    return this.#found
  }

  end(): Told | 'none' {
    if (this.#found === undefined && this.#kind !== 'sse') this.#look(new Uint8Array(), true)
    return (this.#found ??= 'none')
  }

  #look(bytes: Uint8Array, last: boolean): void {
    const form = this.#formOf(last)
    if (form === undefined) {
      if (last) this.#found = 'none'
    } else if (form === 'json') this.#lookAtJson(last)
    else this.#feedParser(form, bytes)
    if (last && form === 'sse') this.#found ??= eventHead(this.#head)
    if (last) this.#found ??= 'none'
  }

  /** Anew only where it has grown by as much again, or may be whole: a body may come byte by byte. */
  #lookAtJson(last: boolean): void {
    if (!last && this.#head.length < 2 * this.#looked && !isClosed(this.#head)) return
    this.#looked = this.#head.length
    this.#found ??= jsonHead(this.#head, this.#kind === 'lines')
  }

  /** What is told by its first characters may have begun in an earlier piece. */
  #feedParser(form: 'sse' | 'data-stream', bytes: Uint8Array): void {
    const begun = this.#parser !== undefined
    this.#parser ??= this.#createParser(form)
    this.#parser.feed(begun ? bytes : new TextEncoder().encode(this.#head))
  }

  #formOf(last: boolean): 'sse' | 'data-stream' | 'json' | undefined {
    if (this.#kind === 'sse') return 'sse'
    const head = this.#head.trimStart()
    if (/^[[{]/.test(head)) return 'json'
    // An event stream under another name, as servers in development send it, and the lines of the AI SDK.
    if (/^(?:(?:data|event|id|retry)?:)/.test(head)) return this.#kind === 'text' || this.#kind === 'lines' ? 'sse' : undefined
    if (head.length < 'event:'.length && !last) return undefined
    this.#found = this.#kind === 'text' && /^[0-9a-z]:/.test(head) ? undefined : 'none'
    return this.#found === undefined ? 'data-stream' : undefined
  }

  #take(first: FirstPayload): void {
    this.#found ??= recognise(first, true)
    if (++this.#payloads >= MAX_PROBE_PAYLOADS) this.#found ??= 'none'
  }

  #createParser(form: 'sse' | 'data-stream'): Parser {
    const onError = (): void => {
      this.#found ??= 'none'
    }
    // The beginning of an event that is longer is looked at, not given up.
    const common = { onError, maxCharacters: 2 * MAX_PROBE_BYTES }
    if (form === 'data-stream') return createDataStreamParser({ ...common, onValue: (data, event) => this.#take({ form, event, data }) })
    return createSseParser({
      ...common,
      onEvent: ({ event, data: text, unfinished }) => {
        const data = parseJson(text)
        // A server may keep the connection open before it has anything to say.
        if (data === undefined ? text === '' || isKeepAliveText(text, event) : isKeepAlive(data, event)) return
        if (data !== undefined) this.#take({ form, ...(event !== undefined && { event }), data })
        else if (unfinished === undefined) onError()
      },
      onStrayLine: onError,
    })
  }
}

const PAYLOADS: Payloads = {
  ...geminiPayloads,
  ...anthropicPayloads,
  ...mistralPayloads,
  ...coherePayloads,
  ...ollamaPayloads,
  ...openaiPayloads,
  ...agentPayloads,
}
const payloads = wires.flatMap((wire) => {
  const matches = PAYLOADS[wire.api]
  return matches === undefined ? [] : [{ wire, matches }]
})

/** The wire that a response's next payload tells; `none` where it is nobody's, `undefined` where the one after it may tell. */
export function recognisePayload(first: FirstPayload): Wire | 'none' | undefined {
  let open = false
  for (const { wire, matches } of payloads) {
    const match = matches(first)
    if (match === true) return wire
    if (match === undefined) open = true
  }
  return open ? undefined : 'none'
}

function recognise(first: FirstPayload, streams: boolean): Told | 'none' | undefined {
  const wire = recognisePayload(first)
  return wire === undefined || wire === 'none' ? wire : { wire, streams }
}

/** By its last character: a text that is whole ends so. What is wrong here costs a look more. */
const isClosed = (text: string): boolean => /[}\]]\s*$/.test(text.slice(-8))

function jsonHead(text: string, lines: boolean): Told | 'none' | undefined {
  if (!mayTell(text)) return text.length < TELLING_CHARACTERS && (!isClosed(text) || readJsonHead(text)?.cut === true) ? undefined : 'none'
  const head = readJsonHead(text)
  if (head === undefined) return 'none'
  const more = !head.cut && /^\s*\S/.test(text.slice(head.end))
  const found = jsonValue(head.value, head.cut, lines || more)
  // A first piece may be a few bytes: what it lacks is no evidence.
  if (head.cut && found === 'none') return text.length < TELLING_CHARACTERS ? undefined : 'none'
  return found === undefined && !head.cut && !lines ? 'none' : found
}

function jsonValue(value: JsonValue, cut: boolean, lines: boolean): Told | 'none' | undefined {
  const top = isList(value) ? value[0] : value
  if (!cut && isObject(top) && !mayTellJson(top)) return 'none'
  if (isList(value)) {
    // A list of answers is a history; only Gemini streams its chunks in one.
    const [item] = value
    if (item === undefined) return cut ? undefined : 'none'
    return recognise({ form: 'list', data: item, cut: cut && value.length === 1 }, true)
  }
  // Ollama says of each line of its streams that it is not the last.
  const streams = lines || (isObject(value) && value['done'] === false)
  return recognise({ form: 'json', data: value, cut }, streams)
}

/** An event that is longer than what is looked at: its beginning may tell. */
function eventHead(text: string): Told | 'none' | undefined {
  const [, event, data] = /(?:^|\n)(?:event: ?([^\r\n]*)\r?\n)?data: ?([^\r\n]*)$/.exec(text) ?? []
  const head = data === undefined ? undefined : readJsonHead(data)
  return head && recognise({ form: 'sse', data: head.value, cut: true, ...(event !== undefined && { event }) }, true)
}

/** Which wire a whole JSON body speaks: at the cost of a comparison where it was parsed for the page anyway. */
export function tellWhole(body: WholeBody): Told | 'none' {
  if (body === 'no JSON') return 'none'
  if ('json' in body) return isJson(body.json) ? (jsonValue(body.json, false, false) ?? 'none') : 'none'
  // Most texts tell in their first characters; a longer head is looked at where the first one leaves it open.
  const { text } = body
  if (!mayTell(text)) return 'none'
  return jsonHead(text.slice(0, TELLING_CHARACTERS), false) ?? jsonHead(text.slice(0, MAX_PROBE_BYTES), false) ?? 'none'
}

/** Parsed by the platform. */
const isJson = (value: unknown): value is JsonValue => typeof value === 'object' && value !== null
