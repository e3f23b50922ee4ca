/** One input of a run, made from the run's seed and its own number, and what is done with it. */
import { createDataStreamParser } from '../../sdk/parser/data-stream.ts'
import { createJsonArrayParser, createJsonParser, parseJson } from '../../sdk/parser/json.ts'
import { createNdjsonParser } from '../../sdk/parser/ndjson.ts'
import { EXCERPT_CHARACTERS, type Parser, type ParserError } from '../../sdk/parser/parser.ts'
import { createSseParser } from '../../sdk/parser/sse.ts'
import type { JsonValue } from '../../sdk/protocol/records.ts'
import { createBodyReader } from '../../sdk/provider/body.ts'
import { APIS as apis } from '../../sdk/recognition/apis.ts'
import { createMcpBodyReader } from '../../sdk/mcp/body-reader.ts'
import { agreedVersion, cancelled, factsOf, isMcp, isToolError, readMessages, type McpMessage } from '../../sdk/mcp/messages.ts'
import type { RequestShape, TextDelta } from '../../sdk/provider/read/dialect.ts'
import { checkDeltas, checkFacts, checkPrototypes, checkRequest, must, mustEqual } from './check.ts'
import type { Body, Corpus, Request } from './corpus.ts'
import { chunksOf, cutsOf, damage, mixLines, mutateJson, mutateLines, oddValue, windowOf } from './mutate.ts'
import type { Random } from './random.ts'
import { dialectOf, recognise, recognisePayload } from '../support/dialects.ts'

