/**
 * Files of traces of agents, drawn by a seed, in pieces, so that a file of a gigabyte is never there as a whole: an agent that calls a model and tools by
 * turns, about 1.65 kB a span in JSON.
 */
import { seeded } from './random.ts'
import { writeTraces } from './otlp-proto.ts'

export interface DrawnFile {
  readonly spans: number
  /** `lines`: a document for each 100 spans. */
  readonly format: 'json' | 'lines' | 'protobuf'
  /** Of spans within a file: by start, by end (an agent after its calls), or the last one first. */
  readonly order?: 'start' | 'end' | 'reverse'
  readonly seed?: number
}

interface KeyValue {
  readonly key: string
  readonly value: {
    readonly stringValue?: string
    readonly intValue?: string
    readonly doubleValue?: number
    readonly boolValue?: boolean
    readonly arrayValue?: { readonly values: readonly { readonly stringValue: string }[] }
  }
}

export interface DrawnSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly KeyValue[]
  readonly events: readonly { readonly timeUnixNano: string; readonly name: string; readonly attributes: readonly KeyValue[] }[]
  readonly status: { readonly code: number; readonly message?: string }
}

export const RESOURCE = {
  attributes: [
    { key: 'service.name', value: { stringValue: 'checkout-agent' } },
    { key: 'telemetry.sdk.language', value: { stringValue: 'nodejs' } },
  ],
}
export const SCOPE = { name: 'opentelemetry.instrumentation.genai', version: '0.9.1' }

/** Spans of one trace: an agent, and by turns a call of a model and one of a tool. */
export const PER_TRACE = 20
const PER_LINE = 100
/** Bytes of a piece at least. */
const PIECE = 512 * 1024

const MODELS = ['gpt-5', 'gpt-5-mini', 'claude-sonnet-5', 'gemini-3-pro']
const PROVIDERS = ['openai', 'openai', 'anthropic', 'gcp.gemini']
const TOOLS = ['search_web', 'read_file', 'run_query', 'send_mail', 'weather']
const WORDS = 'the of order and agent to customer in invoice is result page that tool with answer for list name price city'.split(' ')

/** The file's bytes, piece by piece. */
export function* drawnFile(file: DrawnFile): Generator<Uint8Array<ArrayBuffer>> {
  if (file.format === 'protobuf') yield* writeTraces(() => drawnSpans(file), RESOURCE, SCOPE, PIECE)
  else yield* inPieces(file.format === 'json' ? document(drawnSpans(file)) : lines(file))
}

export function* drawnSpans({ spans, order = 'start', seed = 1 }: DrawnFile): Generator<DrawnSpan> {
  const traces = Math.ceil(spans / PER_TRACE)
  for (let nth = 0; nth < traces; nth++) {
    const trace = order === 'reverse' ? traces - 1 - nth : nth
    const drawn = drawTrace(trace, Math.min(PER_TRACE, spans - trace * PER_TRACE), seed)
    if (order === 'start') yield* drawn
    else yield* order === 'reverse' ? drawn.toReversed() : [...drawn.slice(1), ...drawn.slice(0, 1)]
  }
}

function* document(spans: Iterable<DrawnSpan>): Generator<string> {
  yield `{"resourceSpans":[{"resource":${JSON.stringify(RESOURCE)},"scopeSpans":[{"scope":${JSON.stringify(SCOPE)},"spans":[`
  let isFirst = true
  for (const span of spans) {
    yield `${isFirst ? '' : ','}${JSON.stringify(span)}`
    isFirst = false
  }
  yield ']}]}]}'
}

function* lines(file: DrawnFile): Generator<string> {
  let line: DrawnSpan[] = []
  for (const span of drawnSpans(file)) {
    if (line.push(span) < PER_LINE) continue
    yield* document(line)
    yield '\n'
    line = []
  }
  if (line.length > 0) yield* document(line)
}

function* inPieces(texts: Iterable<string>): Generator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  let piece = ''
  for (const text of texts) {
    piece += text
    if (piece.length < PIECE) continue
    yield encoder.encode(piece)
    piece = ''
  }
  if (piece !== '') yield encoder.encode(piece)
}

