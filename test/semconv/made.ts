/** Spans of what no recording has: bodies of our own making, agents and tools that an application draws itself, MCP that goes wrong. */
import { ROOT_CONTEXT } from '@opentelemetry/api'
import type { Dialect, RequestFacts } from '../../sdk/provider/read/dialect.ts'
import { providerName } from '../../sdk/provider/read/provider-name.ts'
import { InferenceAttempt } from '../../sdk/span/inference.ts'
import { thisMoment } from '../../sdk/moment.ts'
import { ownBodies } from '../wire/own/all.ts'
import { collected, manual, page, provider, sink, snapshot } from './collect.ts'
import type { CheckedSpan } from './span.ts'
import { dialectOf } from '../support/dialects.ts'
import { liveOf } from '../support/live-of.ts'

const encoder = new TextEncoder()

/** What a request of that wire says, where the body does not come with it. */
function factsOf({ operation }: Dialect, stream: boolean, given: RequestFacts = {}): RequestFacts {
  if ((given.operation ?? operation) === 'fetch_response') return { stream, attributes: { 'gen_ai.response.id': 'r' }, ...given }
  return { stream, ...(operation === 'invoke_agent' ? {} : { model: 'm' }), ...given }
}

export function ownBodySpans(): readonly CheckedSpan[] {
  return ownBodies.flatMap((recording) => {
    const { name, api, stream, request, status = 200, contentType = 'text/event-stream', body } = recording
    const dialect = dialectOf(api)
    const snapshotted = snapshot({ url: 'https://provider.example/v1' })
    const attempt = new InferenceAttempt({
      tracer: provider.getTracer('@genai-devtools/web'),
      live: liveOf(page),
      dialect,
      provider: providerName(snapshotted.url, dialect),
      facts: factsOf(dialect, stream, request),
      request: snapshotted,
      claimed: undefined,
      parent: undefined,
      began: thisMoment(),
      root: ROOT_CONTEXT,
      contentOnSpan: true,
      onSettled: () => {},
    })
    attempt.response(status, new Headers({ 'content-type': contentType }))
    attempt.chunk(encoder.encode(body))
    attempt.end()
    return collected(`${api}: ${name}`)
  })
}

/** Applications put all sorts of things into names. */
const named = (name: string): Error => Object.assign(new Error('e'), { name })

/** What tools return and take, and how functions end. */
export async function manualSpans(): Promise<readonly CheckedSpan[]> {
  const { invokeAgent, executeTool } = manual
  const agent = { agentName: 'a', agentDescription: 'd', agentId: 'asst_1', agentVersion: '2', requestModel: 'm', conversationId: 'c' }
  const tool = { toolName: 't', toolCallId: 'call_1', toolDescription: 'd' }
  const values: readonly unknown[] = [{ hits: 1 }, [1], 'text', '{"json":1}', 7, true, null, undefined]
  invokeAgent(agent, () => values.map((value) => executeTool({ ...tool, toolCallArguments: value }, () => value)))
  invokeAgent({ ...agent, providerName: 'openai' }, () =>
    executeTool({ ...tool, toolType: 'extension', toolCallArguments: {} }, () => ({})),
  )
  invokeAgent({}, () => executeTool({ ...tool, agentName: 'b' }, () => ({})))
  for (const reason of [
    new RangeError('r'),
    new DOMException('aborted', 'AbortError'),
    named('user 4711: not found'),
    'a text',
    undefined,
  ]) {
    await invokeAgent({ agentName: 'a' }, () => executeTool(tool, () => Promise.reject(reason))).catch(() => {})
  }
  return collected('agents and tools by hand')
}

/** A tool whose call goes by MCP, errors of both sides, and what the server asks. */
export function mcpSpans(): readonly CheckedSpan[] {
  const headers = { accept: 'application/json, text/event-stream', 'mcp-session-id': 's1', 'mcp-protocol-version': '2025-06-18' }
  const call = (id: number, method: string, params: unknown, answer: unknown, status = 200): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', id, method, params })
    const observer = sink(snapshot({ url: 'http://tools.example/mcp', headers, body }))?.response(
      status,
      new Headers({ 'content-type': 'application/json' }),
    )
    observer?.chunk(encoder.encode(JSON.stringify({ jsonrpc: '2.0', id, ...Object(answer) })))
    observer?.end()
  }
  manual.executeTool({ toolName: 'add', toolCallId: 'c', toolDescription: 'adds', toolCallArguments: { a: 1 } }, () =>
    call(1, 'tools/call', { name: 'add', arguments: { a: 1 } }, { result: { content: [{ type: 'text', text: '1' }] } }),
  )
  call(2, 'tools/call', { name: 'add', arguments: {} }, { result: { isError: true, content: [] } })
  call(3, 'tools/call', { name: 'no', arguments: {} }, { error: { code: -32602, message: 'no such tool' } })
  call(4, 'prompts/get', { name: 'review', arguments: { code: 'x' } }, { result: { messages: [] } })
  call(5, 'resources/read', { uri: 'file:///notes.md' }, { result: { contents: [] } })
  call(6, 'tools/list', {}, {}, 500)
  return collected('MCP')
}
