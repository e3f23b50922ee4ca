/** A request as it is now, for what reads it later: the page may change its headers meanwhile. */
import type { RequestSnapshot } from '../capture/exchange.ts'

/** Those that are asked for when the request is read. */
const HEADERS: readonly string[] = [
  'accept',
  'last-event-id',
  'mcp-session-id',
  'mcp-protocol-version',
  'mcp-method',
  'x-stainless-retry-count',
]

export function frozen(request: RequestSnapshot): RequestSnapshot {
  const { method, url, place, body, unread, signal, headerNames } = request
  const headers = new Map(HEADERS.map((name) => [name, request.header(name)]))
  return {
    method,
    url,
    place,
    body,
    unread,
    signal,
    headerNames,
    header: (name) => headers.get(name.toLowerCase()) ?? request.header(name),
  }
}