export interface Case {
  /** What reads it, and what it was made from. */
  readonly name: string
  readonly input: string
  run(): void
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function makeCase(random: Random, corpus: Corpus): Case {
  const how = random.below(20)
  if (how < 4) return parserCase(random, corpus)
  if (how < 13) return bodyCase(random, corpus)
  if (how < 16) return payloadCase(random, corpus)
  if (how < 19) return requestCase(random, corpus)
  return mcpCase(random, corpus)
}

function mutated(random: Random, text: string, other: string): Uint8Array {
  let result = windowOf(random, text)
  if (random.chance(0.3)) result = mixLines(random, result, windowOf(random, other))
  if (random.chance(0.6)) result = mutateLines(random, result)
  const bytes = encoder.encode(result)
  return random.chance(0.6) ? damage(random, bytes) : bytes
}

// Parsers alone, with limits of all sizes.

interface Heard {
  readonly payloads: unknown[]
  readonly errors: ParserError[]
}

const parsers: { readonly [name: string]: (heard: Heard, maxCharacters: number) => Parser } = {
  sse: ({ payloads, errors }, maxCharacters) =>
    createSseParser({
      maxCharacters,
      onEvent(event) {
        must(event.data.length <= maxCharacters, 'an event is no longer than the limit')
        payloads.push(event)
      },
      onStrayLine: (line) => void payloads.push(line),
      onError: (error) => void errors.push(error),
    }),
  json: (heard, maxCharacters) => createJsonParser({ maxCharacters, ...listening(heard) }),
  'json array': (heard, maxCharacters) => createJsonArrayParser({ maxCharacters, ...listening(heard) }),
  ndjson: (heard, maxCharacters) => createNdjsonParser({ maxCharacters, ...listening(heard) }),
  'data stream': (heard, maxCharacters) => createDataStreamParser({ maxCharacters, ...listening(heard) }),
}

function listening({ payloads, errors }: Heard) {
  return {
    onValue(value: JsonValue): void {
      must(value !== undefined, 'a value is one')
      payloads.push(value)
    },
    onError: (error: ParserError) => void errors.push(error),
  }
}

function parserCase(random: Random, { bodies }: Corpus): Case {
  const name = random.pick(Object.keys(parsers))
  const body = random.pick(bodies)
  const bytes = mutated(random, body.text, random.pick(bodies).text)
  const limit = random.chance(0.5) ? 1 + random.below(2_000) : 1_000_000
  const cuts = cutsOf(random, bytes.length)
  const read = (at: readonly number[]): Heard => {
    const heard: Heard = { payloads: [], errors: [] }
    const parser = parsers[name]?.(heard, limit)
    for (const chunk of chunksOf(bytes, at)) parser?.feed(chunk)
    parser?.flush()
    for (const { excerpt } of heard.errors) must(excerpt.length <= EXCERPT_CHARACTERS, 'an excerpt is short')
    return heard
  }
  return {
    name: `parser ${name}, limit ${limit}, from ${body.name}`,
    input: decoder.decode(bytes),
    run() {
      const cut = read(cuts)
      // A limit is met earlier or later, depending on the chunks; without one they must make no difference.
      if (limit > bytes.length) mustEqual(comparable(cut), comparable(read([])), 'what is read, cut and whole')
    },
  }
}

/** An excerpt has as much as had come: that may differ. */
function comparable({ payloads, errors }: Heard) {
  return { payloads, errors: errors.map(({ kind }) => kind) }
}

// A whole body through the reader of a wire: mostly its own.

const STATUSES = [200, 200, 200, 200, 200, 206, 400, 429, 500]
const TYPES = ['text/event-stream', 'application/json', 'application/x-ndjson', 'text/plain', '', 'text/html; charset=utf-8']

function bodyCase(random: Random, { bodies }: Corpus): Case {
  const body = random.pick(bodies)
  const api = random.chance(0.9) ? body.api : random.pick(apis)
  const dialect = dialectOf(api)
  const bytes = mutated(random, body.text, random.pick(random.chance(0.7) ? bodies.filter((other) => other.api === body.api) : bodies).text)
  const cuts = cutsOf(random, bytes.length)
  const status = random.chance(0.7) ? body.status : random.pick(STATUSES)
  const contentType = random.chance(0.7) ? body.contentType : random.pick(TYPES)
  const compare = random.chance(0.5)
  const options = { dialect, request: { stream: body.stream }, status, contentType }
  const read = (at: readonly number[]) => {
    const reader = createBodyReader(options)
    const deltas: TextDelta[] = []
    for (const chunk of chunksOf(bytes, at)) {
      deltas.push(...reader.feed(chunk))
      checkFacts(reader.facts())
    }
    deltas.push(...reader.end())
    checkDeltas(deltas)
    checkFacts(reader.facts())
    return { facts: { ...reader.facts() }, texts: textsOf(deltas) }
  }
  return {
    name: `body of ${api}, status ${status}, ${contentType}, from ${body.name}, cut at ${cuts.slice(0, 20).join(' ')}`,
    input: decoder.decode(bytes),
    run() {
      const cut = read(cuts)
      if (compare) mustEqual(cut, read([]), 'what is read, cut and whole')
      checkPrototypes()
    },
  }
}

function textsOf(deltas: readonly TextDelta[]): { readonly [key: string]: string } {
  const texts: { [key: string]: string } = {}
  for (const { choice, part, index, text } of deltas)
    texts[`${choice} ${part} ${index}`] = (texts[`${choice} ${part} ${index}`] ?? '') + text
  return texts
}

// Payloads, some of them of one wire given to the reader of another.

function payloadCase(random: Random, { bodies }: Corpus): Case {
  const body = random.pick(bodies)
  const api = random.chance(0.7) ? body.api : random.pick(apis)
  const payloads = payloadsOf(random, body).map(({ event, data }) => ({
    event: random.chance(0.9) ? event : random.pick([undefined, 'error', 'ping', 'message', '__proto__']),
    data: random.chance(0.6) ? mutateJson(random, data) : random.chance(0.1) ? oddValue(random) : data,
  }))
  const text = random.chance(0.1) ? random.pick(['[DONE]', '', 'no', '<html>']) : undefined
  const failure = random.chance(0.1) ? (payloads[0]?.data ?? oddValue(random)) : undefined
  return {
    name: `payloads of ${body.name} to ${api}`,
    input: JSON.stringify({ payloads, text, failure }),
    run() {
      const reader = dialectOf(api).createReader({ stream: body.stream })
      for (const { data, event } of payloads) {
        checkDeltas(reader.payload(data, event))
        reader.facts()
        recognisePayload({ form: 'sse', data, ...(event !== undefined && { event }) })
      }
      if (text !== undefined) reader.text?.(text)
      if (failure !== undefined) reader.failure(500, failure)
      reader.bodyEnded?.()
      checkFacts(reader.facts())
      checkPrototypes()
    },
  }
}

function payloadsOf(random: Random, { text }: Body): readonly { event: string | undefined; data: JsonValue }[] {
  const whole = text.length < 20_000 ? parseJson(text) : undefined
  if (whole !== undefined) return [{ event: undefined, data: whole }]
  let event: string | undefined
  return windowOf(random, text)
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('event:')) event = line.slice(6).trim()
      const data = parseJson(line.replace(/^(?:data:|[0-9a-z]:|[,[])/, ''))
      return data === undefined ? [] : [{ event, data }]
    })
    .slice(0, 20)
}

