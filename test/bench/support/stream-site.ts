/** A page, and a stream whose every chunk says its number and when it was written. */
import { bundleScript } from '../../support/bundle.ts'
import { startLoopback } from '../../support/loopback.ts'

export interface StreamSite {
  readonly origin: string
  /** When each chunk of the last stream was written, in milliseconds since the Unix epoch. */
  readonly written: readonly number[]
  close(): Promise<void>
}

export interface Stream {
  readonly chunks: number
  readonly everyMilliseconds: number
}

const now = (): number => performance.timeOrigin + performance.now()
const event = (content: string, finish: string | null): string =>
  `data: ${JSON.stringify({ id: 'b1', model: 'bench-model', choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`

export async function serveStreams({ chunks, everyMilliseconds }: Stream): Promise<StreamSite> {
  const script = await bundleScript(new URL('stream-page.ts', import.meta.url))
  let written: number[] = []
  const loopback = await startLoopback((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/page.js') return void response.setHeader('content-type', 'text/javascript').end(script)
    if (pathname !== '/v1/chat/completions') {
      return void response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><link rel="icon" href="data:,"><script src="/page.js"></script>')
    }
    request.resume()
    written = []
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
    const timer = setInterval(() => {
      const at = written.length
      written.push(now())
      response.write(event(`#${at} `, at + 1 === chunks ? 'stop' : null))
      if (at + 1 < chunks) return
      clearInterval(timer)
      response.end('data: [DONE]\n\n')
    }, everyMilliseconds)
    response.on('close', () => clearInterval(timer))
  })
  return {
    origin: loopback.origin,
    get written() {
      return written
    },
    close: loopback.close,
  }
}
