/** A call whose telling is kept as it comes and read a little later: to read it in the page's own turn, piece by piece, costs the page several times as much. */
import type { BodyObserver, Exchange, RequestSnapshot } from '../capture/exchange.ts'
import { charactersOf, ownCopy } from '../content/json.ts'
import type { Live } from '../export/live.ts'
import type { WholeBody } from '../parser/parser.ts'
import type { Milliseconds } from '../protocol/records.ts'
import { timeoutOf } from './failure.ts'
import { HeldChunks, MAX_HELD_BYTES } from './held-chunks.ts'
import type { InferenceAttempt } from './inference.ts'
import { mayBeRetry } from './retry.ts'
import { READ_WITHIN_MS, waitFor, waitNoMore, type Waiting } from '../export/waiting.ts'

/** What is kept of a call that may never be read: about as much as its record would weigh. */
const MAX_UNREAD_BYTES = 256 * 1024
const MAX_UNREAD_CHUNK_BYTES = 32 * 1024
/** About what a call weighs of which nothing was kept but that it was. */
const CALL_BYTES = 2_000

export interface HeldCallOptions {
  readonly live: Live
  readonly request: RequestSnapshot
  /** Makes the attempt, as of the moment of the request. Called once. */
  readonly start: () => InferenceAttempt
  readonly eventTypes: readonly string[]
}

/** How its body ended: by itself, where nothing says that it was cancelled. */
interface LastWord {
  readonly at: Milliseconds
  /** And whether the page's signal was aborted then. */
  readonly cancelled?: { readonly aborted: boolean }
}

export class HeldCall implements Exchange, BodyObserver, Waiting {
  readonly #options: HeldCallOptions
  #attempt: InferenceAttempt | undefined
  #waits = false
  #response: { readonly status: number; readonly headers: Headers } | undefined
  #answered = false
  readonly #mayStream: boolean
  #takesWhole: boolean | undefined
  #chunks: HeldChunks | undefined
  #whole: { readonly body: WholeBody; readonly at: Milliseconds } | undefined
  #last: LastWord | undefined

  constructor(options: HeldCallOptions) {
    this.#options = options
    this.#mayStream = mayStream(options.request)
    if (this.#mayStream) this.#chunks = new HeldChunks(this.#unseen)
    if (mayBeRetry(options.request)) this.release()
    else this.#wait()
  }

  get eventTypes(): readonly string[] {
    return this.#options.eventTypes
  }

  response(status: number, headers: Headers): BodyObserver {
    // The call after a failed one may be its retry, which is told by what failed.
    if (status >= 400) return this.#now().response(status, headers)
    this.#response = { status, headers }
    return this
  }

  /** `at`: when it came, by the page's monotonic clock; now, where it is left out. */
  chunk(bytes: Uint8Array, at?: Milliseconds): void {
    const chunks = (this.#chunks ??= new HeldChunks(this.#unseen))
    if (!chunks.hasRoomFor(bytes.length)) this.release()
    if (bytes.length > MAX_HELD_BYTES) return this.#now().chunk(bytes, at)
    chunks.add(bytes, at)
    if (!this.#waits) this.#wait()
  }

  /** Nobody can see the call before somebody reads the ring. */
  get #unseen(): boolean {
    return this.#options.live.readWithin === Number.POSITIVE_INFINITY
  }

  /** Of an answer that does not stream it is of no interest when which part came. */
  get whole(): BodyObserver['whole'] {
    this.#takesWhole ??= this.#response?.headers.get('content-type')?.includes('/json') === true && !this.#mayStream
    return this.#takesWhole ? (body) => this.#readWhole(body) : undefined
  }

  #readWhole(body: WholeBody): void {
    const shared = body !== 'no JSON' && 'json' in body
    // The page may change its value in the next turn.
    this.#whole = { body: shared ? { json: ownCopy(body.json) } : body, at: performance.now() }
  }

  end(): void {
    this.#over({ at: performance.now() })
  }

  /** The page's own call waits for what is done here. */
  cancel(): void {
    const { signal } = this.#options.request
    if (timeoutOf(signal) !== undefined) return this.#now().cancel()
    this.#over({ at: performance.now(), cancelled: { aborted: signal?.aborted === true } })
  }

  #over(last: LastWord): void {
    this.#last = last
    if (this.#unseen) this.#waitForReader()
    else if (!this.#waits) this.#wait()
  }

  error(reason: unknown): void {
    this.#now().error(reason)
  }

  failed(reason: unknown): void {
    this.#now().failed(reason)
  }

  unread(): void {
    this.#now().unread()
  }

  collected(): void {
    this.#now().collected()
  }

  release(): void {
    this.#now()
  }

  /** The attempt, which has been told all that was held. */
  #now(): InferenceAttempt {
    this.#waits = false
    const attempt = (this.#attempt ??= this.#options.start())
    if (this.#response !== undefined && !this.#answered) {
      this.#answered = true
      attempt.response(this.#response.status, this.#response.headers)
    }
    this.#chunks?.take((bytes, sizes, times) => attempt.chunks(bytes, sizes, times))
    const whole = this.#whole
    this.#whole = undefined
    if (whole !== undefined) attempt.readWhole(whole.body, whole.at)
    const last = this.#last
    if (last?.cancelled !== undefined) attempt.cancelledAt(last.at, last.cancelled.aborted)
    else if (last !== undefined) attempt.end(last.at)
    return attempt
  }

  /** Perhaps nobody ever looks: then it goes with what else the ring gives up. */
  #waitForReader(): void {
    const { live, request } = this.#options
    const streamed = this.#chunks?.weight ?? 0
    const bytes = CALL_BYTES + 2 * ((request.body?.length ?? 0) + charactersIn(this.#whole?.body)) + streamed
    // What has begun in the ring ends there.
    const begun = this.#attempt !== undefined
    if (begun || streamed > MAX_UNREAD_CHUNK_BYTES || bytes > MAX_UNREAD_BYTES) return waitFor(this, READ_WITHIN_MS)
    waitNoMore(this)
    this.#chunks?.fit()
    live.ring.call({ bytes, body: this.#chunks?.bodyBytes ?? 0, read: () => this.release() })
  }

  #wait(): void {
    this.#waits = true
    waitFor(this, this.#options.live.readWithin)
  }
}

function charactersIn(body: WholeBody | undefined): number {
  if (body === undefined || body === 'no JSON') return 0
  return 'text' in body ? body.text.length : charactersOf(body.json)
}

/** By a look at the text: what the wire makes of it is read later. Where it errs, no more is lost than when which chunk came. */
function mayStream({ url, body = '' }: RequestSnapshot): boolean {
  return url.pathname.includes('tream') || body.includes('"stream":true') || body.includes('"stream": true')
}
