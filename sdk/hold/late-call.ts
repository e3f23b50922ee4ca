/** A request that tells nothing: whether it is a model call is known by its answer. */
import type { BodyObserver, Exchange } from '../capture/exchange.ts'
import { tellWhole } from '../capture/tell-whole.ts'
import { now } from '../moment.ts'
import type { WholeBody } from '../parser/parser.ts'
import { mayTell, mayTellJson } from '../recognition/answer-signs.ts'
import { isJsonType } from '../recognition/body-kind.ts'

/** One that is told of its response's body, too. */
export interface ObservedCall extends Exchange, BodyObserver {}

interface Piece {
  readonly bytes: Uint8Array
  /** By the page's monotonic clock. */
  readonly at: number
}

/** Looks at the beginning of a body. */
export interface Probe<T> {
  /** `none`: nobody's. `undefined`: more is needed. */
  feed(bytes: Uint8Array): T | 'none' | undefined
  /** The body is over, and what came is all of it. */
  end(): T | 'none'
}

/** How an answer tells whose it is. */
export interface Teller<T> {
  /** By headers alone; `header`: a value by its name in lower case. */
  headers(header: (name: string) => string | null): T | undefined
  /** `undefined` where nothing can be told of a body of that type. */
  probe(contentType: string): Probe<T> | undefined
  whole(body: WholeBody): T | 'none'
}

/**
 * Until the answer tells, nothing is kept but the request and when it was sent, and nothing is seen of it outside. Where the answer is nobody's,
 * observing ends with the headers, or with the first event.
 */
export class LateCall<T extends object | true> implements Exchange, BodyObserver {
  readonly eventTypes: readonly string[]
  readonly #teller: Teller<T>
  /** Makes the call as of the moment of the request. */
  readonly #begin: (told: T) => ObservedCall
  #probe: Probe<T> | undefined
  #respond: ((call: ObservedCall) => void) | undefined
  #takesWhole = false
  #isJson = false
  #held: Piece[] = []
  #call: ObservedCall | undefined

  /** `eventTypes`: see {@link Exchange.eventTypes}. */
  constructor(teller: Teller<T>, eventTypes: readonly string[], begin: (told: T) => ObservedCall) {
    this.#teller = teller
    this.eventTypes = eventTypes
    this.#begin = begin
  }

  readonly whenTouched = true

  mayTellJson(json: unknown): boolean {
    return mayTellJson(json) && this.#teller.whole({ json }) !== 'none'
  }

  response(status: number, headers: Headers): BodyObserver | undefined {
    // An error tells nothing of what would have been the answer.
    if (status >= 400) return undefined
    const contentType = headers.get('content-type') ?? ''
    this.#isJson = isJsonType(contentType)
    // Streams alone name their wire in a header of their own.
    const told = this.#isJson ? undefined : this.#teller.headers((name) => headers.get(name))
    if (told !== undefined) return this.#begin(told).response(status, headers)
    this.#probe = this.#teller.probe(contentType)
    if (this.#probe === undefined) return undefined
    // What has a length was made before it was sent: it is of no interest when which part of it came.
    this.#takesWhole = this.#isJson || (!/event-stream/i.test(contentType) && headers.has('content-length'))
    this.#respond = (call) => void call.response(status, headers)
    return this
  }

  /** Without a response there is nothing that it could have been. */
  failed(): void {}

  chunk(bytes: Uint8Array, at: number = now()): void | false {
    if (this.#call !== undefined) return this.#call.chunk(bytes, at)
    const found = this.#probe === undefined ? 'none' : this.#probe.feed(bytes)
    if (found === 'none') return this.#letGo()
    this.#held.push({ bytes: bytes.slice(), at })
    if (found !== undefined) this.#replay(found)
  }

  /** Of a JSON text that is asked for as a whole the platform makes the value: to look at that costs a comparison. */
  get whole(): BodyObserver['whole'] {
    if (this.#call !== undefined) return this.#call.whole
    return this.#takesWhole && this.#held.length === 0 ? (body) => this.#readWhole(body) : undefined
  }

  /** Whether a text that begins so may tell anything: cheaper than its bytes. */
  mayTell(head: string): boolean {
    return this.#call !== undefined || !this.#isJson || mayTell(head)
  }

  end(): void {
    const told = this.#call === undefined && this.#held.length > 0 ? this.#probe?.end() : undefined
    if (told !== undefined && told !== 'none') this.#replay(told)
    this.#call?.end()
  }

  error(reason: unknown): void {
    this.#call?.error(reason)
  }

  cancel(reason: unknown): void {
    this.#call?.cancel(reason)
  }

  unread(): void {
    this.#call?.unread?.()
  }

  collected(): void {
    this.#call?.collected?.()
  }

  get unreadAfter(): number | undefined {
    return this.#call?.unreadAfter
  }

  #letGo(): false {
    this.#probe = undefined
    this.#held = []
    return false
  }

  #readWhole(body: WholeBody): void {
    const told = this.#teller.whole(body)
    if (told === 'none' || body === 'no JSON') return
    tellWhole(this.#open(told), body)
  }

  #open(told: T): ObservedCall {
    const call = this.#begin(told)
    this.#call = call
    this.#respond?.(call)
    return call
  }

  #replay(told: T): void {
    const call = this.#open(told)
    for (const { bytes, at } of this.#held) call.chunk(bytes, at)
    this.#held = []
  }
}
