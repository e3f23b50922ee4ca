/** Calls that wait for the SDK's second half, in the order in which they began. */
import { guard } from '../capture/guard.ts'
import type { HeldCall } from './held-call.ts'

/** Bytes of bodies that wait at once; with the call that goes beyond, the one that holds most is given up and counted. */
export const MAX_PENDING_BYTES = 32 * 1024 * 1024
/** Calls that wait at once; with the one that goes beyond, the oldest is given up and counted. */
export const MAX_PENDING_CALLS = 1_000

export class PendingCalls {
  /** And whether they speak MCP. */
  readonly #calls = new Map<HeldCall, boolean>()
  /** Calls that were given up. */
  lost = 0

  get size(): number {
    return this.#calls.size
  }

  add(call: HeldCall, speaksMcp: boolean): void {
    this.#calls.set(call, speaksMcp)
    const [oldest] = this.#calls.keys()
    if (this.#calls.size > MAX_PENDING_CALLS) this.#giveUp(oldest)
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

  /** What reads them is there. MCP's are opened first: the answer to one may have come in the stream of another that began before it. */
  release(): void {
    const all = [...this.#calls]
    this.#calls.clear()
    for (const [call, speaksMcp] of all) if (speaksMcp) guard(() => call.open())
    for (const [call] of all) guard(() => call.release())
  }
}
