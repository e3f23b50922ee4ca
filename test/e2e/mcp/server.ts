/** A real MCP server over Streamable HTTP on loopback, with a page beside it that has the real client in it. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport, type EventStore } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { CreateMessageResultSchema, ElicitResultSchema, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import { build } from 'vite'
import { z } from 'zod'
import { startLoopback } from '../../support/loopback.ts'

/** A message as the server got it. */
export interface Heard {
  readonly method?: string
  readonly params?: { readonly _meta?: { readonly traceparent?: string } }
}

export interface McpSite {
  readonly origin: string
  /** Bodies of the POSTs since the last call. */
  heard(): readonly Heard[]
  close(): Promise<void>
}

export async function serveMcp(): Promise<McpSite> {
  const script = await bundle()
  const transports = new Map<string, StreamableHTTPServerTransport>()
  let heard: Heard[] = []

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/client.js') return void response.setHeader('content-type', 'text/javascript').end(script)
    if (pathname === '/') return void response.setHeader('content-type', 'text/html').end(PAGE)
    const body: Heard | undefined = request.method === 'POST' ? JSON.parse(await textOf(request)) : undefined
    if (body !== undefined) heard.push(body)
    const session = request.headers['mcp-session-id']
    const known = typeof session === 'string' ? transports.get(session) : undefined
    const transport = known ?? (await open(transports, pathname === '/mcp-json'))
    await transport.handleRequest(request, response, body)
  }
  const loopback = await startLoopback(
    (request, response) => void answer(request, response).catch((error: unknown) => response.destroy(Error(String(error)))),
  )
  return {
    origin: loopback.origin,
    heard() {
      const taken = heard
      heard = []
      return taken
    },
    async close() {
      for (const transport of transports.values()) await transport.close()
      await loopback.close()
    },
  }
}

const PAGE = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="/client.js"></script>'

async function open(transports: Map<string, StreamableHTTPServerTransport>, json: boolean): Promise<StreamableHTTPServerTransport> {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    enableJsonResponse: json,
    retryInterval: 20,
    ...(json ? {} : { eventStore: createEventStore() }),
    onsessioninitialized: (id) => void transports.set(id, transport),
  })
  await createTools().connect(transport)
  return transport
}

/** Keeps all events, so that a stream can go on where it broke off. */
function createEventStore(): EventStore {
  const events: { readonly streamId: string; readonly message: JSONRPCMessage }[] = []
  return {
    async storeEvent(streamId, message) {
      events.push({ streamId, message })
      return String(events.length - 1)
    },
    async replayEventsAfter(lastEventId, { send }) {
      const after = Number(lastEventId)
      const streamId = events[after]?.streamId ?? ''
      for (const [at, event] of events.entries()) {
        // The event that opens a stream has no message.
        if (at > after && event.streamId === streamId && 'jsonrpc' in event.message) await send(String(at), event.message)
      }
      return streamId
    },
  }
}

const text = (words: string) => ({ content: [{ type: 'text' as const, text: words }] })

function createTools(): McpServer {
  const server = new McpServer({ name: 'tools', version: '1.0.0' }, { capabilities: { logging: {} } })
  server.registerTool('add', { inputSchema: { a: z.number(), b: z.number() } }, ({ a, b }) => text(String(a + b)))
  server.registerTool('fail', {}, () => {
    throw new Error('it broke')
  })
  server.registerTool('count', {}, async ({ _meta: meta, sendNotification }) => {
    const progressToken = meta?.progressToken ?? 0
    for (const progress of [1, 2])
      await sendNotification({ method: 'notifications/progress', params: { progressToken, progress, total: 2 } })
    return text('counted')
  })
  server.registerTool('ask', {}, async ({ sendRequest }) => {
    const requestedSchema = { type: 'object' as const, properties: {} }
    const { action } = await sendRequest(
      { method: 'elicitation/create', params: { message: 'Sure?', requestedSchema } },
      ElicitResultSchema,
    )
    const messages = [{ role: 'user' as const, content: { type: 'text' as const, text: 'Who?' } }]
    const refused = sendRequest({ method: 'sampling/createMessage', params: { messages, maxTokens: 5 } }, CreateMessageResultSchema)
    return text(
      `${action}, ${await refused.then(
        () => 'sampled',
        () => 'refused',
      )}`,
    )
  })
  server.registerTool('nap', {}, async ({ closeSSEStream }) => {
    closeSSEStream?.()
    await new Promise((resolve) => setTimeout(resolve, 100))
    return text('awake')
  })
  server.registerPrompt('review', { argsSchema: { code: z.string() } }, ({ code }) => ({
    messages: [{ role: 'user', content: { type: 'text', text: `Review ${code}` } }],
  }))
  server.registerResource('notes', 'notes://today', {}, ({ href }) => ({ contents: [{ uri: href, text: 'Nothing today.' }] }))
  return server
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** The page's script as an application ships it: minified, with native `async` functions. */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      target: 'esnext',
      modulePreload: false,
      rolldownOptions: { input: fileURLToPath(new URL('page/client.ts', import.meta.url)), output: { codeSplitting: false } },
    },
  })
  if (Array.isArray(result) || !('output' in result)) throw new Error('one bundle was expected')
  return result.output[0].code
}
