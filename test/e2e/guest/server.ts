/**
 * A server whose every chunk the page asks for: chunk boundaries then depend on nobody's clock. It writes down what it sent and how each
 * answer ended, under the id that the page chose.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { startLoopback } from '../../support/loopback.ts'

/** What the server knows of one answer. */
export interface Account {
  /** Chunks written so far. */
  chunks: number
  bytes: number
  /** `open` until it is over: by us (`end`, `reset`) or by the client (`gone`). */
  state: 'open' | 'end' | 'reset' | 'gone'
}

interface Stream extends Account {
  readonly response: ServerResponse
  readonly total: number
  readonly resets: boolean
  granted: number
  timer: NodeJS.Timeout | undefined
}

/** The body's n-th chunk, counted from 0: a server-sent event, its text not plain ASCII. */
export const chunkText = (n: number): string => `data: {"n":${n},"text":"grüße ${n}"}\n\n`

export const bodyText = (chunks: number): string => Array.from({ length: chunks }, (_, n) => chunkText(n)).join('')

export interface GuestServer {
  readonly origin: string
  /** Another origin, for CORS, and for the page's questions to us: Chromium opens six connections to each. */
  readonly other: string
  account(id: string): Account | undefined
  close(): Promise<void>
}

const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-expose-headers': '*' }

class Streams {
  readonly #byId = new Map<string, Stream>()

  open(query: URLSearchParams, response: ServerResponse): void {
    const stream: Stream = {
      response,
      chunks: 0,
      bytes: 0,
      state: 'open',
      total: Number(query.get('chunks') ?? 5),
      resets: query.get('ends') === 'reset',
      granted: 1,
      timer: undefined,
    }
    this.#byId.set(query.get('id') ?? '', stream)
    response.on('close', () => {
      clearInterval(stream.timer)
      if (stream.state === 'open') stream.state = 'gone'
    })
    const status = Number(query.get('status') ?? 200)
    response.writeHead(status, { ...cors, 'content-type': query.get('type') ?? 'text/event-stream', 'x-request-id': 'req-1' })
    response.flushHeaders()
    if (query.has('pace')) this.pace(stream, Number(query.get('pace')))
    else this.#write(stream)
  }

  /** Writes chunk after chunk by the clock, whoever listens. */
  pace(stream: Stream, milliseconds: number): void {
    stream.timer = setInterval(() => {
      stream.granted += 1
      this.#write(stream)
    }, milliseconds)
  }

  find(id: string): Stream | undefined {
    return this.#byId.get(id)
  }

  grant(id: string): void {
    const stream = this.#byId.get(id)
    if (!stream) return
    stream.granted += 1
    this.#write(stream)
  }

  drop(id: string): void {
    this.#byId.get(id)?.response.destroy()
    this.#byId.delete(id)
  }

  /** The end needs a grant of its own: it never comes along with the last chunk. */
  #write(stream: Stream): void {
    while (stream.state === 'open' && stream.chunks < stream.granted) {
      if (stream.chunks === stream.total) return this.#finish(stream)
      const text = chunkText(stream.chunks)
      stream.response.write(text)
      stream.chunks += 1
      stream.bytes += Buffer.byteLength(text)
    }
  }

  #finish(stream: Stream): void {
    clearInterval(stream.timer)
    stream.state = stream.resets ? 'reset' : 'end'
    if (stream.resets) stream.response.socket?.resetAndDestroy()
    else stream.response.end()
  }
}

/** Writes as fast as the client takes it, `total` bytes. */
function flood(response: ServerResponse, total: number, account: Account): void {
  const block = Buffer.alloc(64 * 1024, 'x')
  response.writeHead(200, { ...cors, 'content-type': 'text/event-stream' })
  response.on('close', () => {
    if (account.state === 'open') account.state = 'gone'
  })
  const more = (): void => {
    while (account.bytes < total && !response.destroyed) {
      account.bytes += block.byteLength
      if (response.write(block)) continue
      response.once('drain', more)
      return
    }
    account.state = 'end'
    response.end()
  }
  more()
}

