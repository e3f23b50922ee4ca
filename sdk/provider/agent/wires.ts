/** Which requests are those of an application's own backend: an agent behind a service. */
import type { JsonValue } from '../../protocol/records.ts'
import { isA2aRequest, isJoin } from './match.ts'
import { isList, object, word } from '../read/json.ts'
import { endsWith } from '../read/path.ts'
import type { RequestShape, Wire } from '../read/dialect.ts'

export const agUi: Wire = {
  api: 'ag-ui',
  operation: 'invoke_agent',
  // As with the AI SDK's streams: nobody is named who provides the agent, so the protocol stands for the flavour.
  defaultProvider: 'ag_ui',
  matchesBody: ({ body }) => isAgUiRequest(body),
}

export const a2a: Wire = {
  api: 'a2a',
  operation: 'invoke_agent',
  // The agent is anybody's; who provides it stands in its card, which is not part of the exchange.
  defaultProvider: 'a2a',
  matchesBody: ({ body }) => isA2aRequest(body),
}

const langGraph: Wire = {
  api: 'langgraph',
  operation: 'invoke_agent',
  // The server runs its owner's graphs, over models of whatever provider: the flavour is LangGraph's.
  defaultProvider: 'langgraph',
  matchesPath: (shape) => isRun(shape) || isJoin(shape),
}

const aiSdkUi: Wire = {
  api: 'ai-sdk-ui',
  operation: 'invoke_agent',
  // The conventions require a provider of a call to an agent service, "a discriminator of the telemetry's flavour" that "may differ from the real
  // upstream". The stream names none, so the flavour is named; an application that knows better says so in `endpoints`.
  defaultProvider: 'ai_sdk',
  // What the hooks send tells nothing of the answer, which may be plain text as well.
  matchesHeaders: (header) => header('x-vercel-ai-ui-message-stream') !== null,
}

const aiSdkDataStream: Wire = {
  api: 'ai-sdk-data-stream-v4',
  operation: 'invoke_agent',
  // As with the UI message stream: no provider is named, so the flavour is.
  defaultProvider: 'ai_sdk',
  form: 'data-stream',
  matchesHeaders: (header) => header('x-vercel-ai-data-stream') !== null,
}

export const agentWires: readonly Wire[] = [agUi, a2a, langGraph, aiSdkUi, aiSdkDataStream]

/** Thread, run, messages, and one of what an agent works with, are together nobody else's. From version 1.0 on the lists may be absent. */
function isAgUiRequest(body: JsonValue | undefined): boolean {
  const input = object(body)
  const named = word(input?.['threadId']) !== undefined && word(input?.['runId']) !== undefined
  const given = isList(input?.['tools']) || isList(input?.['context']) || word(input?.['protocolVersion']) !== undefined
  return named && given && isList(input?.['messages'])
}

/** A new run, streamed or waited for. Without `assistant_id` it is nobody's of this kind. */
function isRun(shape: RequestShape): boolean {
  const { method, url } = shape
  const path = endsWith(url, 'runs', 'stream') || endsWith(url, 'runs', 'wait')
  return path && method === 'POST' && word(object(shape.body)?.['assistant_id']) !== undefined
}