// Requests: is one ours, and what does it say.

const HOSTS = ['https://api.example', 'http://localhost:11434', 'https://x.openai.azure.com', 'https://generativelanguage.googleapis.com']
const ENDS = ['/', '//', '/%', '?alt=sse', '?key=1&api-version=%', '#x', ':streamGenerateContent', ':%', '/v1/chat/completions']

function requestCase(random: Random, { requests }: Corpus): Case {
  const request = random.pick(requests)
  const body = random.chance(0.9) ? mutateJson(random, request.body) : oddValue(random)
  const url = random.chance(0.7) ? request.url : oddUrl(random, request)
  const method = random.chance(0.9) ? request.method : random.pick(['GET', 'PUT', 'DELETE', ''])
  const others = [random.pick(apis), random.pick(apis)]
  return {
    name: `request to ${method} ${url}`,
    input: JSON.stringify(body),
    run() {
      const shape: RequestShape = { method, url: new URL(url), body }
      const found = recognise(shape)
      if (found !== undefined) checkRequest(found.readRequest(shape))
      for (const api of others) checkRequest(dialectOf(api).readRequest(shape))
      checkRequest(dialectOf(random.pick(apis)).readRequest({ method, url: shape.url }))
      checkMessages(readMessages(body))
      checkPrototypes()
    },
  }
}

function oddUrl(random: Random, { url }: Request): string {
  const odd = (random.chance(0.5) ? url : random.pick(HOSTS) + new URL(url).pathname) + random.pick(ENDS)
  return URL.canParse(odd) ? odd : url
}

function checkMessages(messages: readonly McpMessage[]): void {
  isMcp(messages, { headers: false, accepts: true })
  for (const message of messages) {
    if (message.kind === 'reply') {
      isToolError(message)
      agreedVersion(message)
    } else {
      factsOf(message)
      cancelled(message)
    }
  }
}

function mcpCase(random: Random, { mcp }: Corpus): Case {
  const bytes = mutated(random, random.pick(mcp), random.pick(mcp))
  const cuts = cutsOf(random, bytes.length)
  const read = (at: readonly number[]) => {
    const reader = createMcpBodyReader()
    const messages: McpMessage[] = []
    for (const chunk of chunksOf(bytes, at)) messages.push(...reader.feed(chunk))
    messages.push(...reader.end())
    checkMessages(messages)
    return { messages, lastEventId: reader.lastEventId }
  }
  return {
    name: `body of MCP, cut at ${cuts.slice(0, 20).join(' ')}`,
    input: decoder.decode(bytes),
    run() {
      mustEqual(read(cuts), read([]), 'what is read, cut and whole')
      checkPrototypes()
    },
  }
}
