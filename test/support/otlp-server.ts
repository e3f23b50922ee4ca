import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

export interface Received {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export interface OtlpServer {
  readonly url: string
  readonly received: readonly Received[]
  close(): Promise<void>
}

/** A collector on loopback that answers as a test wants. */
export async function startOtlpServer(answer: (response: ServerResponse, received: Received, count: number) => void): Promise<OtlpServer> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const one = { method: request.method, path: request.url, headers: request.headers, body }
      received.push(one)
      answer(response, one, received.length)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    url: `http://127.0.0.1:${address.port}/v1/traces`,
    received,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
