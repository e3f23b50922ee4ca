/**
 * The page's end of the bridge. Says one hello of constant size with a MessagePort; who subscribes on it is served by the SDK's second half
 * (consumer.ts), which is loaded then. What comes before that waits.
 */
import { PROTOCOL_VERSION, WINDOW_MESSAGE_TYPE } from '../protocol/messages.ts'
import type { Hello, ProtocolMessage } from '../protocol/messages.ts'

/** Who serves a consumer. */
export interface Served {
  receive(data: unknown): void
  close(): void
}

export interface PagePortOptions {
  /** Name and version. */
  readonly sdk: string
  /** Calls `then` with what serves a consumer: at once where it is there, else when it has been loaded. */
  serve(port: MessagePort, epoch: string, then: (served: Served) => void): void
}

export interface PagePort {
  /** Says bye and falls silent. */
  close(): void
}

export function openPagePort({ sdk, serve }: PagePortOptions): PagePort {
  const epoch = randomEpoch()
  let current: Listener | undefined
  const hello = (): void => {
    current?.close()
    const { port1, port2 } = new MessageChannel()
    current = new Listener(port1, epoch, serve)
    // No more of the address than whose page it is: the rest may hold credentials.
    const message: Hello = { type: 'hello', v: PROTOCOL_VERSION, epoch, url: location.origin, sdk }
    // To this very window, and constant in what it says: an opaque origin (file:, sandbox) could be named no other way.
    window.postMessage({ type: WINDOW_MESSAGE_TYPE, message }, '*', [port2])
  }
  const onMessage = (event: MessageEvent): void => {
    if (event.source === window && isCensus(event.data)) hello()
  }
  // The restored page's old port looks alive but is dead.
  const onPageShow = (event: PageTransitionEvent): void => {
    if (event.persisted) hello()
  }
  window.addEventListener('message', onMessage)
  window.addEventListener('pageshow', onPageShow)
  hello()
  return {
    close() {
      window.removeEventListener('message', onMessage)
      window.removeEventListener('pageshow', onPageShow)
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

/** Any script of the page can post here: an odd message is no message. */
function isCensus(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== WINDOW_MESSAGE_TYPE || !('message' in data))
    return false
  const { message } = data
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'census'
}

/** 64 random bits; `crypto.randomUUID` is missing outside secure contexts. */
function randomEpoch(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
