/** Which requests and answers are those of an application's own backend: an agent behind a service. */
import type { JsonValue } from '../../protocol/records.ts'
import { isA2aRequest, isJoin } from './match.ts'
import { isList, isObject, object, string, word, type JsonObject } from '../read/json.ts'
import { endsWith } from '../read/path.ts'
import type { FirstPayload, RequestShape, Wire } from '../read/dialect.ts'

export const agUi: Wire = {
  api: 'ag-ui',
  vendor: 'agent',
  operation: 'invoke_agent',
  // As with the AI SDK's streams: nobody is named who provides the agent, so the protocol stands for the flavour.
  defaultProvider: 'ag_ui',
  matchesPath: () => false,
  matchesBody: ({ body }) => isAgUiRequest(body),
  matchesPayload({ form, data }) {
    const event = form === 'sse' ? object(data) : undefined
    if (event?.['type'] === 'RUN_STARTED') return word(event['runId']) !== undefined || word(event['threadId']) !== undefined
    return event?.['type'] === 'RUN_ERROR' && word(event['message']) !== undefined
  },
}

export const a2a: Wire = {
  api: 'a2a',
  vendor: 'agent',
  operation: 'invoke_agent',
  // The agent is anybody's; who provides it stands in its card, which is not part of the exchange.
  defaultProvider: 'a2a',
  matchesPath: () => false,
  matchesBody: ({ body }) => isA2aRequest(body),
}

const langGraph: Wire = {
  api: 'langgraph',
  vendor: 'agent',
  operation: 'invoke_agent',
  // The server runs its owner's graphs, over models of whatever provider: the flavour is LangGraph's.
  defaultProvider: 'langgraph',
  matchesPath: (shape) => isRun(shape) || isJoin(shape),
  matchesBody: () => false,
  matchesPayload: ({ form, event, data }) => form === 'sse' && event === 'metadata' && word(object(data)?.['run_id']) !== undefined,
}

const aiSdkUi: Wire = {
  api: 'ai-sdk-ui',
  vendor: 'agent',
  operation: 'invoke_agent',
  // The conventions require a provider of a call to an agent service, "a discriminator of the telemetry's flavour" that "may differ from the real
  // upstream". The stream names none, so the flavour is named; an application that knows better says so in `endpoints`.
  defaultProvider: 'ai_sdk',
  matchesPath: () => false,
  // What the hooks send tells nothing of the answer, which may be plain text as well.
  matchesBody: () => false,
  matchesHeaders: (header) => header('x-vercel-ai-ui-message-stream') !== null,
  matchesPayload: matchesUiPayload,
}

const aiSdkDataStream: Wire = {
  api: 'ai-sdk-data-stream-v4',
  vendor: 'agent',
  operation: 'invoke_agent',
  // As with the UI message stream: no provider is named, so the flavour is.
  defaultProvider: 'ai_sdk',
  form: 'data-stream',
  matchesPath: () => false,
  matchesBody: () => false,
  matchesHeaders: (header) => header('x-vercel-ai-data-stream') !== null,
  matchesPayload: matchesDataStreamPayload,
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

/** Where the header is hidden (CORS shows only those that the server exposes), the stream's first parts tell. */
function matchesUiPayload({ form, event, data }: FirstPayload): boolean | undefined {
  if (form !== 'sse' || event !== undefined || !isObject(data)) return false
  const type = word(data['type']) ?? ''
  if (type === 'start' && hasOnly(data, 'type', 'messageId', 'messageMetadata')) return word(data['messageId']) !== undefined || undefined
  if (type === 'text-start' || type === 'reasoning-start') return word(data['id']) !== undefined
  if (type === 'text-delta') return word(data['id']) !== undefined && string(data['delta']) !== undefined
  if (type === 'start-step') return hasOnly(data, 'type') || undefined
  if (type === 'error') return string(data['errorText']) !== undefined
  if (type === 'tool-input-start') return word(data['toolCallId']) !== undefined
  return /^data-|^source-|^message-metadata$/.test(type) ? undefined : false
}

/** Whether a value is an object with no other keys than these. */
function hasOnly(value: JsonValue, ...keys: readonly string[]): value is JsonObject {
  return isObject(value) && Object.keys(value).every((key) => keys.includes(key))
}

/** A stream begins with a step's start, data, or an error; text before any step comes from streams made by hand. */
function matchesDataStreamPayload({ form, event, data }: FirstPayload): boolean | undefined {
  if (form !== 'data-stream') return false
  if (event === 'f') return word(object(data)?.['messageId']) !== undefined
  if (event === '9' || event === 'b') return word(object(data)?.['toolCallId']) !== undefined
  if (event === '2' || event === '8') return isList(data) ? undefined : false
  return event === '0' || event === '3' || event === 'g' ? typeof data === 'string' : false
}
