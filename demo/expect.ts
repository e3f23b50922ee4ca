/** The spans that a seed's story must become: what the panel, the file and any backend are compared with. Pure. */
import { AGENT_NAME, type Client, type Job } from './jobs.ts'
import type { Scenario, ScriptedExchange } from './server/scenario.ts'

export type Value = string | number | boolean | readonly string[]

export interface ExpectedSpan {
  /** As the conventions name it: `chat gpt-5.4-mini`. */
  readonly name: string
  /** OTLP's number: INTERNAL or CLIENT. */
  readonly kind: 1 | 3
  readonly operation: string
  /** Agent or tool; empty for model calls. */
  readonly subject: string
  readonly model: string
  /** The provider's own word; empty where there is none. */
  readonly finishReason: string
  readonly inputTokens: number | undefined
  readonly outputTokens: number | undefined
  /** By the conventions' names. A 0 may as well be absent. */
  readonly attributes: { readonly [name: string]: Value }
  readonly children: readonly ExpectedSpan[]
}

const INTERNAL = 1
const CLIENT = 3

/** On loopback nobody knows the host, so a wire has its vendor's name. */
const PROVIDERS: Readonly<Record<Client, string>> = { openai: 'openai', anthropic: 'anthropic', gemini: 'gcp.gen_ai' }
const OPERATIONS: Readonly<Record<Client, string>> = { openai: 'chat', anthropic: 'chat', gemini: 'generate_content' }

export function expectedCall(client: Client, exchange: ScriptedExchange): ExpectedSpan {
  const operation = OPERATIONS[client]
  const { usage } = exchange
  return {
    name: `${operation} ${exchange.requestModel}`,
    kind: CLIENT,
    operation,
    subject: '',
    model: exchange.requestModel,
    finishReason: exchange.finishReason,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    attributes: {
      'gen_ai.operation.name': operation,
      'gen_ai.provider.name': PROVIDERS[client],
      'gen_ai.request.model': exchange.requestModel,
      'gen_ai.request.stream': true,
      'gen_ai.response.model': exchange.responseModel,
      'gen_ai.response.id': exchange.id,
      'gen_ai.response.finish_reasons': [exchange.finishReason],
      'gen_ai.usage.input_tokens': usage.inputTokens,
      'gen_ai.usage.output_tokens': usage.outputTokens,
      'gen_ai.usage.cache_read.input_tokens': usage.cacheReadTokens,
      'gen_ai.usage.cache_write.input_tokens': usage.cacheWriteTokens ?? 0,
      'gen_ai.usage.reasoning.output_tokens': usage.reasoningTokens ?? 0,
      'server.address': '127.0.0.1',
    },
    children: [],
  }
}

function expectedInternal(operation: string, subject: string, attributes: ExpectedSpan['attributes']): ExpectedSpan {
  return {
    name: `${operation} ${subject}`,
    kind: INTERNAL,
    operation,
    subject,
    model: '',
    finishReason: '',
    inputTokens: undefined,
    outputTokens: undefined,
    attributes: { 'gen_ai.operation.name': operation, ...attributes },
    children: [],
  }
}

const expectedTool = ({ id, name }: ScriptedExchange['toolCalls'][number]): ExpectedSpan =>
  expectedInternal('execute_tool', name, { 'gen_ai.tool.name': name, 'gen_ai.tool.call.id': id, 'gen_ai.tool.type': 'function' })

/** The agent's tree, in the order of its starts: each call, then the tools that it asked for. */
export function expectedAgent(story: Scenario, client: Client): ExpectedSpan {
  const children = story.clients[client].research.flatMap((step) => [expectedCall(client, step), ...step.toolCalls.map(expectedTool)])
  return { ...expectedInternal('invoke_agent', AGENT_NAME, { 'gen_ai.agent.name': AGENT_NAME }), children }
}

/** The roots that a job leaves behind: one agent, or one call a prompt. */
export function expectedJob(story: Scenario, client: Client, job: Job): readonly ExpectedSpan[] {
  if (job === 'research') return [expectedAgent(story, client)]
  return story.clients[client][job].map((exchange) => expectedCall(client, exchange))
}

/** What the server has to have been asked. */
export interface ExpectedRequest {
  readonly client: Client
  readonly model: string
  readonly job: Job
  readonly step: number
}

export const expectedRequests = (story: Scenario, client: Client, job: Job): readonly ExpectedRequest[] =>
  story.clients[client][job].map((exchange, step) => ({ client, model: exchange.requestModel, job, step }))
