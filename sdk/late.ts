/** A request of an application's own route, which tells nothing: whether it is a model call is known by its answer. */
import type { BodyObserver, Exchange } from './capture/exchange.ts'
import { recogniseHeaders } from './provider/dialects.ts'
import { createProbe, type Probe } from './provider/probe.ts'
import type { Dialect } from './provider/provider.ts'

/** One that is told of its response's body, too. */
export interface ObservedCall extends Exchange, BodyObserver {
  /** `at`: when the bytes came, by the page's monotonic clock; now, where it is left out. */
  chunk(bytes: Uint8Array, at?: number): void | false
}

interface Held {
  readonly bytes: Uint8Array
  /** By the page's monotonic clock. */
  readonly at: number
}

/**
 * Until the answer tells, nothing is kept but the request and when it was sent, and nothing is seen of it outside. Where the answer is nobody's,
 * observing ends with the headers, or with the first event.
 */
export class LateExchange implements Exchange, BodyObserver {
  /** Makes the attempt as of the moment of the request. */
  readonly #begin: (dialect: Dialect) => ObservedCall
  #probe: Probe | undefined
  #respond: ((attempt: ObservedCall) => void) | undefined
  #held: Held[] = []
  #attempt: ObservedCall | undefined

  constructor(begin: (dialect: Dialect) => ObservedCall) {
    this.#begin = begin
  }

  response(status: number, headers: Headers): BodyObserver | undefined {
    // An error tells nothing of what would have been the answer.
    if (status >= 400) return undefined
    const dialect = recogniseHeaders((name) => headers.get(name))
    if (dialect !== undefined) return this.#begin(dialect).response(status, headers)
    this.#probe = createProbe(headers.get('content-type') ?? '')
    if (this.#probe === undefined) return undefined
    this.#respond = (attempt) => void attempt.response(status, headers)
    return this
  }

  /** Without a response there is nothing that it could have been. */
  failed(): void {}

  chunk(bytes: Uint8Array): void | false {
    if (this.#attempt !== undefined) return this.#attempt.chunk(bytes)
    const found = this.#probe?.feed(bytes) ?? (this.#probe === undefined ? 'none' : undefined)
    if (found === 'none') {
      this.#probe = undefined
      this.#held = []
      return false
    }
    this.#held.push({ bytes: bytes.slice(), at: performance.now() })
    if (found !== undefined) this.#replay(this.#begin(found))
  }

  end(): void {
    this.#attempt?.end()
  }

  error(reason: unknown): void {
    this.#attempt?.error(reason)
  }

  cancel(reason: unknown): void {
    this.#attempt?.cancel(reason)
  }

  unread(): void {
    this.#attempt?.unread?.()
  }

  collected(): void {
    this.#attempt?.collected?.()
  }

  get unreadAfter(): number | undefined {
    return this.#attempt?.unreadAfter
  }

  #replay(attempt: ObservedCall): void {
    this.#attempt = attempt
    this.#respond?.(attempt)
    for (const { bytes, at } of this.#held) attempt.chunk(bytes, at)
    this.#held = []
  }
}
