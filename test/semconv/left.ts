/** What the spans of everything that is tested leave of the conventions, and why. The test compares both ways: what no longer occurs has to go. */
import type { Finding, Rule } from './check.ts'

export interface Left {
  readonly rule: Rule
  readonly attributes: readonly string[]
  /** The span types. */
  readonly on: readonly string[]
  /** Of values that the conventions' list has not. */
  readonly values?: readonly string[]
  readonly reason: string
}

const INFERENCE = 'gen_ai.client.inference'
const EMBEDDINGS = 'gen_ai.embeddings.client'
const AGENT = 'gen_ai.invoke_agent.client'
const FETCH = 'gen_ai.fetch_response.client'
const TOOL = 'gen_ai.execute_tool.internal'

/** What the conventions recommend, and what they do not list. */
export const LEFT: readonly Left[] = [
  {
    rule: 'missing',
    attributes: ['gen_ai.request.model'],
    on: [INFERENCE],
    reason:
      'Required of OpenAI’s spans, and the page sent a body that may not be read (a stream, or one of unknown origin). A model is not made up.',
  },
  {
    rule: 'missing',
    attributes: ['network.transport'],
    on: ['mcp.client', 'mcp.server'],
    reason: 'Over HTTPS a page learns whether it was TCP or QUIC only where the server sends Timing-Allow-Origin.',
  },
  {
    rule: 'late',
    attributes: ['gen_ai.agent.name'],
    on: [AGENT],
    reason: 'These agents are named by their answers, if at all.',
  },
  {
    rule: 'no object',
    attributes: ['gen_ai.tool.call.arguments', 'gen_ai.tool.call.result'],
    on: [TOOL],
    reason: 'A tool that takes or returns a list, a text, a number or nothing: an object around it would be made up.',
  },
  {
    rule: 'unlisted',
    attributes: ['gen_ai.request.stream', 'gen_ai.response.time_to_first_chunk'],
    on: [AGENT, FETCH],
    reason: 'Answers of agents, and answers fetched again, stream as those of models do; the names mean the same.',
  },
  {
    rule: 'unlisted',
    attributes: ['gen_ai.response.id'],
    on: [AGENT, EMBEDDINGS],
    reason: 'The answer has one. It is what a support desk asks for.',
  },
  {
    rule: 'unlisted',
    attributes: ['gen_ai.response.model', 'gen_ai.usage.reasoning.output_tokens'],
    on: [AGENT],
    reason: 'The answer says which model an agent used, and what of its tokens was thinking.',
  },
  {
    rule: 'unlisted',
    attributes: ['gen_ai.conversation.id'],
    on: [FETCH],
    reason: 'A task of A2A names its conversation whenever it is looked at.',
  },
  {
    rule: 'unlisted',
    attributes: ['openai.api.type', 'openai.request.service_tier', 'openai.response.service_tier', 'openai.response.system_fingerprint'],
    on: [INFERENCE],
    reason: 'Providers that speak OpenAI’s wire under their own name send these facts; the conventions have no other name for them.',
  },
  {
    rule: 'value',
    attributes: ['gen_ai.provider.name'],
    on: [INFERENCE, EMBEDDINGS],
    values: ['ollama'],
    reason: 'The conventions’ list has no Ollama.',
  },
  {
    rule: 'value',
    attributes: ['gen_ai.provider.name'],
    on: [AGENT],
    values: ['a2a', 'ag_ui', 'ai_sdk', 'langgraph'],
    reason: 'Required, and of an agent behind an application’s own route the wire is all that is known.',
  },
  {
    rule: 'value',
    attributes: ['gen_ai.provider.name'],
    on: [FETCH],
    values: ['a2a'],
    reason: 'As above: a task that is looked at.',
  },
  {
    rule: 'value',
    attributes: ['openai.request.service_tier'],
    on: [INFERENCE],
    values: ['flex', 'on_demand'],
    reason: '“May be a specific tier”: the provider’s own word, as it was sent.',
  },
]

/** One key a finding may have; of values each its own. */
export const keysOf = ({ rule, attributes, on, values = [''] }: Left): readonly string[] =>
  attributes.flatMap((attribute) => on.flatMap((type) => values.map((value) => key(rule, attribute, type, value))))

export const keyOf = ({ rule, attribute, on, detail }: Finding): string => key(rule, attribute, on, rule === 'value' ? detail : '')

const key = (...words: readonly string[]): string => words.filter(Boolean).join(' | ')

const NOT_OURS = 'Of spans that the SDK does not make.'
const APPLICATION = 'Known to the application alone; what it gives is held by the tests of manual spans.'

/** Attributes that are recommended, or required under a condition, where nobody can tell from outside whether they apply. */
export const UNDECIDED: { readonly [attribute: string]: string } = {
  'aws.bedrock.knowledge_base.id': NOT_OURS,
  'azure.resource_provider.namespace': 'A constant that says what the provider’s name says; for Azure’s own clients.',
  'client.address': 'A page does not learn the address of a server that asks it something; it gives its own for that of the session.',
  'gen_ai.agent.description': APPLICATION,
  'gen_ai.agent.id': APPLICATION,
  'gen_ai.agent.version': APPLICATION,
  'gen_ai.conversation.compacted': 'No wire says that a history was shortened.',
  'gen_ai.conversation.id': APPLICATION,
  'gen_ai.data_source.id': NOT_OURS,
  'gen_ai.memory.record.count': NOT_OURS,
  'gen_ai.memory.record.id': NOT_OURS,
  'gen_ai.memory.store.id': NOT_OURS,
  'gen_ai.provider.name': 'Required wherever we set it; a condition of retrieval and memory only.',
  'gen_ai.request.stream_cursor': 'Held by the tests of fetched answers (test/sdk/span/fetch-response.test.ts).',
  'gen_ai.retrieval.top_k': NOT_OURS,
  'gen_ai.skill.description': NOT_OURS,
  'gen_ai.skill.name': NOT_OURS,
  'gen_ai.skill.resource.name': NOT_OURS,
  'gen_ai.skill.source.uri': NOT_OURS,
  'gen_ai.tool.call.id': APPLICATION,
  'gen_ai.tool.description': APPLICATION,
  'gen_ai.tool.type': APPLICATION,
  'gen_ai.workflow.name': NOT_OURS,
  'jsonrpc.protocol.version': 'Only where it is not 2.0; held by the tests of MCP.',
  'mcp.protocol.version': 'A server may leave it to the session; held by the tests of MCP.',
  'mcp.session.id': 'A server may have no sessions; held by the tests of MCP.',
  'network.protocol.version': 'A page learns it only where the server sends Timing-Allow-Origin.',
  'process.executable.name': NOT_OURS,
  'process.executable.path': NOT_OURS,
  'process.exit.code': NOT_OURS,
}
