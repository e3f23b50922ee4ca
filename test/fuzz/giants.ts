/** Inputs far beyond what a provider sends. Each says how many bytes may be held while it is read. */
import { createDataStreamParser } from '../../sdk/parser/data-stream.ts'
import { createJsonArrayParser, createJsonParser } from '../../sdk/parser/json.ts'
import { createNdjsonParser } from '../../sdk/parser/ndjson.ts'
import { MAX_PAYLOAD_CHARACTERS } from '../../sdk/parser/parser.ts'
import { createSseParser } from '../../sdk/parser/sse.ts'
import { createBodyReader } from '../../sdk/provider/body.ts'
import { APIS as apis } from '../../sdk/recognition/apis.ts'
import { createMcpBodyReader } from '../../sdk/mcp/body-reader.ts'
import { checkDeltas, checkFacts } from './check.ts'
import type { Body, Corpus } from './corpus.ts'
import { dialectOf } from '../support/dialects.ts'

export interface Giant {
  readonly name: string
  /** Bytes. */
  readonly bound: number
  /** The answer: bytes held at most, over those before it. */
  run(usedBytes: () => number, tick: () => void): number
}

const MEBIBYTE = 1024 * 1024
const LENGTH = 50 * 1000 * 1000
/** Where each of millions of lines costs an error of its own. */
const SHORTER = LENGTH / 20

/** One payload is held as text, of two bytes a character at worst, and what it means beside it. */
const MAX_HELD_BYTES = 2 * MAX_PAYLOAD_CHARACTERS + 32 * MEBIBYTE
/** The same, in pieces: the engine keeps some 100 bytes for each, until somebody reads the whole. */
const MAX_PIECES_BYTES = 288 * MEBIBYTE
const MANY_LINES = 'an event of 50 MB in many lines'
/** All that one answer may hold: its text, and the small pieces that it came in. */
const MAX_ANSWER_BYTES = 320 * MEBIBYTE

export function giants({ bodies }: Corpus): readonly Giant[] {
  const lines = Object.entries(fillings).flatMap(([filling, text]) =>
    Object.entries(readers()).map(([reader, make]): Giant => ({
      name: `${filling} to ${reader}`,
      bound: filling === MANY_LINES ? MAX_PIECES_BYTES : MAX_HELD_BYTES,
      run: (usedBytes, tick) => feed(make(), text, usedBytes, tick),
    })),
  )
  const deep = apis.flatMap((api) =>
    ['[', '{"a":'].map((open): Giant => ({ name: `nested ${open} to ${api}`, bound: MAX_HELD_BYTES, run: () => readDeep(api, open) })),
  )
  const long = longest(bodies).map((body): Giant => ({
    name: `the events of ${body.name}, again and again`,
    bound: MAX_ANSWER_BYTES,
    run: (usedBytes, tick) => repeat(body, usedBytes, tick),
  }))
  return [...lines, ...deep, ...long]
}

/** What begins a line or a body that never ends, and what it goes on with. */
const fillings: { readonly [name: string]: { readonly head: string; readonly filling: string; readonly length?: number } } = {
  'a line of 50 MB': { head: 'data: {"choices":[{"delta":{"content":"', filling: 'x' },
  'a line of 50 MB in other scripts': { head: 'data: "', filling: '世' },
  [MANY_LINES]: { head: '', filling: 'data: "a line of it"\n' },
  'one JSON text of 50 MB': { head: '{"a":"', filling: 'x' },
  'an array of 50 MB': { head: '[', filling: '{"a":[1,2,3]},' },
  '50 MB of opening brackets': { head: '', filling: '[' },
  '50 MB of opening braces': { head: '', filling: '{"a":' },
  'white space in lines': { head: '', filling: ' \n', length: SHORTER },
  '50 MB of a string in an array': { head: '["', filling: '\\"' },
  '50 MB without a meaning': { head: '', filling: '\u0000\uFFFDz' },
  'lines that are none': { head: 'a:1\n', filling: '{"a":1\n', length: SHORTER },
}

interface Fed {
  feed(bytes: Uint8Array): unknown
  flush(): unknown
}

function readers(): { readonly [name: string]: () => Fed } {
  const ignore = { onValue: () => undefined, onError: () => undefined }
  const ofBody = (api: (typeof apis)[number], status: number) => (): Fed => {
    const dialect = dialectOf(api)
    const reader = createBodyReader({ dialect, request: { stream: true }, status, contentType: '' })
    return { feed: (bytes) => reader.feed(bytes), flush: () => (reader.end(), checkFacts(reader.facts())) }
  }
  return {
    'the parser of SSE': () => createSseParser({ onEvent: () => undefined, onStrayLine: () => undefined, onError: () => undefined }),
    'the parser of JSON': () => createJsonParser(ignore),
    'the parser of JSON arrays': () => createJsonArrayParser(ignore),
    'the parser of NDJSON': () => createNdjsonParser(ignore),
    'the parser of data streams': () => createDataStreamParser(ignore),
    MCP: () => {
      const reader = createMcpBodyReader()
      return { feed: (bytes) => reader.feed(bytes), flush: () => reader.end() }
    },
    'a reader of answers': ofBody('openai-chat', 200),
    'a reader of errors': ofBody('openai-chat', 500),
  }
}

