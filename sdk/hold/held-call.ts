/**
 * A call of which everything told is kept as it comes, and told on later as of the moments when it came. Either since nobody needs it at once (to read in the
 * page's own turn, piece by piece, costs the page several times as much), or since what reads it is not there yet.
 */
import type { BodyObserver, Exchange, RequestSnapshot } from '../capture/exchange.ts'
import { tellWhole } from '../capture/tell-whole.ts'
import { charactersOf, ownCopy } from '../content/own-json.ts'
import type { WholeBody } from '../parser/parser.ts'
import { asOf, hasAborted, now } from '../moment.ts'
import type { Milliseconds } from '../protocol/records.ts'
import { HeldChunks, MAX_HELD_BYTES } from './held-chunks.ts'
import { mayBeRetry } from './retry.ts'
import { READ_WITHIN_MS, waitFor, waitNoMore, type Waiting } from './waiting.ts'

/** What is kept of a call that may never be read: about as much as its record would weigh. */
const MAX_UNREAD_BYTES = 256 * 1024
const MAX_UNREAD_CHUNK_BYTES = 32 * 1024
/** About what a call weighs of which nothing was kept but that it was. */
const CALL_BYTES = 2_000

/** How a held call becomes an exchange that reads. */
export interface Opening {
  /** Whether {@link Opening.open} may be called; until then the call holds on. */
  readonly ready: boolean
  /** The exchange, as of the moment of the request; `undefined`: the call is nobody's. Called once, when it is ready. */
  open(): Exchange | undefined
  /** The call is to be read, and the opening is not ready. */
  wanted?(call: HeldCall): void
  /** The call was given up before it was opened. */
  givenUp?(): void
  /** The call is over and lies in the ring: whoever reads the ring releases it. */
  parked?(call: HeldCall): void
  /** The answer's body has begun, or none comes. Called once or more often. */
  answered?(): void
}

/** Where what is held goes. */
export interface Keeping {
  /** How long what a call tells may wait until it is read; infinite: until somebody reads the ring. */
  readonly audience: { readonly readWithin: Milliseconds }
  /** Keeps a call that is over for whoever reads it; `body`: bytes of body that it stands for. */
  keep(unread: { readonly bytes: number; readonly body: number; read(): void; lost(): void }): void
}

export interface HeldCallOptions {
  readonly shelf: Keeping
  readonly request: RequestSnapshot
  readonly opening: Opening
  readonly eventTypes: readonly string[]
  /** Whether what comes is held also when the call is open, so that it is read together. Without it an open call is told all at once. */
  readonly defers: boolean
  /** The body is wanted as it came, where the page asks for it as a whole, too; and the call in its order among others: it is not left in the ring. */
  readonly inPieces?: boolean
}

type LastWord = 'end' | 'cancel' | 'error' | 'failed' | 'unread' | 'collected'

/** The last that was told. */
interface Last {
  readonly word: LastWord
  readonly reason?: unknown
  readonly at: Milliseconds
  /** Whether the page's signal was aborted then. */
  readonly aborted: boolean
}

export class HeldCall implements Exchange, BodyObserver, Waiting {
  readonly #options: HeldCallOptions
  /** `null`: it is nobody's. */
  #exchange: Exchange | null | undefined
  /** `null`: it wants no more of the body. */
  #observer: BodyObserver | null | undefined
  #waits = false
  #response: { readonly status: number; readonly headers: Headers; readonly at: Milliseconds } | undefined
  #answered = false
  readonly #mayStream: boolean
  readonly #began = now()
  #takesWhole: boolean | undefined
  #chunks: HeldChunks | undefined
  /** Chunks that came before those, while the opening was not ready. */
  #full: HeldChunks[] = []
  #whole: { readonly body: WholeBody; readonly at: Milliseconds } | undefined
  #last: Last | undefined

  constructor(options: HeldCallOptions) {
    this.#options = options
    this.#mayStream = options.inPieces === true || mayStream(options.request)
    if (this.#mayStream) this.#chunks = new HeldChunks(this.#unseen)
    if (!options.defers) return
    if (mayBeRetry(options.request)) this.release()
    else this.#wait()
  }

  /** It is told all at once. */
  get #direct(): boolean {
    return !this.#options.defers && this.#exchange !== undefined
  }

  /** Whether what reads it is there. */
  get ready(): boolean {
    return this.#exchange !== undefined || this.#options.opening.ready
  }

