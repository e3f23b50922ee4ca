/** Spans of agents that call models and tools, ten a trace, the same for each run; some 1.65 kB of OTLP/JSON a span. */
import { seeded } from '../../support/random.ts'

export interface MadeSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  /** Milliseconds since the Unix epoch, whole. */
  readonly start: number
  readonly end: number
  readonly attributes: readonly (readonly [string, string | number | boolean | readonly string[]])[]
  /** OTLP's status code. */
  readonly status: number
}

export const SPANS_A_TRACE = 10
export const RESOURCE = { 'service.name': 'bench', 'telemetry.sdk.language': 'webjs', 'telemetry.sdk.name': 'opentelemetry' } as const
export const SCOPE = { name: '@genai-devtools/web', version: '0.1.0' } as const

const SEED = 11
const ORIGIN = Date.UTC(2026, 10, 21, 12)
/** A trace begins while the ones before it still run, in milliseconds. */
const TRACE_EVERY = 900

/** What it gives makes one after the other: an agent, and what it calls. */
export function makeSpans(): () => MadeSpan {
  const chance = seeded(SEED)
  let made = 0
  return () => {
    const index = made++
    const place = index % SPANS_A_TRACE
    const root = index - place
    const begin = ORIGIN + (root / SPANS_A_TRACE) * TRACE_EVERY
    const start = place === 0 ? begin : begin + 100 + (place - 1) * 420 + chance(40)
    const identity = {
      traceId: `5eed${(root + 1).toString(16).padStart(28, '0')}`,
      spanId: (index + 1).toString(16).padStart(16, '0'),
      ...(place === 0 ? {} : { parentSpanId: (root + 1).toString(16).padStart(16, '0') }),
    }
    if (place === 0) return { ...identity, ...agent(root), start, end: begin + 4_200 }
    return { ...identity, ...(place % 2 === 1 ? call(index, chance) : tool(index, chance)), start, end: start + 120 + chance(260) }
  }
}

type Facts = Pick<MadeSpan, 'name' | 'kind' | 'attributes' | 'status'>

const AGENTS = ['researcher', 'planner', 'reviewer', 'support']
const MODELS = ['gpt-5', 'gpt-5-mini', 'claude-sonnet-4-5', 'gemini-2.5-flash']
const TOOLS = ['search_web', 'read_file', 'write_file', 'run_query', 'send_mail']
const pick = (from: readonly string[], number: number): string => from[number % from.length] ?? ''
const page = 'https://app.example.org/workspaces/8f14e45f/conversations'

function agent(root: number): Facts {
  const name = pick(AGENTS, root / SPANS_A_TRACE)
  const id = `agent_${(root * 7919 + 13).toString(16).padStart(20, '0')}`
  return {
    name: `invoke_agent ${name}`,
    kind: 1,
    status: 0,
    attributes: [
      ['gen_ai.operation.name', 'invoke_agent'],
      ['gen_ai.provider.name', 'openai'],
      ['gen_ai.agent.name', name],
      ['gen_ai.agent.id', id],
      ['gen_ai.agent.version', '2026-11-01'],
      [
        'gen_ai.agent.description',
        `Answers questions of the workspace, looks things up and writes what it found down for others: ${name}.`,
      ],
      ['gen_ai.conversation.id', `conv_${(root * 104_729 + 7).toString(16).padStart(24, '0')}`],
      ['gen_ai.request.model', pick(MODELS, root / SPANS_A_TRACE)],
      ['gen_ai.output.type', 'text'],
      ['genai_devtools.page.url', page],
      ['genai_devtools.end', 'completed'],
      ['app.workspace', 'workspace-8f14e45f-ceea-467f-a8d2-3e1b6f0c9a11'],
      ['app.user', `user-${(root * 31).toString(16).padStart(12, '0')}`],
      ['app.route', '/workspaces/:workspace/conversations/:conversation'],
      ['app.release', 'web@4.18.2+build.20261121.1'],
    ],
  }
}

function call(index: number, chance: (below: number) => number): Facts {
  const model = pick(MODELS, index)
  const isFailed = chance(200) === 0
  const [input, output] = [400 + chance(6_000), 20 + chance(900)]
  return {
    name: `chat ${model}`,
    kind: 3,
    status: isFailed ? 2 : 0,
    attributes: [
      ['gen_ai.operation.name', 'chat'],
      ['gen_ai.provider.name', model.startsWith('claude') ? 'anthropic' : model.startsWith('gemini') ? 'gcp.gemini' : 'openai'],
      ['gen_ai.request.model', model],
      ['gen_ai.request.stream', true],
      ['gen_ai.request.max_tokens', 4_096],
      ['gen_ai.request.temperature', 0.7],
      ['gen_ai.response.id', `chatcmpl-${(index * 2_654_435_761).toString(36).padStart(24, '0')}`],
      ['gen_ai.response.model', `${model}-2026-08-07`],
      ['gen_ai.response.finish_reasons', [index % 4 === 1 ? 'tool_calls' : 'stop']],
      ['gen_ai.usage.input_tokens', input],
      ['gen_ai.usage.output_tokens', output],
      ['gen_ai.usage.cache_read.input_tokens', Math.floor(input / 3)],
      ['gen_ai.response.time_to_first_chunk', 0.05 + chance(50) / 1000],
      ['server.address', 'api.example.org'],
      ['server.port', 443],
      ['http.response.status_code', isFailed ? 429 : 200],
      ['genai_devtools.first_chunk', 60 + chance(50)],
      ['genai_devtools.end', isFailed ? 'failed' : 'completed'],
      ['genai_devtools.page.url', page],
      ...(isFailed ? [['error.type', '429'] as const] : []),
    ],
  }
}

function tool(index: number, chance: (below: number) => number): Facts {
  const name = pick(TOOLS, chance(TOOLS.length))
  const id = (index * 2_246_822_519).toString(36).padStart(22, '0')
  return {
    name: `execute_tool ${name}`,
    kind: 1,
    status: 0,
    attributes: [
      ['gen_ai.operation.name', 'execute_tool'],
      ['gen_ai.tool.name', name],
      ['gen_ai.tool.type', 'function'],
      ['gen_ai.tool.call.id', `call_${id}`],
      [
        'gen_ai.tool.description',
        `The tool ${name}: does what its name says, within the workspace that the user has open, and nothing beyond it.`,
      ],
      ['gen_ai.tool.call.arguments', `{"query":"conversation ${index}","limit":20,"cursor":"${id}","fields":["title","url","score"]}`],
      [
        'gen_ai.tool.call.result',
        `{"hits":[{"title":"Part 1 of ${index}","url":"https://example.org/${id}/1","score":0.93},{"title":"Part 2","url":"https://example.org/${id}/2","score":0.81}],"took_ms":${chance(400)}}`,
      ],
      ['genai_devtools.end', 'completed'],
      ['genai_devtools.page.url', page],
      ['app.workspace', 'workspace-8f14e45f-ceea-467f-a8d2-3e1b6f0c9a11'],
    ],
  }
}
