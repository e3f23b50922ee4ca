/** The cost bench's server: answers of all sizes, and how much of them it could send. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Plugin } from 'vite'
import { bundleScript } from '../../support/bundle.ts'
import { seeded } from '../../support/random.ts'
import { OLD_CHECKOUT } from './cost-ways.ts'
import { startLoopback } from '../../support/loopback.ts'

export interface CostSite {
  readonly origin: string
  /** Of the last stream: the bytes that the socket took, and when each chunk was given to it (milliseconds since the Unix epoch). */
  readonly last: { sent: number; written: number[]; closed: boolean }
  close(): Promise<void>
}

/** Some 215 bytes, as OpenAI's are. */
export function event(content: string, finish: string | null = null): string {
  const choice = { index: 0, delta: { content }, logprobs: null, finish_reason: finish }
  return `data: ${JSON.stringify({ id: 'chatcmpl-bench0123456789', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'bench-model', service_tier: 'default', choices: [choice] })}\n\n`
}

const words = 'thirty characters of an answer '
/** Pieces as long, and as often with an escape, as models send them; the same in every run. */
const random = seeded(7)
const events = Array.from({ length: 1_000 }, () => {
  const length = 1 + random(8)
  const piece = words.slice(random(20)).slice(0, length)
  return event(random(12) === 0 ? `${piece}\n` : random(30) === 0 ? `"${piece}"` : piece)
})
/** A chunk of a fast stream. */
const large = event(words).repeat(300)
const END = `${event('', 'stop')}data: [DONE]\n\n`
const answer = JSON.stringify({
  id: 'chatcmpl-bench',
  model: 'bench-model',
  choices: [{ index: 0, message: { role: 'assistant', content: words.repeat(60) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 9, completion_tokens: 400 },
})

/** The SDK of another checkout in the place of this one's. */
const sdkOf = (checkout: string): Plugin => ({
  name: 'other-sdk',
  enforce: 'pre',
  resolveId: (source) => (source === '../../../sdk/index.ts' ? resolve(checkout, 'sdk/index.ts') : null),
})

export async function serveCosts(): Promise<CostSite> {
  const page = new URL('cost-page.ts', import.meta.url)
  const script = await bundleScript(page)
  const oldScript = OLD_CHECKOUT === undefined ? '' : await bundleScript(page, [sdkOf(OLD_CHECKOUT)])
  const last: CostSite['last'] = { sent: 0, written: [], closed: false }
  const loopback = await startLoopback((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/page.js' || pathname === '/old.js') {
      return void response.setHeader('content-type', 'text/javascript').end(pathname === '/old.js' ? oldScript : script)
    }
    if (pathname === '/v1/traces') {
      request.resume()
      return void response.setHeader('content-type', 'application/json').end('{}')
    }
    if (!pathname.endsWith('/chat/completions')) {
      const frames = searchParams.getAll('frame').map((way) => `<iframe src="/?way=${way}"></iframe>`)
      const name = searchParams.get('way')?.startsWith('old') ? 'old' : 'page'
      return void response
        .setHeader('content-type', 'text/html')
        // A page that is apart from all others is given the time to 5 microseconds, others to 100.
        .setHeader('cross-origin-opener-policy', 'same-origin')
        .setHeader('cross-origin-embedder-policy', 'require-corp')
        .end(`<!doctype html><link rel="icon" href="data:,">${frames.length > 0 ? frames.join('') : `<script src="/${name}.js"></script>`}`)
    }
    void send(request, response, pathname.startsWith('/whole/'), searchParams, last)
  })
  return {
    origin: loopback.origin,
    last,
    close: loopback.close,
  }
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  whole: boolean,
  query: URLSearchParams,
  last: CostSite['last'],
): Promise<void> {
  request.resume()
  Object.assign(last, { sent: 0, written: [], closed: false })
  const mine = last.written
  response.on('close', () => {
    if (last.written === mine) last.closed = true
  })
  if (whole) return void response.setHeader('content-type', 'application/json').end(answer)
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  const every = Number(query.get('every') ?? 0)
  const chunks = Number(query.get('chunks') ?? Number.POSITIVE_INFINITY)
  const megabytes = Number(query.get('megabytes') ?? 0)
  const count = megabytes > 0 ? Math.ceil((megabytes * 1e6) / large.length) : chunks
  for (let at = 0; at < count && !response.destroyed; at++) {
    mine.push(performance.timeOrigin + performance.now())
    await write(response, megabytes > 0 ? large : (events[at % events.length] ?? ''), last)
    if (every > 0) await wait(every)
  }
  response.end(END)
}

/** Until the socket took it: what lies in Node's own buffer was not sent. */
function write(response: ServerResponse, chunk: string, last: CostSite['last']): Promise<void> {
  return new Promise((done) => {
    response.once('close', done)
    response.write(chunk, () => {
      response.off('close', done)
      last.sent += chunk.length
      done()
    })
  })
}
