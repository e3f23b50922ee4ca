/**
 * What a page keeps for a panel until the SDK's second half is there: which spans began and ended, and calls as they came, oldest first. No records: the
 * second half makes them, and takes over with {@link Shelf.handOver}.
 */
import type { Span } from '@opentelemetry/api'
import { guard } from '../capture/guard.ts'
import { charactersGiven } from '../content/given-content.ts'
import { Audience } from './audience.ts'
import type { LiveSpans } from './live.ts'
import { RECORD_BYTES, ringLimits, type RingLimits } from './ring-limits.ts'
import { isReadable } from './span-like.ts'

/** A call of which only what came is kept: its spans are made when a panel reads the ring, and are its newest entries then. */
export interface UnreadCall {
  readonly bytes: number
  /** Bytes of body that it stands for, all of which are to be read. */
  readonly body: number
  /** Makes its spans and enters them. Called once. */
  read(): void
  /** It was given up. */
  lost?(): void
}

interface Kept {
  readonly bytes: number
  /** On the handing over. */
  enter(live: LiveSpans): void
  lost?(): void
}

/** One per page, since a page has one ring. */
export class Shelf {
  readonly audience = new Audience()
  #limits = ringLimits()
  #live: LiveSpans | undefined
  /** By the span, or the call itself. */
  readonly #kept = new Map<object, Kept>()
  readonly #opened = new WeakMap<object, Span>()
  #bytes = 0
  /** Entries that were given up. */
  #lost = 0

  /** `undefined` until the second half is there. */
  get live(): LiveSpans | undefined {
    return this.#live
  }

  setLimits(limits?: Partial<RingLimits>): void {
    this.#limits = ringLimits(limits)
    this.#live?.ring.setLimits(this.#limits)
    this.#makeRoom()
  }

  /** Shows the span as running, with what it says by now. */
  open(span: Span): void {
    if (this.#live !== undefined) return this.#live.open(span).update()
    if (!isReadable(span) || this.#opened.has(span)) return
    this.#opened.set(span, span)
    this.#keep(span, { bytes: RECORD_BYTES, enter: (live) => void live.open(span) })
  }

  /** Shows the span as ended, where it has been opened here. */
  close(span: object): void {
    const live = this.#live?.find(span)
    if (live !== undefined) return live.close()
    const opened = this.#opened.get(span)
    if (opened === undefined) return
    if (this.#live !== undefined) return this.#live.open(opened).close()
    const characters = this.audience.panelContent ? charactersGiven(span) : 0
    this.#keep(span, { bytes: RECORD_BYTES + 2 * characters, enter: (to) => to.open(opened).close() })
  }

  keep(call: UnreadCall): void {
    if (this.#live !== undefined) return this.#live.ring.call(call)
    this.#keep(call, { bytes: call.bytes, enter: ({ ring }) => ring.call(call), lost: () => call.lost?.() })
  }

  /** Nothing is to be read of what is kept. Where the second half is, its ring is emptied. */
  clear(): void {
    this.#live?.ring.clear()
    for (const kept of this.#kept.values()) kept.lost?.()
    this.#kept.clear()
    this.#bytes = this.#lost = 0
  }

  /** From now on all goes there. */
  handOver(live: LiveSpans): void {
    this.#live = live
    live.ring.setLimits(this.#limits)
    live.ring.lostBefore(this.#lost)
    for (const kept of this.#kept.values()) guard(() => kept.enter(live))
    this.#kept.clear()
  }

  /** In the place of what is kept of the same. */
  #keep(what: object, kept: Kept): void {
    this.#bytes += kept.bytes - (this.#kept.get(what)?.bytes ?? 0)
    this.#kept.delete(what)
    this.#kept.set(what, kept)
    this.#makeRoom()
  }

  /** As the ring does. */
  #makeRoom(): void {
    for (const [what, kept] of this.#kept) {
      if (this.#kept.size <= 1 || (this.#kept.size <= this.#limits.spans && this.#bytes <= this.#limits.bytes)) return
      this.#kept.delete(what)
      this.#bytes -= kept.bytes
      this.#lost++
      kept.lost?.()
    }
  }
}
