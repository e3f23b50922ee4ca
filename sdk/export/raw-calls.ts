/**
 * Requests and answers of calls as the wire had them, for a panel that asks. They lie here as they came, within the room that the ring leaves free and a share
 * of its own, the oldest given up first. raw-payloads.ts makes of them what may be seen, and of nothing else.
 */
import type { RequestSnapshot } from '../capture/exchange.ts'
import { credentialsOf } from '../content/credentials.ts'
import { isCredentialHeader } from '../content/credential-names.ts'
import { charactersOf, ownCopy } from '../content/own-json.ts'
import type { WholeBody } from '../parser/parser.ts'
import type { Milliseconds } from '../protocol/records.ts'
import type { BodyReader } from '../provider/body.ts'

/** Beside the body: addresses, headers, the lists. */
const CALL_BYTES = 1_000
/** Two numbers. */
const TIMING_BYTES = 16
/** One call takes at most this part of the ring. */
const MAX_SHARE = 2
const BINARY = /^(?:audio|image|video|font)\/|octet-stream|protobuf|pdf|zip/i
const HARMLESS =
  /^(?:accept|content-(?:type|length)|anthropic-(?:version|beta)|openai-(?:beta|version|processing-ms)|mcp-protocol-version|retry-after|(?:x-)?request-id)$/

/** Chunks that came one after the other: their bytes joined, of each its size and when it came. */
interface Chunks {
  readonly bytes: Uint8Array
  readonly sizes: readonly number[]
  readonly times: readonly Milliseconds[]
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  /** Reads such a body anew. */
  readonly read: () => BodyReader
}

export class RawCall {
  readonly method: string
  readonly url: URL
  body: string | undefined
  withoutBody: string | undefined
  bodySize: number | undefined
  readonly began: Milliseconds
  answer: RawAnswer | undefined
  readonly chunks: Chunks[] = []
  whole: Exclude<WholeBody, string> | undefined
  /** Bytes of the answer that came and are not kept. */
  dropped = 0
  /** Estimated. */
  bytes = CALL_BYTES
  /** It was given up. */
  gone = false
  readonly #calls: RawCalls
  readonly #given = new Map<string, string>()

  constructor(calls: RawCalls, request: RequestSnapshot, began: Milliseconds) {
    this.#calls = calls
    this.method = request.method
    this.url = request.url
    this.began = began
    // The page may change them later.
    for (const name of request.headerNames?.() ?? []) this.#given.set(name.toLowerCase(), request.header(name) ?? '')
  }

  /** Harmless ones. */
  get headers(): { readonly [name: string]: string } {
    return harmless([...this.#given.keys()], (name) => this.#given.get(name) ?? '')
  }

  /** Where the page's key stood, without it. */
  get keys(): readonly string[] {
    return [...this.#given].flatMap(([name, value]) => (isCredentialHeader(name) ? [withScheme(name, value)] : []))
  }

  /** What is to be found in nothing that goes out. */
  get credentials(): readonly string[] {
    return credentialsOf({ url: this.url, header: (name) => this.#given.get(name) ?? null, headerNames: () => [...this.#given.keys()] })
  }

  /** `body`: as it was sent. */
  addRequest(body: string | undefined, { unread, blob }: RequestSnapshot): void {
    if (body !== undefined && this.#calls.take(this, 2 * body.length)) this.body = body
    else {
      this.withoutBody = body === undefined ? unread : 'not_kept'
      this.bodySize = body?.length ?? blob?.size
    }
  }

  get isBinary(): boolean {
    return BINARY.test(this.answer?.headers.get('content-type') ?? '')
  }

  /** Copies of the bytes what it keeps: they are valid in the call only. */
  add({ bytes, sizes, times }: Chunks): void {
    if (this.isBinary || !this.#calls.take(this, bytes.length + TIMING_BYTES * sizes.length)) this.dropped += bytes.length
    else this.chunks.push({ bytes: bytes.slice(), sizes, times })
  }

  /** The answer as the page got it: a value is the page's own from the next turn on. */
  addWhole(body: WholeBody): void {
    if (body === 'no JSON') return
    const length = 'text' in body ? body.text.length : charactersOf(body.json)
    if (!this.#calls.take(this, 2 * length)) this.dropped += length
    else this.whole = 'text' in body || body.own === true ? body : { json: ownCopy(body.json) }
  }
}

export function harmless(names: readonly string[], valueOf: (name: string) => string): RawCall['headers'] {
  return Object.fromEntries(names.filter((name) => HARMLESS.test(name)).map((name) => [name, valueOf(name)]))
}

function withScheme(name: string, value: string): string {
  const scheme = /^(?:bearer|basic|token)(?= )/i.exec(value)
  return scheme === null ? name : `${name}: ${scheme[0]}`
}

export class RawCalls {
  /** What the ring may take, this included. */
  limit = 0
  bytes = 0
  readonly #calls = new Map<string, RawCall>()
  readonly #makeRoom: () => void

  constructor(makeRoom: () => void) {
    this.#makeRoom = makeRoom
  }

  /** In the place of an attempt before, where a client has one span for all of them. */
  open(spanId: string, request: RequestSnapshot, began: Milliseconds): RawCall {
    this.forget(spanId)
    const call = new RawCall(this, request, began)
    this.#calls.set(spanId, call)
    this.bytes += call.bytes
    return call
  }

  /** Room for so much more of a call; false: there is none. */
  take(call: RawCall, bytes: number): boolean {
    if (call.gone || call.bytes + bytes > this.limit / MAX_SHARE) return false
    call.bytes += bytes
    this.bytes += bytes
    this.#makeRoom()
    return !call.gone
  }

  find(spanId: string): RawCall | undefined {
    return this.#calls.get(spanId)
  }

  forget(spanId: string): void {
    const call = this.#calls.get(spanId)
    if (call === undefined) return
    this.bytes -= call.bytes
    call.gone = true
    this.#calls.delete(spanId)
  }

  /** False: there is none. */
  forgetOldest(): boolean {
    const [oldest] = this.#calls.keys()
    if (oldest === undefined) return false
    this.forget(oldest)
    return true
  }

  clear(): void {
    while (this.forgetOldest());
  }
}
