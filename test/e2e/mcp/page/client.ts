/** The official client in a page, with the SDK or without it. */
import { inject } from '../../../../sdk/inject.ts'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { CreateMessageRequestSchema, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import { executeTool, invokeAgent, register } from '../../../../sdk/index.ts'
import type { Options } from '../../../../sdk/index.ts'

const exporter = new InMemorySpanExporter()

export interface SeenSpan {
  readonly name: string
  readonly kind: number
  readonly parent: string | undefined
  readonly spanId: string
  readonly traceId: string
  readonly status: { readonly code: number; readonly message?: string }
  readonly attributes: { readonly [name: string]: unknown }
}

function seen(): readonly SeenSpan[] {
  const spans = exporter.getFinishedSpans()
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]))
  return spans.map(({ name, kind, status, attributes, parentSpanContext, spanContext }, at) => ({
    name,
    kind,
    status,
    attributes,
    parent: parentSpanContext && (names.get(parentSpanContext.spanId) ?? 'elsewhere'),
    spanId: spans[at]?.spanContext().spanId ?? spanContext().spanId,
    traceId: spans[at]?.spanContext().traceId ?? '',
  }))
}

async function connect(path: string): Promise<{ readonly client: Client; readonly transport: StreamableHTTPClientTransport }> {
  const client = new Client({ name: 'page', version: '1.0.0' }, { capabilities: { elicitation: {}, sampling: {}, roots: {} } })
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'decline' as const }))
  client.setRequestHandler(CreateMessageRequestSchema, () => {
    throw new Error('not today')
  })
  const transport = new StreamableHTTPClientTransport(new URL(path, location.href))
  await client.connect(transport)
  return { client, transport }
}

const told = (reason: unknown): string => (reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason))

/** What the application gets, whatever it asks for. */
async function everything(path: string): Promise<readonly unknown[]> {
  const { client, transport } = await connect(path)
  const params = { name: 'add', arguments: { a: 2, b: 3 } }
  const progress: unknown[] = []
  const results = [
    await client.listTools(),
    await client.callTool(params),
    params,
    await client.callTool({ name: 'fail' }),
    await client.callTool({ name: 'count' }, undefined, { onprogress: (step) => void progress.push(step) }),
    progress,
    await client.getPrompt({ name: 'review', arguments: { code: 'x = 1' } }),
    await client.readResource({ uri: 'notes://today' }),
    await client.readResource({ uri: 'notes://nowhere' }).catch(told),
    await client.ping(),
  ]
  if (!path.endsWith('json')) results.push(await client.callTool({ name: 'ask' }), await client.callTool({ name: 'nap' }))
  await transport.terminateSession()
  await client.close()
  return results
}

/** The same tools inside spans of the application's own, one after the other and both at once. */
async function agent(): Promise<void> {
  const { client } = await connect('/mcp')
  const add = (a: number): Promise<unknown> => {
    const toolCallArguments = { a, b: 1 }
    return executeTool({ toolName: 'add', toolCallArguments }, () => client.callTool({ name: 'add', arguments: toolCallArguments }))
  }
  await invokeAgent({ agentName: 'clerk' }, async () => {
    await add(1)
    await Promise.all([add(2), add(3)])
    await executeTool({ toolName: 'fail' }, () => client.callTool({ name: 'fail' }))
  })
  await client.close()
}

/** A call that takes too long for the page. */
async function impatient(): Promise<string> {
  const { client } = await connect('/mcp')
  const refusal = await client.callTool({ name: 'nap' }, undefined, { timeout: 10 }).then(() => 'no refusal', told)
  await client.close()
  return refusal
}

const scenarios = {
  start: (options: Options) =>
    void register({ ...options, ...(options.propagateMcp === true && { inject }), spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  everything,
  agent,
  impatient,
  seen,
}

export type McpScenarios = typeof scenarios

/** The tests call scenarios by name. */
Object.assign(window, { scenarios })
