import type { WholeBody } from '../parser/parser.ts'
import type { Milliseconds } from '../protocol/records.ts'
import type { BodyObserver } from './exchange.ts'
import { fault, guard } from './guard.ts'
import { LEFT_MS, LOOK_MS, rest, type Resting, UNREAD_MS, wake } from './unread-bodies.ts'

/** One observed body and how far it has been seen, whichever branch got there first. */
class Tap implements Resting {
  /** `undefined` once the last word was said. */
  observer: BodyObserver | undefined
  /** Bytes handed to the observer. */
  seen = 0
  /** Branches that the page may still read. */
  open = 1
  /** Reads that are under way. */
  reads = 0
  /** Whether one has settled since {@link Tap.endIfDue} looked: to ask the time of each takes longer than all else that is done for it here. */
  moved = false
  #since: Milliseconds
  readonly signal: AbortSignal | undefined
  readonly #over: () => void

  constructor(observer: BodyObserver, signal: AbortSignal | undefined, over: () => void) {
    this.observer = observer
    this.signal = signal
    this.#over = over
    this.#since = performance.now()
    if (observer.unread) rest(this, this.#since + (observer.unreadAfter ?? UNREAD_MS))
  }

  last(tell: (observer: BodyObserver) => void): void {
    const { observer } = this
    if (!observer) return
    this.observer = undefined
    wake(this)
    guard(() => tell(observer))
    guard(this.#over)
  }

  /** While a read is under way it waits as long as it takes, since a reasoning model may be silent for minutes. */
  endIfDue(now: Milliseconds): Milliseconds {
    if (this.moved || this.reads > 0) this.#since = now
    this.moved = false
    const end = this.#since + (this.seen > 0 ? LEFT_MS : (this.observer?.unreadAfter ?? UNREAD_MS))
    if (end > now) return Math.min(end, now + LOOK_MS)
    this.last((observer) => observer.unread?.())
    return Number.POSITIVE_INFINITY
  }
}

/**
 * One stream over an observed body. `tee()` and `clone()` make two of one: each counts its own offset, and only what lies beyond the
 * foremost one is told, so that every byte is told once.
 *
 *     tap     |=========seen=========>
 *     branch  |====offset===>            told nothing new until it passes `seen`
 *     branch  |=======offset========>
 */
export class Branch {
  readonly #tap: Tap
  #offset: number
  #left = false

  private constructor(tap: Tap, offset: number) {
    this.#tap = tap
    this.#offset = offset
  }

  /** The first branch of a body; `over` is called once, after the observer's last word. */
  static root(observer: BodyObserver, signal: AbortSignal | undefined, over: () => void): Branch {
    return new Branch(new Tap(observer, signal, over), 0)
  }

  /** The page's signal of the fetch that brought this body. */
  get signal(): AbortSignal | undefined {
    return this.#tap.signal
  }

  /** Bytes that passed here. */
  get offset(): number {
    return this.#offset
  }

  /** Two branches in the place of this one. */
  fork(): [Branch, Branch] {
    if (!this.#left) this.#tap.open += 1
    const children: [Branch, Branch] = [new Branch(this.#tap, this.#offset), new Branch(this.#tap, this.#offset)]
    for (const child of children) child.#left = this.#left
    this.#left = true
    return children
  }

  /** Somebody waits for bytes, until {@link Branch.readSettles} or the last word. */
  readBegins(): void {
    this.#tap.reads += 1
  }

  readSettles(): void {
    const tap = this.#tap
    tap.reads -= 1
    tap.moved = true
  }

  feed(bytes: Uint8Array): void {
    const tap = this.#tap
    const start = this.#offset
    this.#offset += bytes.length
    if (this.#offset <= tap.seen) return
    const fresh = start < tap.seen ? bytes.subarray(tap.seen - start) : bytes
    tap.seen = this.#offset
    let wanted: void | false = undefined
    try {
      wanted = tap.observer?.chunk(fresh)
    } catch {
      fault()
    }
    if (wanted === false) tap.last(() => undefined)
  }

  /** Whether the observer takes the body as a whole, and this branch has all of it. */
  get takesWhole(): boolean {
    const { observer, seen, open } = this.#tap
    return observer?.whole !== undefined && seen === 0 && open === 1 && !this.#left
  }

  whole(body: WholeBody): void {
    guard(() => this.#tap.observer?.whole?.(body))
  }

  end(): void {
    // A cancelled branch reads as ended, while its sibling goes on.
    if (!this.#left) this.#tap.last((observer) => observer.end())
  }

  error(reason: unknown): void {
    if (!this.#left) this.#tap.last((observer) => observer.error(reason))
  }

  /** Told only when the last branch leaves: until then the body goes on. */
  cancel(reason: unknown): void {
    if (this.#left) return
    this.#left = true
    this.#tap.open -= 1
    if (this.#tap.open === 0) this.#tap.last((observer) => observer.cancel(reason))
  }

  /** Its stream was collected as garbage. Told only when the last branch is gone. */
  collected(): void {
    if (this.#left) return
    this.#left = true
    this.#tap.open -= 1
    if (this.#tap.open === 0) this.#tap.last((observer) => (observer.collected ?? observer.unread)?.call(observer))
  }

  /** An abort reaches every branch at once. */
  abort(reason: unknown): void {
    this.#tap.last((observer) => observer.error(reason))
  }
}
