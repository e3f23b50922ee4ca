/** The name of the agent around a call, handed down to the tools that it runs. Never that of an agent further out. */
import { createContextKey, trace } from '@opentelemetry/api'
import type { Context, Span } from '@opentelemetry/api'
import { isReadable } from '../export/span-like.ts'
import { CONTEXT_AGENT_NAME } from '../own-names.ts'
import { ATTR_GEN_AI_AGENT_NAME, ATTR_GEN_AI_OPERATION_NAME } from '../semconv.ts'

const AGENT_NAME = createContextKey(CONTEXT_AGENT_NAME)

/** An agent without a name has none to hand down, and hides that of the one around it. */
export function withAgentName(context: Context, name: string | undefined): Context {
  return context.setValue(AGENT_NAME, name)
}

export function agentNameOf(context: Context): string | undefined {
  const parent = agentSpan(trace.getSpan(context))
  const name = parent === undefined ? context.getValue(AGENT_NAME) : parent[ATTR_GEN_AI_AGENT_NAME]
  return typeof name === 'string' && name !== '' ? name : undefined
}

/** An agent of another library tells its name by its span alone. */
function agentSpan(span: Span | undefined): { readonly [name: string]: unknown } | undefined {
  if (span === undefined || !isReadable(span)) return undefined
  return span.attributes[ATTR_GEN_AI_OPERATION_NAME] === 'invoke_agent' ? span.attributes : undefined
}
