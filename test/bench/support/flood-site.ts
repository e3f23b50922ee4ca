/** The floods' page, and streams whose every chunk says its stream, its number and, here, when it was written. */
import { bundleScript } from '../../support/bundle.ts'
import { startLoopback } from '../../support/loopback.ts'

export interface FloodSite {
  readonly origin: string
  /** When each chunk of each stream was written, in milliseconds since the Unix epoch. */
  readonly written: ReadonlyMap<number, readonly number[]>
  /** Ends the streams that are open. */
  endStreams(): void
  close(): Promise<void>
}

const now = (): number => performance.timeOrigin + performance.now()
const event = (content: string, finish: string | null): string =>
  `data: ${JSON.stringify({ id: 'f1', model: 'flood', choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`

export async function serveFlood(chunksASecond: number): Promise<FloodSite> {
  const script = await bundleScript(new URL('flood-page.ts', import.meta.url))
  const written = new Map<number, number[]>()
  const open = new Set<() => void>()
  const loopback = await startLoopback((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/page.js') return void response.setHeader('content-type', 'text/javascript').end(script)
    if (pathname !== '/v1/chat/completions') {
      return void response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><link rel="icon" href="data:,"><script src="/page.js"></script>')
    }
    request.resume()
    const stream = Number(searchParams.get('stream'))
    const times: number[] = []
    written.set(stream, times)
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
    const timer = setInterval(() => {
      times.push(now())
      response.write(event(`#${stream}.${times.length - 1} `, null))
    }, 1000 / chunksASecond)
    const end = (): void => {
      open.delete(end)
      clearInterval(timer)
      response.end(`${event('', 'stop')}data: [DONE]\n\n`)
    }
    open.add(end)
    response.on('close', end)
  })
  return {
    origin: loopback.origin,
    written,
    endStreams() {
      for (const end of [...open]) end()
    },
    close: loopback.close,
  }
}