const worker = `
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('fetch', (event) => {
  if (event.request.url.includes('made=1')) event.respondWith(new Response('made by the worker', { headers: { 'content-type': 'text/plain' } }))
  else event.respondWith(fetch(event.request))
})`

/** Whole answers by path: type and body. */
const whole: { readonly [path: string]: readonly [string, string] } = {
  '/': ['text/html', '<!doctype html><title>guest</title>'],
  '/worker/': ['text/html', '<!doctype html><title>guest with a worker</title>'],
  '/worker/sw.js': ['text/javascript', worker],
  '/json': ['application/json', '\ufeff{"a":[1,"zwölf",null]}'],
  '/bad-json': ['application/json', '{"a":1,,}'],
  '/empty': ['text/event-stream', ''],
  '/form': ['application/x-www-form-urlencoded', 'a=1&b=zw%C3%B6lf'],
  '/multipart': ['multipart/form-data; boundary=XX', '--XX\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--XX--\r\n'],
  '/events': [
    'text/event-stream',
    ': comment\nevent: greeting\nid: 7\ndata: one\ndata: two\n\ndata: no name\n\nevent: other\ndata: nobody listens\n\nevent: error\ndata: not a broken connection\n\n',
  ],
  '/again': ['text/event-stream', 'retry: 50\nid: 1\ndata: again\n\n'],
  '/latin': ['text/plain; charset=iso-8859-1', 'gr\u00fc\u00dfe'],
}

const LATE_END_MS = 100

export async function startServer(): Promise<GuestServer> {
  const streams = new Streams()
  const floods = new Map<string, Account>()

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://loopback')
    const id = url.searchParams.get('id') ?? ''
    if (request.method === 'OPTIONS') return void response.writeHead(204, { ...cors, 'access-control-allow-methods': '*' }).end()
    if (url.pathname.endsWith('/stream')) return streams.open(url.searchParams, response)
    if (url.pathname === '/grant') streams.grant(id)
    const stream = streams.find(id)
    if (url.pathname === '/flow' && stream) streams.pace(stream, 5)
    if (url.pathname === '/drop') streams.drop(id)
    if (['/grant', '/flow', '/drop'].includes(url.pathname)) return void response.writeHead(204, cors).end()
    if (url.pathname === '/account') {
      const { chunks = 0, bytes = 0, state = 'open' } = streams.find(id) ?? floods.get(id) ?? {}
      return void response.writeHead(200, { ...cors, 'content-type': 'application/json' }).end(JSON.stringify({ chunks, bytes, state }))
    }
    if (url.pathname === '/flood') {
      const account: Account = { chunks: 0, bytes: 0, state: 'open' }
      floods.set(id, account)
      return flood(response, Number(url.searchParams.get('bytes')), account)
    }
    if (url.pathname === '/redirect') return void response.writeHead(302, { ...cors, location: `/stream${url.search}` }).end()
    if (url.pathname === '/nothing') return void response.writeHead(204, cors).end()
    if (url.pathname === '/refuse') return void request.socket.destroy()
    const found = whole[url.pathname]
    if (!found) return void response.writeHead(404, cors).end()
    response.writeHead(Number(url.searchParams.get('status') ?? 200), { ...cors, 'content-type': found[0] })
    // Chromium words its error of an empty body by whether the body had ended by then: here it never has.
    if (found[1] === '') {
      response.flushHeaders()
      setTimeout(() => response.end(), LATE_END_MS)
    } else response.end(request.method === 'HEAD' ? undefined : found[1])
  }

  const [server, other] = await Promise.all([startLoopback(answer), startLoopback(answer)])
  return {
    origin: server.origin,
    other: other.origin,
    account: (id) => streams.find(id) ?? floods.get(id),
    close: async () => {
      await Promise.all([server.close(), other.close()])
    },
  }
}
