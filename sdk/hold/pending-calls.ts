/** Calls that wait for what reads them, in the order in which they began. */
import { guard } from '../capture/guard.ts'
import { react } from '../capture/native-promise.ts'
import type { HeldCall } from './held-call.ts'

/** Bytes of bodies that wait at once; with the call that goes beyond, the one that holds most is given up and counted. */
export const MAX_PENDING_BYTES = 32 * 1024 * 1024
/** Calls that wait at once; with the one that goes beyond, the oldest is given up and counted. */
export const MAX_PENDING_CALLS = 1_000

export class PendingCalls {
  /** And whether they speak MCP. */
  readonly #calls = new Map<HeldCall, boolean>()
  /** Loads under way of what reads them. */
  readonly #loads = new Set<Promise<unknown>>()
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

  /**
   * Those whose reader is there by now; the others go on waiting. MCP's are opened first: the answer to one may have come in the stream of another that began
   * before it.
   */
  release(): void {
    const ready = [...this.#calls].filter(([call]) => call.ready)
    for (const [call] of ready) this.#calls.delete(call)
    for (const [call, speaksMcp] of ready) if (speaksMcp) guard(() => call.open())
    for (const [call] of ready) guard(() => call.release())
  }

  /** Releases them when the load has ended, however it did. */
  releaseAfter(load: Promise<unknown>): void {
    if (this.#loads.has(load)) return
    this.#loads.add(load)
    const ended = (): void => {
      this.#loads.delete(load)
      this.release()
    }
    // zone.js would take the promise of a zone for a task of the page.
    react(load, ended, ended)
  }

  /** Asks for what they wait for. Fulfils when it is there, or when the loads have failed. */
  async settled(): Promise<void> {
    for (const call of [...this.#calls.keys()]) guard(() => call.release())
    for (const load of [...this.#loads]) await load
  }
}
