import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { startLoopback } from './loopback.ts'

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
  const server = await startLoopback((request, response) => {
    void buffer(request).then((body) => {
      const one = { method: request.method, path: request.url, headers: request.headers, body }
      received.push(one)
      answer(response, one, received.length)
    })
  })
  return {
    url: `${server.origin}/v1/traces`,
    received,
    close: server.close,
  }
}
