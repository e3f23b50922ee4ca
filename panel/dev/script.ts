/**
 * The invented page of the panel's development mode: three runs, told as numbered entries with the moment at which each would arrive.
 * Everything follows from the origin and a seedless arithmetic, so that a test knows each number in advance.
 */
import { ATTR_END } from '../../sdk/own-names.ts'
import type { Attributes, ChunkTimings, Entry, Milliseconds, SpanContent, SpanRecord } from '../../sdk/protocol/records.ts'
import { SpanKind, StatusCode } from '../../sdk/protocol/records.ts'
import {
  ATTR_GEN_AI_AGENT_NAME,
  ATTR_GEN_AI_CONVERSATION_ID,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_REQUEST_STREAM,
  ATTR_GEN_AI_RESPONSE_FINISH_REASONS,
  ATTR_GEN_AI_RESPONSE_ID,
  ATTR_GEN_AI_RESPONSE_MODEL,
  ATTR_GEN_AI_TOOL_CALL_ID,
  ATTR_GEN_AI_TOOL_NAME,
  ATTR_GEN_AI_TOOL_TYPE,
  ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_INPUT_TOKENS,
  ATTR_GEN_AI_USAGE_OUTPUT_TOKENS,
  ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  ATTR_GEN_AI_WORKFLOW_NAME,
} from '../../sdk/semconv.ts'

/** What arrives at one moment, in milliseconds after the script's origin. */
export interface Step {
  readonly at: Milliseconds
  readonly entry: Entry
}

export interface CallPlan {
  readonly id: number
  readonly trace: number
  readonly parent?: number
  readonly name: string
  readonly start: Milliseconds
  readonly end: Milliseconds
  /** Makes it a stream. */
  readonly first?: Milliseconds
  readonly attributes: Attributes
  readonly endAttributes?: Attributes
  readonly content?: SpanContent
  readonly answer?: string
  readonly reasoning?: string
  readonly status?: SpanRecord['status']
  readonly events?: SpanRecord['events']
  readonly links?: SpanRecord['links']
  /** No chunks between these two moments. */
  readonly stall?: readonly [Milliseconds, Milliseconds]
}

type Unnumbered = Entry extends infer E ? (E extends { readonly seq: number } ? Omit<E, 'seq'> : never) : never
interface Draft {
  readonly at: Milliseconds
  readonly body: Unnumbered
}

const CHUNK_EVERY = 60
const BYTES_PER_CHARACTER = 9

export function script(origin: Milliseconds): readonly Step[] {
  return stepsOf(plans, origin)
}

export function stepsOf(plans: readonly CallPlan[], origin: Milliseconds): readonly Step[] {
  const drafts = [resourceDraft(), ...plans.flatMap((plan) => draftsOf(plan, origin))].sort((a, b) => a.at - b.at)
  // The spread of a union keeps its members apart only for the reader, not for the compiler.
  return drafts.map((draft, index) => ({ at: draft.at, entry: { seq: index + 1, ...draft.body } as Entry }))
}

function resourceDraft(): Draft {
  return {
    at: 0,
    body: {
      resource: 'r1',
      attributes: { 'service.name': 'localhost', 'telemetry.sdk.language': 'webjs' },
      scope: { name: '@genai-devtools/web', version: '0.1.0' },
    },
  }
}

function draftsOf(plan: CallPlan, origin: Milliseconds): Draft[] {
  const running = recordOf(plan, origin, 'running')
  const drafts: Draft[] = [{ at: plan.start, body: { span: running } }]
  if (plan.first !== undefined) drafts.push({ at: plan.first, body: { span: { ...running, firstChunkOffset: plan.first - plan.start } } })
  drafts.push(...deltasOf(plan, origin))
  drafts.push({ at: plan.end, body: { span: recordOf(plan, origin, 'ended') } })
  return drafts
}

function recordOf(plan: CallPlan, origin: Milliseconds, state: SpanRecord['state']): SpanRecord {
  const ended = state === 'ended'
  return {
    traceId: plan.trace.toString(16).padStart(32, '0'),
    spanId: plan.id.toString(16).padStart(16, '0'),
    ...(plan.parent === undefined ? {} : { parentSpanId: plan.parent.toString(16).padStart(16, '0'), parentSource: 'stack' as const }),
    name: plan.name,
    kind: plan.attributes['server.address'] === undefined ? SpanKind.internal : SpanKind.client,
    startTimeUnixNano: nano(origin + plan.start),
    ...(ended ? { endTimeUnixNano: nano(origin + plan.end) } : {}),
    status: ended ? (plan.status ?? { code: StatusCode.unset }) : { code: StatusCode.unset },
    attributes: ended ? { ...plan.attributes, ...plan.endAttributes } : plan.attributes,
    events: ended ? (plan.events ?? []) : [],
    links: plan.links ?? [],
    resource: 'r1',
    state,
    ...contentOf(plan, ended),
    ...(ended && plan.first !== undefined ? { firstChunkOffset: plan.first - plan.start, chunks: chunksOf(plan) } : {}),
  }
}

