/** Calls that wait for what reads them, in the order in which they began. */
import { guard } from '../capture/guard.ts'
import { setNativeTimeout } from '../capture/native-timers.ts'
import type { LatePart } from '../late-module.ts'
import type { Milliseconds } from '../protocol/records.ts'
import type { HeldCall } from './held-call.ts'

/** Bytes of bodies that wait at once; with the call that goes beyond, the one that holds most is given up and counted. */
export const MAX_PENDING_BYTES = 32 * 1024 * 1024
/** Calls that wait at once; with the one that goes beyond, the oldest is given up and counted. */
export const MAX_PENDING_CALLS = 1_000

export class PendingCalls {
  /** And whether they are opened first. */
  readonly #calls = new Map<HeldCall, boolean>()
  /** What reads them, and was asked for. */
  readonly #parts = new Set<LatePart>()
  readonly #partCame = (): void => this.release()
  /** Calls that were given up. */
  lost = 0

  get size(): number {
    return this.#calls.size
  }

  /** `opensFirst`: see {@link PendingCalls.release}. */
  add(call: HeldCall, opensFirst: boolean): void {
    this.#calls.set(call, opensFirst)
    const [oldest] = this.#calls.keys()
    if (this.#calls.size > MAX_PENDING_CALLS) this.#giveUp(oldest)
    this.makeRoom()
  }

  delete(call: HeldCall): void {
    this.#calls.delete(call)
  }

  makeRoom(): void {
    const all = [...this.#calls.keys()]
    if (all.reduce((sum, { weight }) => sum + weight, 0) <= MAX_PENDING_BYTES) return
    const [largest] = all.toSorted((one, other) => other.weight - one.weight)
    this.#giveUp(largest)
  }

  #giveUp(call: HeldCall | undefined): void {
    if (call === undefined) return
    this.#calls.delete(call)
    this.lost++
    call.giveUp()
  }

  /** Nobody can read them any more. */
  giveUpAll(): void {
    for (const call of [...this.#calls.keys()]) this.#giveUp(call)
  }

  /**
   * Those whose reader is there by now; the others go on waiting. What MCP's requests ask is opened first: the answer to one may have come in a stream that
   * began before it.
   */
  release(): void {
    const ready = [...this.#calls].filter(([call]) => call.ready)
    for (const [call] of ready) this.#calls.delete(call)
    for (const [call, opensFirst] of ready) if (opensFirst) guard(() => call.open())
    for (const [call] of ready) guard(() => call.release())
  }

  /** Asks for what reads some of them, and releases them when it is there. */
  want(part: LatePart): void {
    if (part.module !== undefined) return
    this.#parts.add(part)
    part.whenLoaded(this.#partCame)
    part.want()
  }

  /**
   * Asks for what they wait for, and for what that turns out to need. Fulfils when all of it is there, when none of the loads that are left brought anything,
   * or after `limit`.
   */
  async settled(limit: Milliseconds): Promise<void> {
    let over = false
    const late = new Promise<void>((settle) => {
      setNativeTimeout(() => {
        over = true
        settle()
      }, limit)
    })
    while (!over) {
      for (const call of [...this.#calls.keys()]) guard(() => call.release())
      const missing = [...this.#parts].filter((part) => part.module === undefined)
      if (missing.length === 0) return
      await Promise.race([Promise.all(missing.map((part) => part.loaded())), late])
      if (missing.every((part) => part.module === undefined)) return
    }
  }
}
