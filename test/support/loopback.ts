import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { afterAll, beforeAll } from 'vitest'

export interface Loopback {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly port: number
  /** Cuts what is open. */
  close(): Promise<void>
}

/** An HTTP server on loopback, on a port that was free. It keeps no process from its end. */
export async function startLoopback(answer: RequestListener): Promise<Loopback> {
  const server = createServer(answer).listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    port: address.port,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** The same for the tests of a file, or of the `describe` that calls it: it is there before the first of them, and stops after the last. */
export function useLoopback(answer: RequestListener): Pick<Loopback, 'origin'> {
  let started: Loopback | undefined
  beforeAll(async () => {
    started = await startLoopback(answer)
  })
  afterAll(() => started?.close())
  return {
    get origin() {
      if (started === undefined) throw new Error('the server starts with the first test')
      return started.origin
    },
  }
}
