/** The HTTP exchanges of MCP. Capture guards every call, so that nothing thrown here reaches the page. */
import type { BodyObserver, Exchange } from '../capture/exchange.ts'
import { endingOf } from '../span/failure.ts'
import type { Place } from './attributes.ts'
import type { McpCall } from './call.ts'
import type { McpSurroundings } from './spans.ts'
import { McpStream } from './stream.ts'

export interface McpExchangeOptions {
  readonly around: McpSurroundings
  readonly place: Place
  /** The page's own, of the request. */
  readonly signal: AbortSignal | undefined
  readonly calls: readonly McpCall[]
}

/** One POST: what the page asks and says, one call a message. */
export class McpPost implements Exchange {
  readonly body?: string
  readonly #options: McpExchangeOptions

  constructor({ body, ...options }: McpExchangeOptions & { readonly body: string | undefined }) {
    this.#options = options
    if (body !== undefined) this.body = body
  }

  response(status: number, headers: Headers): BodyObserver | undefined {
    const { around, place, signal } = this.#options
    const sessionId = place.sessionId ?? headers.get('mcp-session-id') ?? undefined
    if (place.sessionId === undefined && sessionId !== undefined) for (const call of this.#options.calls) call.joined(sessionId)
    const calls = status < 400 ? this.#acknowledge() : this.#options.calls
    if (calls.length === 0) return undefined
    if (status === 202) {
      // "Accepted": the reply comes by a stream that is open already, or by none.
      for (const call of calls) call.waitElsewhere({ ending: 'incomplete' })
      return undefined
    }
    return new McpStream({ around, signal, status, calls, place: { ...place, ...(sessionId === undefined ? {} : { sessionId }) } })
  }

  failed(reason: unknown): void {
    const ending = endingOf(reason, this.#options.signal)
    for (const call of this.#options.calls) call.settle(ending)
  }

  /** A notification is over when the server has taken it. The answer: the calls that a reply is to come for. */
  #acknowledge(): readonly McpCall[] {
    const { calls } = this.#options
    for (const call of calls) if (call.asked.kind === 'notification') call.settle('completed')
    return calls.filter(({ asked }) => asked.kind === 'request')
  }
}

/** One GET: a stream of what the server asks and says by itself, or the rest of one that broke off, with the replies to `calls`. */
export class McpGet implements Exchange {
  readonly #options: McpExchangeOptions & { readonly after: string | undefined }

  constructor(options: McpExchangeOptions & { readonly after: string | undefined }) {
    this.#options = options
    for (const call of options.calls) call.stopWaiting()
  }

  response(status: number): BodyObserver | undefined {
    if (status < 400) return new McpStream({ ...this.#options, status })
    this.#giveBack()
    return undefined
  }

  failed(): void {
    this.#giveBack()
  }

  /** The client may try again. */
  #giveBack(): void {
    for (const call of this.#options.calls) call.waitAgain()
  }
}
