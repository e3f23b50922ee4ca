import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { bundleScript } from '../../support/bundle.ts'
import { startLoopback } from '../../support/loopback.ts'

/** How the collector of the site answers, by the first segment of the path. */
const COLLECTORS: { readonly [name: string]: (response: ServerResponse) => void } = {
  takes: (response) => response.writeHead(200, { ...CORS, 'content-type': 'application/json' }).end('{}'),
  refuses: (response) => response.writeHead(401, { ...CORS, 'content-type': 'application/json' }).end('{"message":"who are you?"}'),
  partial: (response) =>
    response
      .writeHead(200, { ...CORS, 'content-type': 'application/json' })
      .end('{"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}}'),
  nocors: (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
}
const CORS = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }

const ANSWER = {
  id: 'c',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
}

export interface Site {
  readonly origin: string
  /** Bodies that came to each collector, with their content type. */
  readonly collected: Map<string, readonly { readonly type: string; readonly body: Buffer }[]>
  close(): Promise<void>
}

/** `/?copies=2` loads the bundle twice; every other path is a model or a collector. */
export async function serveCopies(): Promise<Site> {
  const script = await bundleScript(new URL('page.ts', import.meta.url))
  const collected: Site['collected'] = new Map()
  const page = (url: URL): string =>
    `<!doctype html><link rel="icon" href="data:,">${'<script src="/page.js"></script>'.repeat(Number(url.searchParams.get('copies') ?? 1))}`
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const name = url.pathname.split('/')[1] ?? ''
    const collector = COLLECTORS[name]
    if (url.pathname === '/page.js') return response.setHeader('content-type', 'text/javascript').end(script)
    if (url.pathname === '/v1/chat/completions') {
      const { model }: { readonly model: string } = JSON.parse((await buffer(request)).toString())
      return response.setHeader('content-type', 'application/json').end(JSON.stringify({ ...ANSWER, model }))
    }
    if (collector === undefined) return response.setHeader('content-type', 'text/html').end(page(url))
    if (request.method === 'OPTIONS') return response.writeHead(204, name === 'nocors' ? {} : CORS).end()
    const body = await buffer(request)
    collected.set(name, [...(collected.get(name) ?? []), { type: request.headers['content-type'] ?? '', body }])
    return collector(response)
  }
  const loopback = await startLoopback((request, response) => void answer(request, response))
  return {
    origin: loopback.origin,
    collected,
    close: loopback.close,
  }
}
