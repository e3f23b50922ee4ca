/** An ordinary API, and a page with a frame for each way to look on. */
import { bundleScript } from '../../support/bundle.ts'
import { startLoopback } from '../../support/loopback.ts'

const rows = Array.from({ length: 20 }, (_, id) => ({
  id,
  name: `owl ${id}`,
  created_at: '2026-05-24T20:57:43Z',
  price: 3.5,
  tags: ['a', 'b'],
}))
const ANSWER = JSON.stringify({ data: rows, next: null })

export interface CallsSite {
  readonly origin: string
  close(): Promise<void>
}

export async function serveCalls(): Promise<CallsSite> {
  const script = await bundleScript(new URL('calls-page.ts', import.meta.url))
  const loopback = await startLoopback((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    request.resume()
    if (pathname === '/page.js') return void response.setHeader('content-type', 'text/javascript').end(script)
    if (pathname === '/api/rows') return void response.setHeader('content-type', 'application/json; charset=utf-8').end(ANSWER)
    const frames = searchParams.getAll('frame').map((way) => `<iframe src="/?way=${way}"></iframe>`)
    response
      .setHeader('content-type', 'text/html')
      .end(`<!doctype html><link rel="icon" href="data:,">${frames.length > 0 ? frames.join('') : '<script src="/page.js"></script>'}`)
  })
  return {
    origin: loopback.origin,
    close: loopback.close,
  }
}