function feed(
  parser: Fed,
  { head, filling, length = LENGTH }: { readonly head: string; readonly filling: string; readonly length?: number },
  usedBytes: () => number,
  tick: () => void,
): number {
  const encoder = new TextEncoder()
  const before = usedBytes()
  parser.feed(encoder.encode(head))
  const block = encoder.encode(filling.repeat(Math.ceil(65_536 / filling.length)))
  let held = 0
  for (let fed = 0, blocks = 0; fed < length; fed += block.length, blocks++) {
    parser.feed(block)
    tick()
    // A collection takes its time: it is enough to look now and then.
    if (blocks % 128 === 127) held = Math.max(held, usedBytes() - before)
  }
  held = Math.max(held, usedBytes() - before)
  parser.flush()
  return held
}

/** Where a value may stand in a payload: as the whole, and as each wire's words, arguments, errors, usage. */
const KEYS = [
  'choices',
  'delta',
  'content',
  'message',
  'tool_calls',
  'function',
  'arguments',
  'args',
  'input',
  'error',
  'usage',
  'parts',
  'output',
  'item',
  'response',
  'data',
  'result',
  'candidates',
  'reasoning',
  'functionCall',
  'snapshot',
  'state',
  'values',
  'outputs',
  'step',
  'kind',
  'part',
  'artifact',
  'status',
]

/** Deeper than any stack of calls. */
const DEPTH = 200_000

function readDeep(api: (typeof apis)[number], open: string): number {
  const dialect = dialectOf(api)
  const deep = open.repeat(DEPTH) + '0' + (open === '[' ? ']' : '}').repeat(DEPTH)
  for (const status of [200, 500]) {
    for (const contentType of ['text/event-stream', 'application/json']) {
      const payload = `{${KEYS.map((key) => `"${key}":${deep}`)
        .slice(0, 8)
        .join(',')}}`
      for (const text of [deep, payload, ...framed(api, deep)]) {
        const reader = createBodyReader({ dialect, request: { stream: true }, status, contentType })
        const frame = contentType === 'text/event-stream' ? `data: ${text}\n\n` : text
        checkDeltas(reader.feed(new TextEncoder().encode(frame)))
        checkDeltas(reader.end())
        checkFacts(reader.facts())
      }
    }
  }
  return 0
}

/** The places where the wires hold what they do not look into. */
function framed(api: string, deep: string): readonly string[] {
  if (api.startsWith('openai') || api.startsWith('mistral')) {
    return [
      `{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":${deep}}}]}}]}`,
      `{"choices":[{"message":{"content":[{"type":"x","y":${deep}}]}}]}`,
      `{"type":"response.completed","response":{"output":[{"type":"mcp_call","x":${deep}}]}}`,
    ]
  }
  if (api.startsWith('anthropic'))
    return [`{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"i","name":"n","input":${deep}}}`]
  if (api.startsWith('gemini')) return [`{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":${deep}}}]}}]}`]
  if (api.startsWith('ollama')) return [`{"message":{"tool_calls":[{"function":{"name":"f","arguments":${deep}}}]}}`]
  return [
    `{"type":"tool-input-available","toolCallId":"c","toolName":"n","input":${deep}}`,
    `{"jsonrpc":"2.0","result":{"kind":"message","parts":[{"kind":"data","data":${deep}}]}}`,
  ]
}

/** One body of each wire that streams, so that what a wire keeps is tried. */
function longest(bodies: readonly Body[]): readonly Body[] {
  return apis.flatMap((api) => {
    const streams = bodies.filter((body) => body.api === api && body.stream && body.status < 400 && body.text.includes('\n'))
    return streams.toSorted((a, b) => b.text.length - a.text.length).slice(0, 2)
  })
}

function repeat(body: Body, usedBytes: () => number, tick: () => void): number {
  const dialect = dialectOf(body.api)
  const before = usedBytes()
  const reader = createBodyReader({ dialect, request: { stream: true }, status: 200, contentType: body.contentType })
  // Without the terminal event in between the answer goes on growing.
  const bytes = new TextEncoder().encode(body.text.replaceAll('data: [DONE]\n\n', ''))
  let held = 0
  for (let fed = 0; fed < LENGTH / 2; fed += bytes.length) {
    reader.feed(bytes)
    reader.facts()
    tick()
  }
  held = usedBytes() - before
  checkFacts(reader.facts())
  reader.end()
  return held
}
