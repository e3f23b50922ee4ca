/** Of which of the conventions' span types a span is: "span type ids are not visible in telemetry", its operation and kind tell. */
import { SpanKind } from '@opentelemetry/api'
import { merged, type Demand, type Model, type SpanType } from './model.ts'
import type { CheckedSpan } from './span.ts'

const INFERENCE = 'gen_ai.client.inference'

const TYPES: { readonly [operation: string]: string } = {
  chat: INFERENCE,
  generate_content: INFERENCE,
  text_completion: INFERENCE,
  embeddings: 'gen_ai.embeddings.client',
  retrieval: 'gen_ai.retrieval.client',
  fetch_response: 'gen_ai.fetch_response.client',
  create_agent: 'gen_ai.create_agent.client',
  invoke_workflow: 'gen_ai.invoke_workflow.internal',
  plan: 'gen_ai.plan.internal',
  execute_tool: 'gen_ai.execute_tool.internal',
}

/** Refinements by the provider that "MUST be set" on their spans. */
const REFINED: { readonly [provider: string]: string } = {
  openai: 'openai.',
  anthropic: 'anthropic.',
  'aws.bedrock': 'aws.bedrock.',
  'azure.ai.inference': 'azure.ai.',
}

/** `undefined`: no span of these conventions. @throws where it says that it is one and nobody knows which */
export function spanTypeOf(span: CheckedSpan, model: Model): SpanType | undefined {
  const type = idOf(span)
  if (type === undefined) return undefined
  const found = model.spans.get(type)
  if (found === undefined) throw new Error(`the model has no span ${type}`)
  return extended(found, additionsTo(span, type, model))
}

function idOf({ kind, attributes }: CheckedSpan): string | undefined {
  const operation = attributes['gen_ai.operation.name']
  if (attributes['mcp.method.name'] !== undefined && kind !== SpanKind.INTERNAL)
    return kind === SpanKind.SERVER ? 'mcp.server' : 'mcp.client'
  if (operation === 'invoke_agent') return kind === SpanKind.CLIENT ? 'gen_ai.invoke_agent.client' : 'gen_ai.invoke_agent.internal'
  if (typeof operation !== 'string') return undefined
  return /_memory(?:_store)?$/.test(operation) ? 'gen_ai.memory.client' : TYPES[operation]
}

/** What the provider adds, and an MCP call to the span of the tool that makes it ("it SHOULD add MCP-specific attributes to the existing tool execution span"). */
function additionsTo({ attributes }: CheckedSpan, type: string, { spans, refinements }: Model): readonly (SpanType | undefined)[] {
  const provider = REFINED[String(attributes['gen_ai.provider.name'])]
  const byTool = type === 'gen_ai.execute_tool.internal' && attributes['mcp.method.name'] !== undefined
  const refined =
    provider === undefined ? undefined : [...refinements.values()].find((each) => each.of === type && each.type.startsWith(provider))
  return [refined, byTool ? spans.get('mcp.client') : undefined]
}

function extended(type: SpanType, additions: readonly (SpanType | undefined)[]): SpanType {
  const attributes = new Map<string, Demand>(type.attributes)
  for (const addition of additions) {
    for (const [name, demand] of addition?.attributes ?? []) attributes.set(name, merged(attributes.get(name), demand))
  }
  return { ...type, attributes }
}