function drawTrace(trace: number, count: number, seed: number): readonly DrawnSpan[] {
  const below = seeded(seed * 1_000_003 + trace * 7_919)
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
  const traceId = hex(seed + 1, 16) + hex(trace + 1, 16)
  const spanId = (nth: number): string => hex(trace * PER_TRACE + nth + 1, 16)
  const origin = 1_790_000_000_000 + trace * 250
  const model = below(MODELS.length)
  const nano = (milliseconds: number): string => `${origin + milliseconds}${String(below(1_000_000)).padStart(6, '0')}`
  const said = (words: number): string => Array.from({ length: words }, () => WORDS[below(WORDS.length)]).join(' ')
  const shared = [
    string('gen_ai.conversation.id', `conv_${traceId.slice(-12)}`),
    string('server.address', 'api.example.com'),
    int('server.port', 443),
    string('session.id', `session-${below(1e9)}`),
    string('user.id', `user-${below(10_000)}`),
    string('deployment.environment.name', 'production'),
    string('code.function.name', 'agents/checkout/run.ts:Agent.step'),
    int('thread.id', 1),
  ]
  const agent = { ...base(0), name: 'invoke_agent checkout', kind: 1, parentSpanId: '' }
  const spans: DrawnSpan[] = [
    {
      ...agent,
      startTimeUnixNano: nano(0),
      endTimeUnixNano: nano(count * 1_000),
      attributes: [
        string('gen_ai.operation.name', 'invoke_agent'),
        string('gen_ai.agent.name', 'checkout'),
        string('gen_ai.provider.name', PROVIDERS[model] ?? ''),
        ...shared,
        string('agent.plan', said(100)),
      ],
      events: [],
      status: { code: 0 },
    },
  ]
  for (let nth = 1; nth < count; nth++) {
    const isTool = nth % 2 === 0
    const failed = below(50) === 0
    const start = nth * 900
    spans.push({
      ...base(nth),
      parentSpanId: spanId(0),
      name: isTool ? `execute_tool ${TOOLS[nth % TOOLS.length]}` : `chat ${MODELS[model]}`,
      kind: isTool ? 1 : 3,
      startTimeUnixNano: nano(start),
      endTimeUnixNano: nano(start + 100 + below(700)),
      attributes: [...(isTool ? toolCall(nth) : modelCall()), ...shared, ...(failed ? [string('error.type', '429')] : [])],
      events: nth % 7 === 0 ? [{ timeUnixNano: nano(start + 50), name: 'gen_ai.choice', attributes: [int('index', 0)] }] : [],
      status: failed ? { code: 2, message: 'Too many requests' } : { code: 0 },
    })
  }
  return spans

  function base(nth: number): { readonly traceId: string; readonly spanId: string } {
    return { traceId, spanId: spanId(nth) }
  }

  function toolCall(nth: number): readonly KeyValue[] {
    return [
      string('gen_ai.operation.name', 'execute_tool'),
      string('gen_ai.tool.name', TOOLS[nth % TOOLS.length] ?? ''),
      string('gen_ai.tool.type', 'function'),
      string('gen_ai.tool.call.id', `call_${below(1e9)}`),
      string('gen_ai.tool.description', said(22)),
      string('tool.note', said(72)),
    ]
  }

  function modelCall(): readonly KeyValue[] {
    const input = 200 + below(9_000)
    return [
      string('gen_ai.operation.name', 'chat'),
      string('gen_ai.provider.name', PROVIDERS[model] ?? ''),
      string('gen_ai.request.model', MODELS[model] ?? ''),
      string('gen_ai.response.model', `${MODELS[model]}-2026-08-01`),
      string('gen_ai.response.id', `resp_${below(1e9)}${below(1e9)}`),
      { key: 'gen_ai.request.temperature', value: { doubleValue: 0.2 } },
      int('gen_ai.request.max_tokens', 4_096),
      { key: 'gen_ai.request.stream', value: { boolValue: true } },
      { key: 'gen_ai.response.time_to_first_chunk', value: { doubleValue: below(900) / 1_000 } },
      int('gen_ai.usage.input_tokens', input),
      int('gen_ai.usage.output_tokens', below(900)),
      int('gen_ai.usage.cache_read.input_tokens', below(input)),
      { key: 'gen_ai.response.finish_reasons', value: { arrayValue: { values: [{ stringValue: below(30) === 0 ? 'length' : 'stop' }] } } },
    ]
  }
}

function string(key: string, value: string): KeyValue {
  return { key, value: { stringValue: value } }
}

function int(key: string, value: number): KeyValue {
  return { key, value: { intValue: String(value) } }
}