function contentOf(plan: CallPlan, ended: boolean): { readonly content?: SpanContent } {
  if (plan.content === undefined) return {}
  if (ended) return { content: plan.content }
  const { outputMessages: _later, toolCallResult: _too, ...known } = plan.content
  return { content: known }
}

/** When chunks come, as offsets from the origin. */
function chunkTimes(plan: CallPlan): readonly Milliseconds[] {
  if (plan.first === undefined) return []
  const times: Milliseconds[] = []
  for (let at = plan.first; at < plan.end; at += CHUNK_EVERY) {
    if (plan.stall !== undefined && at > plan.stall[0] && at < plan.stall[1]) continue
    times.push(at)
  }
  return times
}

function chunksOf(plan: CallPlan): ChunkTimings {
  const times = chunkTimes(plan)
  return {
    offsets: times.map((at) => at - plan.start),
    sizes: times.map((_, index) => Math.round(60 + 40 * Math.sin(index / 3) + 25 * Math.sin(index * 1.7))),
  }
}

function deltasOf(plan: CallPlan, origin: Milliseconds): Draft[] {
  const times = chunkTimes(plan)
  const reasoning = plan.reasoning ?? ''
  const whole = reasoning + (plan.answer ?? '')
  return times.flatMap((at, index) => {
    const from = Math.floor((whole.length * index) / times.length)
    const to = Math.floor((whole.length * (index + 1)) / times.length)
    return [
      delta(plan, origin + at, at, 'reasoning', reasoning.slice(from, to)),
      delta(plan, origin + at, at, 'text', whole.slice(Math.max(from, reasoning.length), Math.max(to, reasoning.length))),
    ].flat()
  })
}

function delta(plan: CallPlan, time: Milliseconds, at: Milliseconds, part: 'text' | 'reasoning', text: string): Draft[] {
  if (text === '') return []
  const spanId = plan.id.toString(16).padStart(16, '0')
  const index = part === 'text' && plan.reasoning !== undefined ? 1 : 0
  return [{ at, body: { delta: { spanId, at: nano(time), choice: 0, part, index, text, bytes: text.length * BYTES_PER_CHARACTER } } }]
}

export const nano = (milliseconds: Milliseconds) => `${BigInt(Math.round(milliseconds * 1000)) * 1000n}`

export const user = (text: string) => ({ role: 'user', parts: [{ type: 'text', content: text }] })
export const answer = (text: string, finish: string) => ({
  role: 'assistant',
  parts: [{ type: 'text', content: text }],
  finish_reason: finish,
})
export const toolCall = (id: string, name: string, args: { readonly [key: string]: string | number }) => ({
  type: 'tool_call',
  id,
  name,
  arguments: args,
})

function inference(operation: string, provider: string, host: string, model: string): Attributes {
  return {
    [ATTR_GEN_AI_OPERATION_NAME]: operation,
    [ATTR_GEN_AI_PROVIDER_NAME]: provider,
    [ATTR_GEN_AI_REQUEST_MODEL]: model,
    [ATTR_GEN_AI_REQUEST_STREAM]: true,
    'server.address': host,
  }
}

