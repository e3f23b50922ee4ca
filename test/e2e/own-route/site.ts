import type { ServerResponse } from 'node:http'
import { bundleScript } from '../../support/bundle.ts'
import { startLoopback } from '../../support/loopback.ts'

export interface OwnSite {
  readonly origin: string
  /** Lets the answer that is held go on. */
  release(): void
  close(): Promise<void>
}

export const FIRST =
  'data: {"type":"start","messageId":"m1"}\n\ndata: {"type":"text-start","id":"0"}\n\ndata: {"type":"text-delta","id":"0","delta":"Am Turm "}\n\n'
export const REST =
  'data: {"type":"text-delta","id":"0","delta":"🐦"}\n\ndata: {"type":"finish","finishReason":"stop","messageMetadata":{"model":"swift-3","totalUsage":{"inputTokens":9,"outputTokens":5}}}\n\ndata: [DONE]\n\n'
const chunk = (content: string, finish: string | null) =>
  JSON.stringify({
    id: 'c',
    object: 'chat.completion.chunk',
    model: 'owl-1',
    choices: [{ index: 0, delta: { content }, finish_reason: finish }],
  })
export const CHUNKS = [chunk('Auf dem ', null), chunk('Dach', 'stop'), '[DONE]']
export const PRICES = ['{"symbol":"OWL","price":3}', '[DONE]']
/** What Ollama answers behind a proxy, on a port that is not its own. */
export const OLLAMA = JSON.stringify({
  model: 'swift-3',
  created_at: '2026-05-24T20:57:43.314639Z',
  message: { role: 'assistant', content: 'Im Nest' },
  done: true,
  done_reason: 'stop',
  prompt_eval_count: 4,
  eval_count: 2,
})
export const ROWS = JSON.stringify({ rows: [{ id: 1, created_at: '2026-05-24T20:57:43Z' }] })
export const TICKS = 'data: {"tick":1}\n\ndata: {"tick":2}\n\n'

/** `/api/chat` answers as the AI SDK does, without its header (as another origin's server would hide it), and waits in the middle. */
export async function serveOwnRoutes(): Promise<OwnSite> {
  const script = await bundleScript(new URL('page.ts', import.meta.url))
  let held: ServerResponse | undefined
  const loopback = await startLoopback((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/page.js') return void response.setHeader('content-type', 'text/javascript').end(script)
    if (!pathname.startsWith('/api/')) {
      return void response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><link rel="icon" href="data:,"><script src="/page.js"></script>')
    }
    request.resume()
    const json = { '/api/ollama': OLLAMA, '/api/rows': ROWS }[pathname]
    if (json !== undefined) return void response.setHeader('content-type', 'application/json').end(json)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const events = { '/api/events': CHUNKS, '/api/prices': PRICES }[pathname]
    if (events !== undefined) return void response.end(events.map((data) => `data: ${data}\n\n`).join(''))
    if (pathname === '/api/ticks') return void response.end(TICKS)
    response.write(FIRST)
    held = response
  })
  return {
    origin: loopback.origin,
    release: () => void held?.end(REST),
    close: loopback.close,
  }
}
