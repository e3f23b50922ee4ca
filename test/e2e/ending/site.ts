import type { ServerResponse } from 'node:http'
import { bundleScript } from '../../support/bundle.ts'
import { startLoopback } from '../../support/loopback.ts'

export interface EndingSite {
  readonly origin: string
  /** Sends what the answer under way has next. */
  send(text: string): void
  /** Ends it. */
  end(): void
  close(): Promise<void>
}

export const choice = (index: number, content: string, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'm', choices: [{ index, delta: { content }, finish_reason: finish }] })}\n\n`
export const USAGE = 'data: {"id":"c","choices":[],"usage":{"prompt_tokens":21,"completion_tokens":4}}\n\n'
export const DONE = 'data: [DONE]\n\n'

/** Answers each call with headers and what the test sends. */
export async function serveEndings(): Promise<EndingSite> {
  const script = await bundleScript(new URL('page.ts', import.meta.url))
  let held: ServerResponse | undefined
  const loopback = await startLoopback((request, response) => {
    if (request.url === '/page.js') return void response.setHeader('content-type', 'text/javascript').end(script)
    if (request.method === 'GET')
      return void response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><link rel="icon" href="data:,"><script src="/page.js"></script>')
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    held = response
  })
  return {
    origin: loopback.origin,
    send: (text) => void held?.write(text),
    end: () => void held?.end(),
    close: loopback.close,
  }
}