export function finished(finish: string, input: number, output: number, more: Attributes = {}): Attributes {
  return {
    [ATTR_GEN_AI_RESPONSE_FINISH_REASONS]: [finish],
    [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: input,
    [ATTR_GEN_AI_USAGE_OUTPUT_TOKENS]: output,
    [ATTR_END]: 'completed',
    ...more,
  }
}

const claude = inference('chat', 'anthropic', 'api.anthropic.com', 'claude-sonnet-4-5')
export const gpt = inference('chat', 'openai', 'api.openai.com', 'gpt-5')
export const tool = (name: string, id: string): Attributes => ({
  [ATTR_GEN_AI_OPERATION_NAME]: 'execute_tool',
  [ATTR_GEN_AI_TOOL_NAME]: name,
  [ATTR_GEN_AI_TOOL_CALL_ID]: id,
  [ATTR_GEN_AI_TOOL_TYPE]: 'function',
})

const QUESTION = 'Why does native await lose the context of a call, and what keeps it?'
const SYSTEM = [{ type: 'text', content: 'You are a careful researcher. Cite what you read. Today is 2026-11-21.' }]
const TOOLS = ['search_web', 'read_file', 'write_file'].map((name) => ({
  type: 'function',
  name,
  description: `The tool ${name}`,
  parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
}))
const HITS = {
  query: 'browser context propagation await',
  hits: [1, 2, 3, 4, 5].map((rank) => ({ title: `Async stack tags, part ${rank}`, url: `https://example.org/${rank}`, score: 1 / rank })),
  took_ms: 412,
}
const THINKING = 'The zone is a global that is swapped around callbacks. A native await does not call back through it. '
const FIRST = [user(QUESTION)]
const FIRST_ANSWER = {
  role: 'assistant',
  parts: [{ type: 'text', content: 'Let me look it up.' }, toolCall('call_7f3a', 'search_web', { query: HITS.query })],
  finish_reason: 'tool_use',
}
const SECOND = [...FIRST, FIRST_ANSWER, { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_7f3a', response: HITS }] }]
const SECOND_TEXT =
  'Native await drops the zone, so the parent of a call is lost at the first suspension point. Three ways keep it:\n\n' +
  '1. Explicit: pass the scope to every call.\n2. Async stack tags: the engine keeps the awaiting frames in Error().stack.\n' +
  '3. Lineage: tool-call ids chain the calls of one run.'
const SECOND_ANSWER = {
  role: 'assistant',
  parts: [
    { type: 'reasoning', content: THINKING.repeat(3) },
    { type: 'text', content: SECOND_TEXT },
    toolCall('call_81c0', 'read_file', { path: 'notes/context.md' }),
    toolCall('call_81c1', 'write_file', { path: 'out/answer.md', text: '# Context in browsers\n\nNative await …' }),
  ],
  finish_reason: 'tool_use',
}
const THIRD = [
  ...SECOND,
  SECOND_ANSWER,
  { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_81c0', response: 'Zones end at the first native await.' }] },
  { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_81c1', response: { written: 1234 } }] },
]
const THIRD_TEXT = 'Done: the answer is in out/answer.md, with its three sources.'
const LONG = 'Compared by latency first: the small model answers earlier, the large one says more in each second. '.repeat(6)

const plans: readonly CallPlan[] = [
  {
    id: 1,
    trace: 1,
    name: 'invoke_agent researcher',
    start: 0,
    end: 6310,
    attributes: {
      [ATTR_GEN_AI_OPERATION_NAME]: 'invoke_agent',
      [ATTR_GEN_AI_AGENT_NAME]: 'researcher',
      [ATTR_GEN_AI_CONVERSATION_ID]: 'c_81f2',
    },
    endAttributes: { [ATTR_END]: 'completed' },
  },
  {
    id: 2,
    trace: 1,
    parent: 1,
    name: 'chat claude-sonnet-4-5',
    start: 40,
    first: 460,
    end: 1220,
    attributes: claude,
    endAttributes: finished('tool_use', 312, 138),
    answer: 'Let me look it up.',
    content: { systemInstructions: SYSTEM, toolDefinitions: TOOLS, inputMessages: FIRST, outputMessages: [FIRST_ANSWER] },
  },
  {
    id: 3,
    trace: 1,
    parent: 1,
    name: 'execute_tool search_web',
    start: 1250,
    end: 2020,
    attributes: tool('search_web', 'call_7f3a'),
    endAttributes: { [ATTR_END]: 'completed' },
    content: { toolCallArguments: { query: HITS.query }, toolCallResult: HITS },
  },
  {
    id: 4,
    trace: 1,
    parent: 1,
    name: 'chat claude-sonnet-4-5',
    start: 2060,
    first: 3400,
    end: 5160,
    stall: [4000, 4600],
    attributes: claude,
    endAttributes: finished('tool_use', 642, 248, {
      [ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: 314,
      [ATTR_GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: 62,
      [ATTR_GEN_AI_RESPONSE_ID]: 'msg_01',
      [ATTR_GEN_AI_RESPONSE_MODEL]: 'claude-sonnet-4-5',
    }),
    reasoning: THINKING.repeat(3),
    answer: SECOND_TEXT,
    content: { systemInstructions: SYSTEM, toolDefinitions: TOOLS, inputMessages: SECOND, outputMessages: [SECOND_ANSWER] },
  },
  {
    id: 5,
    trace: 1,
    parent: 1,
    name: 'execute_tool read_file',
    start: 5200,
    end: 5310,
    attributes: tool('read_file', 'call_81c0'),
    content: { toolCallArguments: { path: 'notes/context.md' }, toolCallResult: 'Zones end at the first native await.' },
  },
  {
    id: 6,
    trace: 1,
    parent: 1,
    name: 'execute_tool write_file',
    start: 5200,
    end: 5420,
    attributes: tool('write_file', 'call_81c1'),
    content: { toolCallArguments: { path: 'out/answer.md' }, toolCallResult: { written: 1234 } },
  },
  {
    id: 7,
    trace: 1,
    parent: 1,
    name: 'chat claude-sonnet-4-5',
    start: 5460,
    first: 5770,
    end: 6300,
    attributes: claude,
    endAttributes: finished('end_turn', 250, 60, { [ATTR_GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: 200 }),
    answer: THIRD_TEXT,
    content: {
      systemInstructions: SYSTEM,
      toolDefinitions: TOOLS,
      inputMessages: THIRD,
      outputMessages: [answer(THIRD_TEXT, 'end_turn')],
    },
  },
  {
    id: 16,
    trace: 2,
    name: 'invoke_workflow compare models',
    start: 3000,
    end: 8900,
    attributes: { [ATTR_GEN_AI_OPERATION_NAME]: 'invoke_workflow', [ATTR_GEN_AI_WORKFLOW_NAME]: 'compare models' },
  },
  {
    id: 17,
    trace: 2,
    parent: 16,
    name: 'chat gpt-5-mini',
    start: 3050,
    first: 3710,
    end: 5900,
    attributes: inference('chat', 'openai', 'api.openai.com', 'gpt-5-mini'),
    endAttributes: finished('stop', 630, 310),
    answer: LONG,
    content: { inputMessages: [user('Compare.')], outputMessages: [answer(LONG, 'stop')] },
  },
  {
    id: 18,
    trace: 2,
    parent: 16,
    name: 'generate_content gemini-2.5-flash',
    start: 3060,
    first: 3560,
    end: 4700,
    attributes: inference('generate_content', 'gcp.gemini', 'generativelanguage.googleapis.com', 'gemini-2.5-flash'),
    endAttributes: finished('MAX_TOKENS', 630, 256),
    answer: LONG,
    content: { inputMessages: [user('Compare.')], outputMessages: [answer(LONG, 'MAX_TOKENS')] },
  },
  {
    id: 19,
    trace: 2,
    parent: 16,
    name: 'chat llama3.3:70b',
    start: 3060,
    first: 5260,
    end: 8800,
    attributes: inference('chat', 'ollama', 'localhost', 'llama3.3:70b'),
    endAttributes: finished('stop', 630, 254),
    answer: LONG,
    content: { inputMessages: [user('Compare.')], outputMessages: [answer(LONG, 'stop')] },
  },
  {
    id: 20,
    trace: 2,
    parent: 16,
    name: 'embeddings text-embedding-3-small',
    start: 3100,
    end: 3340,
    attributes: {
      [ATTR_GEN_AI_OPERATION_NAME]: 'embeddings',
      [ATTR_GEN_AI_PROVIDER_NAME]: 'openai',
      [ATTR_GEN_AI_REQUEST_MODEL]: 'text-embedding-3-small',
      'server.address': 'api.openai.com',
    },
    endAttributes: { [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: 48, [ATTR_END]: 'completed' },
  },
  {
    id: 32,
    trace: 3,
    name: 'chat gpt-5',
    start: 600,
    end: 820,
    attributes: gpt,
    endAttributes: { 'error.type': '429', [ATTR_END]: 'error' },
    status: { code: StatusCode.error, message: 'Rate limit reached for gpt-5. Try again in 1 s.' },
    content: { inputMessages: [user('And then?')] },
  },
  {
    id: 33,
    trace: 4,
    name: 'chat gpt-5',
    start: 3600,
    first: 4000,
    end: 4500,
    attributes: gpt,
    endAttributes: { [ATTR_GEN_AI_USAGE_INPUT_TOKENS]: 180, [ATTR_END]: 'aborted' },
    answer: 'A short story, told until the reader went',
    content: {
      inputMessages: [
        {
          role: 'user',
          parts: [
            { type: 'text', content: 'What is in this picture?' },
            { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ' },
          ],
        },
      ],
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'A short story, told until the reader went' }] }],
    },
  },
]
