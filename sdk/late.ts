/** A request that tells nothing: whether it is a model call is known by its answer. */
import type { BodyObserver, Exchange } from './capture/exchange.ts'
import type { WholeBody } from './parser/parser.ts'
import { FIRST_EVENTS, recogniseHeaders } from './provider/recognise.ts'
import { createProbe, isJsonType, isProbed, mayTell, tellWhole, type Probe, type Told } from './provider/probe.ts'

/** One that is told of its response's body, too. */
export interface ObservedCall extends Exchange, BodyObserver {}

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
  readonly #begin: (told: Told) => ObservedCall
  #contentType = ''
  #probe: Probe | undefined
  #respond: ((attempt: ObservedCall) => void) | undefined
  #takesWhole = false
  #isJson = false
  #held: Held[] = []
  #attempt: ObservedCall | undefined

  constructor(begin: (told: Told) => ObservedCall) {
    this.#begin = begin
  }

  readonly whenTouched = true

  mayTellJson(json: unknown): boolean {
    return tellWhole({ json }) !== 'none'
  }

  response(status: number, headers: Headers): BodyObserver | undefined {
    // An error tells nothing of what would have been the answer.
    if (status >= 400) return undefined
    const contentType = headers.get('content-type') ?? ''
    this.#isJson = isJsonType(contentType)
    // Streams alone name their wire in a header of their own.
    const dialect = this.#isJson ? undefined : recogniseHeaders((name) => headers.get(name))
    if (dialect !== undefined) return this.#begin({ dialect, streams: true }).response(status, headers)
    if (!isProbed(contentType)) return undefined
    this.#contentType = contentType
    // What has a length was made before it was sent: it is of no interest when which part of it came.
    this.#takesWhole = this.#isJson || (!/event-stream/i.test(contentType) && headers.has('content-length'))
    this.#respond = (attempt) => void attempt.response(status, headers)
    return this
  }

  /** Without a response there is nothing that it could have been. */
  failed(): void {}

  chunk(bytes: Uint8Array, at: number = performance.now()): void | false {
    if (this.#attempt !== undefined) return this.#attempt.chunk(bytes, at)
    this.#probe ??= createProbe(this.#contentType)
    const found = this.#probe === undefined ? 'none' : this.#probe.feed(bytes)
    if (found === 'none') return this.#letGo()
    this.#held.push({ bytes: bytes.slice(), at })
    if (found !== undefined) this.#replay(found)
  }

  /** Of a JSON text that is asked for as a whole the platform makes the value: to look at that costs a comparison. */
  get whole(): BodyObserver['whole'] {
    if (this.#attempt !== undefined) return this.#attempt.whole
    return this.#takesWhole && this.#held.length === 0 ? (body) => this.#readWhole(body) : undefined
  }

  /** Whether a text that begins so may tell anything: cheaper than its bytes. */
  mayTell(head: string): boolean {
    return this.#attempt !== undefined || !this.#isJson || mayTell(head)
  }

  end(): void {
    const told = this.#attempt === undefined && this.#held.length > 0 ? this.#probe?.end() : undefined
    if (told !== undefined && told !== 'none') this.#replay(told)
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

  get eventTypes(): readonly string[] {
    return this.#attempt === undefined ? FIRST_EVENTS : (this.#attempt.eventTypes ?? [])
  }

  #letGo(): false {
    this.#probe = undefined
    this.#contentType = ''
    this.#held = []
    return false
  }

  #readWhole(body: WholeBody): void {
    const told = tellWhole(body)
    if (told === 'none' || body === 'no JSON') return
    const attempt = this.#open(told)
    if (attempt.whole) attempt.whole(body)
    else attempt.chunk(new TextEncoder().encode('json' in body ? JSON.stringify(body.json) : body.text))
  }

  #open(told: Told): ObservedCall {
    const attempt = this.#begin(told)
    this.#attempt = attempt
    this.#respond?.(attempt)
    return attempt
  }

  #replay(told: Told): void {
    const attempt = this.#open(told)
    for (const { bytes, at } of this.#held) attempt.chunk(bytes, at)
    this.#held = []
  }
}
