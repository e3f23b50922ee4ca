/**
 * A call whose reading is not there yet. What a server says of a key that it refuses is looked at as it comes: the page may throw the same words on, into a
 * span that ends before the call has been read.
 */
import type { BodyObserver, RequestSnapshot } from './capture/exchange.ts'
import { credentialsOf, scrubText } from './content/credentials.ts'
import { HeldCall, type HeldCallOptions } from './hold/held-call.ts'
import type { Milliseconds } from './protocol/records.ts'
import { failureOf, withoutCredentials } from './span/failure.ts'

/** About how many characters of such an answer are looked at. */
const MAX_CHARACTERS = 64 * 1024

export class UnreadCall extends HeldCall {
  readonly #request: RequestSnapshot
  readonly #decoder = new TextDecoder()
  /** What the answer to a call that failed has said so far. */
  #said: string | undefined

  constructor(options: HeldCallOptions) {
    super(options)
    this.#request = options.request
  }

  override response(status: number, headers: Headers): BodyObserver | undefined {
    if (status >= 400 && !this.ready) this.#said = ''
    return super.response(status, headers)
  }

  override chunk(bytes: Uint8Array, at?: Milliseconds): void | false {
    if (this.#said !== undefined)
      this.#said += this.#decoder.decode(bytes.subarray(0, Math.max(0, MAX_CHARACTERS - this.#said.length)), { stream: true })
    return super.chunk(bytes, at)
  }

  override end(): void {
    this.#learn()
    super.end()
  }

  override cancel(reason?: unknown): void {
    this.#learn()
    super.cancel(reason)
  }

  override error(reason: unknown): void {
    this.#learn()
    super.error(reason)
  }

  override unread(): void {
    this.#learn()
    super.unread()
  }

  override collected(): void {
    this.#learn()
    super.collected()
  }

  /** What is found in it is known from then on. */
  #learn(): void {
    if (this.#said !== undefined) scrubText(this.#said, credentialsOf(this.#request))
    this.#said = undefined
  }

  override failed(reason: unknown): void {
    if (!this.ready) withoutCredentials(failureOf(reason), this.#request)
    super.failed(reason)
  }
}
