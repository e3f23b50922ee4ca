import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { startLoopback } from '../../support/loopback.ts'

export interface PageServer {
  readonly origin: string
  close(): Promise<void>
}

/**
 * Serves the named modules of `page/`, each bundled as an application ships it (minified, native `async` kept), each with a page of its
 * own at `/<name>`, and three provider wires that answer shortly. A model named `limited…` is refused once with 429 for each question.
 */
export async function servePages(names: readonly string[]): Promise<PageServer> {
  const bundles = new Map<string, string>()
  for (const name of names) bundles.set(`/${name}.js`, await bundle(name))
  const refused = new Set<string>()
  return startLoopback((request, response) => void answer(request, response, bundles, refused))
}

async function bundle(name: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      target: 'esnext',
      modulePreload: false,
      rolldownOptions: { input: fileURLToPath(new URL(`page/${name}.ts`, import.meta.url)), output: { codeSplitting: false } },
    },
  })
  if (Array.isArray(result) || !('output' in result)) throw new Error('one bundle was expected')
  const { code } = result.output[0]
  if (!/\basync\b/.test(code)) throw new Error('the bundle has no native async functions: the test would show nothing')
  return code
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  bundles: ReadonlyMap<string, string>,
  refused: Set<string>,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  const script = bundles.get(path)
  if (script !== undefined) return void response.setHeader('content-type', 'text/javascript').end(script)
  if (request.method === 'GET') {
    const page = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="${path}.js"></script>`
    return void response.setHeader('content-type', 'text/html').end(page)
  }
  const text = await bodyOf(request)
  if (/"limited/.test(text) && !refused.has(text)) {
    refused.add(text)
    response.statusCode = 429
    response.setHeader('retry-after-ms', '1').setHeader('content-type', 'application/json')
    return void response.end('{"error":{"type":"rate_limit_error","message":"slow down"}}')
  }
  const streams = /"stream":\s*true/.test(text) || path.includes('streamGenerateContent')
  await send(response, streams, wireOf(path))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

interface Wire {
  readonly whole: object
  readonly events: readonly string[]
}

function wireOf(path: string): Wire {
  if (path.includes('/chat/completions')) return OPENAI
  return path.includes('/messages') ? ANTHROPIC : GEMINI
}

const data = (value: object): string => `data: ${JSON.stringify(value)}\n\n`
const named = (value: { readonly type: string; readonly [key: string]: unknown }): string => `event: ${value.type}\n${data(value)}`

const OPENAI: Wire = {
  whole: {
    id: 'c',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
  },
  events: [
    data({ id: 'c', choices: [{ index: 0, delta: { role: 'assistant', content: 'h' } }] }),
    data({ id: 'c', choices: [{ index: 0, delta: { content: 'i' }, finish_reason: 'stop' }] }),
    'data: [DONE]\n\n',
  ],
}

const MESSAGE = { id: 'm', type: 'message', role: 'assistant', model: 'm', usage: { input_tokens: 1, output_tokens: 1 } }
const ANTHROPIC: Wire = {
  whole: { ...MESSAGE, content: [{ type: 'text', text: 'hi' }], stop_reason: 'end_turn' },
  events: [
    named({ type: 'message_start', message: { ...MESSAGE, content: [], stop_reason: null } }),
    named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'hi' } }),
    named({ type: 'content_block_stop', index: 0 }),
    named({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } }),
    named({ type: 'message_stop' }),
  ],
}

const CANDIDATE = { candidates: [{ content: { role: 'model', parts: [{ text: 'hi' }] }, finishReason: 'STOP' }] }
const GEMINI: Wire = { whole: CANDIDATE, events: [data(CANDIDATE), data(CANDIDATE)] }

async function send(response: ServerResponse, streams: boolean, wire: Wire): Promise<void> {
  if (!streams) return void response.setHeader('content-type', 'application/json').end(JSON.stringify(wire.whole))
  response.setHeader('content-type', 'text/event-stream')
  for (const event of wire.events) {
    response.write(event)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  response.end()
}