  get eventTypes(): readonly string[] {
    return this.#exchange?.eventTypes ?? this.#options.eventTypes
  }

  /** Bytes that are held of the answer's chunks. */
  get #streamed(): number {
    return this.#full.reduce((sum, { weight }) => sum + weight, this.#chunks?.weight ?? 0)
  }

  /** Bytes that are held, about. */
  get weight(): number {
    return CALL_BYTES + 2 * ((this.#options.request.body?.length ?? 0) + charactersIn(this.#whole?.body)) + this.#streamed
  }

  response(status: number, headers: Headers): BodyObserver | undefined {
    if (this.#exchange === null) return undefined
    this.#response = { status, headers, at: now() }
    if (this.#direct) this.release()
    // The call after a failed one may be its retry, which is told by what failed.
    if (status >= 400) this.release()
    return this.#observer === null ? undefined : this
  }

  /** `at`: when it came, by the page's monotonic clock; now, where it is left out. */
  chunk(bytes: Uint8Array, at?: Milliseconds): void | false {
    if (this.#observer === null) return false
    if (this.#direct && this.#observer !== undefined) return this.#observer.chunk(bytes, at ?? now())
    const fits = this.#chunks?.hasRoomFor(bytes.length) === true || (this.#chunks === undefined && bytes.length <= MAX_HELD_BYTES)
    if (!fits) return this.#chunkTooMany(bytes, at)
    this.#hold(bytes, at)
  }

  #hold(bytes: Uint8Array, at: Milliseconds | undefined): void {
    this.#chunks ??= new HeldChunks(this.#unseen, bytes.length)
    this.#chunks.add(bytes, at)
    if (!this.#waits && this.#options.defers) this.#wait()
    this.#options.opening.answered?.()
  }

  /** With it there is more than is held: what there is is told on. */
  #chunkTooMany(bytes: Uint8Array, at?: Milliseconds): void | false {
    this.release()
    if (this.#observer === null) return false
    if (bytes.length > MAX_HELD_BYTES && this.#observer !== undefined) return this.#observer.chunk(bytes, at ?? now())
    // What could not be told on is kept, however much it is: whoever opens the call counts.
    if (this.#chunks?.hasRoomFor(bytes.length) === false) this.#putAside()
    this.#hold(bytes, at)
  }

  #putAside(): void {
    if (this.#chunks === undefined) return
    this.#chunks.fit()
    this.#full.push(this.#chunks)
    this.#chunks = undefined
  }

  /** Nobody can see the call before somebody reads the ring. */
  get #unseen(): boolean {
    return this.#options.shelf.audience.readWithin === Number.POSITIVE_INFINITY
  }

  /** Of an answer that does not stream it is of no interest when which part came. */
  get whole(): BodyObserver['whole'] {
    if (this.#direct && this.#observer) return this.#observer.whole
    const { status = 0, headers } = this.#response ?? {}
    this.#takesWhole ??= headers?.get('content-type')?.includes('/json') === true && !this.#mayStream && status < 400
    return this.#takesWhole ? (body) => this.#readWhole(body) : undefined
  }

  get unreadAfter(): number | undefined {
    return this.#observer?.unreadAfter
  }

  #readWhole(body: WholeBody): void {
    const shared = body !== 'no JSON' && 'json' in body
    // The page may change its value in the next turn.
    this.#whole = { body: shared ? { json: ownCopy(body.json), own: true } : body, at: now() }
  }

  end(): void {
    this.#over('end')
  }

  /** The page's own call waits for what is done here. */
  cancel(reason?: unknown): void {
    this.#over('cancel', reason)
  }

  error(reason: unknown): void {
    this.#over('error', reason)
  }

  failed(reason: unknown): void {
    this.#over('failed', reason)
  }

  unread(): void {
    this.#over('unread')
  }

  collected(): void {
    this.#over('collected')
  }

  #over(word: LastWord, reason?: unknown): void {
    const { signal } = this.#options.request
    this.#options.opening.answered?.()
    this.#last = { word, reason, at: now(), aborted: hasAborted(signal) }
    const failed = (word !== 'end' && word !== 'cancel') || (this.#response?.status ?? 0) >= 400
    // What failed may be tried again.
    if (this.#direct || (failed && this.#options.defers)) this.release()
    else if (this.#unseen && this.#options.inPieces !== true) this.#waitForReader()
    else if (this.#options.defers) {
      if (!this.#waits) this.#wait()
    } else {
      this.#chunks?.fit()
      if (this.ready || !this.#unseen) this.release()
    }
  }

  /** Tells on what is held, or asks for what is to read it. */
  release(): void {
    this.#waits = false
    const { opening } = this.#options
    if (!this.ready) return opening.wanted?.(this)
    const exchange = this.open()
    if (exchange !== undefined) this.#tell(exchange)
    else this.#drop()
  }

  /** The exchange: made here, where it was not. Only when the opening is ready. */
  open(): Exchange | undefined {
    if (this.#exchange === undefined) {
      const { opening } = this.#options
      this.#exchange = asOf({ at: this.#began, aborted: false }, () => opening.open()) ?? null
    }
    return this.#exchange ?? undefined
  }

  /** Too much is held: what there is goes, and nothing more is kept. */
  giveUp(): void {
    this.#exchange = null
    this.#drop()
    this.#options.opening.givenUp?.()
  }

  #drop(): void {
    this.#observer = null
    this.#chunks = this.#whole = undefined
    this.#full = []
  }

  #tell(exchange: Exchange): void {
    if (this.#response !== undefined && !this.#answered) {
      const { status, headers, at } = this.#response
      this.#answered = true
      this.#observer = asOf({ at, aborted: false }, () => exchange.response(status, headers)) ?? null
    }
    const observer = this.#observer ?? undefined
    if (observer !== undefined) this.#tellBody(observer)
    const last = this.#last
    if (last === undefined) return
    this.#last = undefined
    if (last.word === 'failed') asOf(last, () => exchange.failed(last.reason))
    else if (this.#observer) tellLast(this.#observer, last)
    this.#drop()
  }

  #tellBody(observer: BodyObserver): void {
    const held = this.#chunks === undefined ? this.#full : [...this.#full, this.#chunks]
    this.#full = []
    for (const chunks of held) chunks.take((bytes, sizes, times) => this.#tellChunks(observer, bytes, sizes, times))
    const whole = this.#whole
    this.#whole = undefined
    if (whole !== undefined) asOf({ at: whole.at, aborted: false }, () => tellWhole(observer, whole.body, whole.at))
  }

  #tellChunks(observer: BodyObserver, bytes: Uint8Array, sizes: readonly number[], times: readonly Milliseconds[]): void {
    if (this.#observer === null) return
    if (observer.chunks !== undefined) return observer.chunks(bytes, sizes, times)
    let from = 0
    for (const [index, size] of sizes.entries()) {
      const at = times[index] ?? now()
      const chunk = bytes.subarray(from, (from += size))
      if (asOf({ at, aborted: false }, () => observer.chunk(chunk, at)) !== false) continue
      this.#drop()
      return
    }
  }

  /** Perhaps nobody ever looks: then it goes with what else the ring gives up. */
  #waitForReader(): void {
    const { shelf } = this.#options
    const streamed = this.#streamed
    const bytes = this.weight
    // What has begun in the ring ends there.
    const begun = this.#exchange !== undefined
    if (begun || streamed > MAX_UNREAD_CHUNK_BYTES || bytes > MAX_UNREAD_BYTES) return waitFor(this, READ_WITHIN_MS)
    waitNoMore(this)
    this.#chunks?.fit()
    shelf.keep({
      bytes,
      body: this.#chunks?.bodyBytes ?? 0,
      read: () => this.release(),
      lost: () => this.#options.opening.givenUp?.(),
    })
    this.#options.opening.parked?.(this)
  }

  #wait(): void {
    this.#waits = true
    waitFor(this, this.#options.shelf.audience.readWithin)
  }
}

function tellLast(observer: BodyObserver, { word, reason, ...moment }: Last): void {
  asOf(moment, () => {
    if (word === 'end') observer.end()
    else if (word === 'cancel') observer.cancel(reason)
    else if (word === 'collected') (observer.collected ?? observer.unread)?.call(observer)
    else if (word === 'unread') observer.unread?.()
    else observer.error(reason)
  })
}

function charactersIn(body: WholeBody | undefined): number {
  if (body === undefined || body === 'no JSON') return 0
  return 'text' in body ? body.text.length : charactersOf(body.json)
}

/** By a look at the text: what the wire makes of it is read later. Where it errs, no more is lost than when which chunk came. */
function mayStream({ url, body = '' }: RequestSnapshot): boolean {
  return url.pathname.includes('tream') || body.includes('"stream":true') || body.includes('"stream": true')
}
