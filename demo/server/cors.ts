/** Lets pages on loopback call from the browser, as the vendors let those call that say they know the danger. */
import type { IncomingMessage, ServerResponse } from 'node:http'

const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/
/** What the vendors' clients read. */
const EXPOSED = 'request-id, x-request-id, retry-after, retry-after-ms'

/** Sets the headers of the answer. @returns true where the request was a preflight, which is answered with that. */
export function allowLoopback(request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers
  response.setHeader('vary', 'origin')
  if (origin !== undefined && LOOPBACK.test(origin)) {
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('access-control-expose-headers', EXPOSED)
    response.setHeader('access-control-allow-methods', 'GET, POST')
    response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*')
    response.setHeader('access-control-max-age', '600')
  }
  if (request.method !== 'OPTIONS') return false
  response.writeHead(204).end()
  return true
}
