/**
 * A call whose reading is not there yet. Where the answer repeats a credential of its request, that is noted as it comes: the page may throw the same words on,
 * into a span that ends before the call has been read. Whatever the status: MCP tells its errors with 200, streams tell theirs on the way.
 */
import type { BodyObserver, RequestSnapshot } from './capture/exchange.ts'
import { guard } from './capture/guard.ts'
import { credentialsOf, noteEchoes } from './content/credentials.ts'
import { HeldCall, type HeldCallOptions, type Opening } from './hold/held-call.ts'
import type { LatePart } from './late-module.ts'
import type { Page } from './page.ts'
import type { WholeBody } from './parser/parser.ts'
import { headOf } from './protocol/cutting.ts'
import type { Milliseconds } from './protocol/records.ts'
import { failureOf, withoutCredentials } from './span/failure.ts'

/** About how many characters of an answer are looked at. */
const MAX_CHARACTERS = 64 * 1024

export class UnreadCall extends HeldCall {
  readonly #request: RequestSnapshot
  readonly #decoder = new TextDecoder()
  readonly #known: readonly string[]
  /** What the answer has said so far; `undefined`: it is not looked at. */
  #said: string | undefined

  constructor(options: HeldCallOptions) {
    super(options)
    this.#request = options.request
    this.#known = credentialsOf(options.request)
  }

  override response(status: number, headers: Headers): BodyObserver | undefined {
    if (!this.ready && this.#known.length > 0) this.#said = ''
    return super.response(status, headers)
  }

  override chunk(bytes: Uint8Array, at?: Milliseconds): void | false {
    if (this.#said !== undefined)
      this.#said += this.#decoder.decode(bytes.subarray(0, Math.max(0, MAX_CHARACTERS - this.#said.length)), { stream: true })
    return super.chunk(bytes, at)
  }

  override get whole(): BodyObserver['whole'] {
    const whole = super.whole
    if (whole === undefined || this.#said === undefined) return whole
    return (body) => {
      guard(() => (this.#said = headOf(textOf(body), MAX_CHARACTERS)))
      whole(body)
    }
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
    if (this.#said !== undefined) noteEchoes(this.#said, this.#known)
    this.#said = undefined
  }

  override failed(reason: unknown): void {
    if (!this.ready) withoutCredentials(failureOf(reason), this.#request)
    super.failed(reason)
  }
}

function textOf(body: WholeBody): string {
  if (body === 'no JSON') return ''
  return 'text' in body ? body.text : JSON.stringify(body.json)
}

/** A call, and how it goes on when what reads it is there. */
export interface Unread extends Pick<HeldCallOptions, 'request' | 'eventTypes' | 'inPieces'>, Pick<Opening, 'open' | 'givenUp'> {
  /** See {@link PendingCalls.release}. */
  readonly opensFirst?: boolean
}

interface Surroundings {
  readonly page: Page
  readonly counts: { unread: number }
  /** Whether nothing is to become a span any more, even what waits. */
  readonly over?: (() => boolean) | undefined
}

/** Kept as it comes until `part` is there, which reads it. */
export function keepFor(
  part: LatePart,
  { page: { shelf, pending }, counts, over = () => false }: Surroundings,
  { request, eventTypes, inPieces = false, opensFirst = false, open, givenUp }: Unread,
): UnreadCall {
  const want = (): void => {
    pending.add(call, opensFirst)
    pending.want(part)
  }
  const opening: Opening = {
    get ready() {
      return part.module !== undefined
    },
    open() {
      counts.unread--
      pending.delete(call)
      return over() ? undefined : open()
    },
    wanted: want,
    givenUp() {
      counts.unread--
      givenUp?.()
    },
    parked: () => pending.delete(call),
  }
  const call = new UnreadCall({ shelf, request, opening, eventTypes, defers: false, inPieces })
  counts.unread++
  want()
  return call
}
