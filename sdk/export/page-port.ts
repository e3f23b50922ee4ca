/**
 * The page's end of the bridge. Says one hello of constant size with a MessagePort; who subscribes on it is served by the SDK's second half
 * (consumer.ts), which is loaded then. What comes before that waits.
 */
import { PROTOCOL_VERSION } from '../protocol/messages.ts'
import type { Hello, ProtocolMessage } from '../protocol/messages.ts'

/** Who serves a consumer. */
export interface Served {
  receive(data: unknown): void
  close(): void
}

/** Where the port is offered: a page's window (window-host.ts); a worker or a page of another realm has a way of its own. */
export interface PortHost {
  /** To whoever may connect the page with a panel. The port is the other end of the page's. */
  say(message: Hello, port: MessagePort): void
  /** Calls `hello` each time that a new one is asked for. @returns what ends that */
  whenAsked(hello: () => void): () => void
}

export interface PagePortOptions {
  /** Name and version. */
  readonly sdk: string
  readonly host: PortHost
  /** Calls `then` with what serves a consumer: at once where it is there, else when it has been loaded. */
  serve(port: MessagePort, epoch: string, then: (served: Served) => void): void
}

export interface PagePort {
  /** Says bye and falls silent. */
  close(): void
}

export function openPagePort({ sdk, host, serve }: PagePortOptions): PagePort {
  const epoch = randomEpoch()
  let current: Listener | undefined
  const hello = (): void => {
    current?.close()
    const { port1, port2 } = new MessageChannel()
    current = new Listener(port1, epoch, serve)
    // No more of the address than whose page it is: the rest may hold credentials.
    host.say({ type: 'hello', v: PROTOCOL_VERSION, epoch, url: location.origin, sdk }, port2)
  }
  const askNoMore = host.whenAsked(hello)
  hello()
  return {
    close() {
      askNoMore()
      current?.close()
    },
  }
}

/** One port, until it is closed. */
class Listener {
  readonly #port: MessagePort
  readonly #epoch: string
  #served: Served | undefined
  #waiting: unknown[] | undefined
  #closed = false

  constructor(port: MessagePort, epoch: string, serve: PagePortOptions['serve']) {
    this.#port = port
    this.#epoch = epoch
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (this.#served !== undefined) return this.#served.receive(data)
      if (this.#waiting !== undefined) return void this.#waiting.push(data)
      this.#waiting = [data]
      serve(port, epoch, (served) => this.#serve(served))
    }
  }

  #serve(served: Served): void {
    if (this.#closed) return served.close()
    this.#served = served
    for (const data of this.#waiting ?? []) served.receive(data)
  }

  close(): void {
    this.#closed = true
    this.#served?.close()
    const bye: ProtocolMessage = { type: 'bye', epoch: this.#epoch }
    this.#port.postMessage(bye)
    this.#port.close()
  }
}

/** 64 random bits; `crypto.randomUUID` is missing outside secure contexts. */
function randomEpoch(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
