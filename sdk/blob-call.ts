/** A request whose body is a Blob: what it asks for is read beside the page's call, and what is told of the answer meanwhile waits for it. */
import type { BlobBody, BodyObserver, Exchange, RequestSnapshot, Unread } from './capture/exchange.ts'
import { guard } from './capture/guard.ts'
import { react } from './capture/native-promise.ts'
import type { OpenCall } from './page.ts'

/** The largest Blob that is read, in bytes. */
const MAX_BLOB_BYTES = 16 * 1024 * 1024

/** Types of what a model is asked with; a Blob made of text has none. */
const TEXT_TYPES = /^(?:$|text\/plain\b|text\/json\b|application\/(?:[\w.-]+\+)?json\b)/i

/** Why a Blob is not read; `undefined` where it is. */
export function refusalOf({ size, type }: BlobBody): Unread | undefined {
  if (!TEXT_TYPES.test(type)) return 'not_text'
  return size > MAX_BLOB_BYTES ? 'too_large' : undefined
}

/** The same request with a text, or with why there is none. */
export function withText(request: RequestSnapshot, body: string | undefined, unread?: Unread): RequestSnapshot {
  const { method, url, signal, headerNames } = request
  return { method, url, signal, header: (name) => request.header(name), headerNames, body, unread }
}

export class BlobCall implements Exchange, BodyObserver, OpenCall {
  readonly #request: RequestSnapshot
  readonly #look: (request: RequestSnapshot) => Exchange | undefined
  readonly #known: () => void
  #waiting = true
  #exchange: Exchange | undefined
  #observer: BodyObserver | undefined
  #held: (() => void)[] = []

  /** `look`: what the sink makes of the request as of the moment of the page's call. `known`: it has been asked. */
  constructor(request: RequestSnapshot, blob: BlobBody, look: (request: RequestSnapshot) => Exchange | undefined, known: () => void) {
    this.#request = request
    this.#look = look
    this.#known = known
    react(
      blob.read(),
      (text) => (typeof text === 'string' ? this.#settle(text) : this.#settle(undefined, 'unreadable')),
      () => this.#settle(undefined, 'unreadable'),
    )
  }

  response(status: number, headers: Headers): BodyObserver | undefined {
    if (!this.#waiting) return this.#respond(status, headers)
    this.#held.push(() => this.#respond(status, headers))
    return this
  }

  failed(reason: unknown): void {
    this.#tell(() => this.#exchange?.failed(reason))
  }

  chunk(bytes: Uint8Array, at: number = performance.now()): void | false {
    if (!this.#waiting) return this.#observer?.chunk(bytes, at) ?? (this.#observer === undefined ? false : undefined)
    const copy = bytes.slice()
    this.#held.push(() => {
      if (this.#observer?.chunk(copy, at) === false) this.#observer = undefined
    })
  }

  end(): void {
    this.#tell(() => this.#observer?.end())
  }

  error(reason: unknown): void {
    this.#tell(() => this.#observer?.error(reason))
  }

  cancel(reason: unknown): void {
    this.#tell(() => this.#observer?.cancel(reason))
  }

  unread(): void {
    this.#tell(() => this.#observer?.unread?.())
  }

  get unreadAfter(): number | undefined {
    return this.#observer?.unreadAfter
  }

  get whole(): BodyObserver['whole'] {
    return this.#observer?.whole
  }

  /** The page goes away: nobody waits for the Blob any more. What it was then is open, and ends with the rest. */
  abandon(): void {
    this.#settle(undefined, 'not_in_time')
  }

  #respond(status: number, headers: Headers): BodyObserver | undefined {
    this.#observer = this.#exchange?.response(status, headers)
    return this.#observer
  }

  #tell(word: () => void): void {
    if (this.#waiting) this.#held.push(word)
    else word()
  }

  #settle(text: string | undefined, unread?: Unread): void {
    if (!this.#waiting) return
    this.#known()
    this.#exchange = guard(() => this.#look(withText(this.#request, text, unread)))
    this.#waiting = false
    for (const word of this.#held.splice(0)) guard(word)
  }
}
