/**
 * Where the SDK's second half is, once it is there: all that reads. It is loaded when it is wanted, by a function that the composition root passes in. A load
 * that fails (offline, a strict policy, a new deployment) is tried again, told, and breaks nothing: what waits goes on waiting.
 */
import { guard } from './capture/guard.ts'
import { react } from './capture/native-promise.ts'
import { setNativeTimeout } from './capture/native-timers.ts'
import { problemOf } from './load-problem.ts'
import type { Milliseconds } from './protocol/records.ts'
import type * as Reader from './reader.ts'

/** The module `reader.ts`. */
export type ReaderModule = typeof Reader
export type LoadReader = () => Promise<ReaderModule>

/** How long after a load that failed the next one begins. After the last of them the next call that needs it begins one. */
export const RETRY_MS: readonly Milliseconds[] = [1_000, 5_000, 30_000]

/** How long a flush waits for a load that hangs. */
export const MAX_WAIT_MS: Milliseconds = 10_000

export class ReaderSlot {
  #module: ReaderModule | undefined
  #load: LoadReader | undefined
  #loading = false
  #wanted = false
  #failures = 0
  #problem: string | undefined
  #notBefore = Number.NEGATIVE_INFINITY
  #waiting: ((reader: ReaderModule) => void)[] = []
  #settling: (() => void)[] = []

  /** `undefined` until it is loaded. */
  get module(): ReaderModule | undefined {
    return this.#module
  }

  /** Whether it is known how it is loaded: to a page without a set-up of this copy it never comes. */
  get loads(): boolean {
    return this.#load !== undefined
  }

  /** Why the last load failed; `undefined` where none did, or a later one succeeded. */
  get problem(): string | undefined {
    return this.#problem
  }

  /** How it is loaded. One that is there already needs no loading. */
  use(load: LoadReader | ReaderModule): void {
    if (typeof load === 'function') this.#load = load
    else this.#arrived(load)
    if (this.#wanted) this.#begin()
  }

  /** It is needed: now, as soon as it is known how it is loaded. */
  want(): void {
    this.#wanted = true
    this.#begin()
  }

  /** At once where it is there. Does not ask for it. */
  whenLoaded(then: (reader: ReaderModule) => void): void {
    if (this.#module !== undefined) then(this.#module)
    else this.#waiting.push(then)
  }

  /** Whether it came: asks for it, and fulfils when it is there, when the load that runs has failed, or after {@link MAX_WAIT_MS}. */
  async loaded(): Promise<boolean> {
    this.want()
    if (this.#loading) {
      await new Promise<void>((settle) => {
        this.#settling.push(settle)
        setNativeTimeout(settle, MAX_WAIT_MS)
      })
    }
    return this.#module !== undefined
  }

  #begin(): void {
    if (this.#load === undefined || this.#loading || this.#module !== undefined || performance.now() < this.#notBefore) return
    this.#loading = true
    // zone.js would take the promise of a zone for a task of the page.
    react(
      this.#asPromise(this.#load),
      (module) => (isReader(module) ? this.#arrived(module) : this.#failed('the load gave no module')),
      (reason) => this.#failed(reason),
    )
  }

  /** Some bundlers' loaders throw at once, where a policy forbids the script. */
  async #asPromise(load: LoadReader): Promise<unknown> {
    return load()
  }

  #arrived(module: ReaderModule): void {
    if (this.#module !== undefined) return
    this.#module = module
    this.#loading = false
    this.#problem = undefined
    for (const then of this.#waiting.splice(0)) guard(() => then(module))
    this.#settle()
  }

  #failed(reason: unknown): void {
    if (this.#module !== undefined) return
    this.#loading = false
    this.#problem = problemOf(reason)
    const wait = RETRY_MS[this.#failures++]
    this.#notBefore = performance.now() + (wait ?? RETRY_MS.at(-1) ?? 0)
    if (wait !== undefined) setNativeTimeout(() => this.#again(), wait)
    this.#settle()
  }

  #again(): void {
    this.#notBefore = Number.NEGATIVE_INFINITY
    this.#begin()
  }

  #settle(): void {
    for (const settle of this.#settling.splice(0)) settle()
  }
}

/** Vite gives nothing where the application has taken its error for handled. */
const isReader = (module: unknown): module is ReaderModule => typeof module === 'object' && module !== null && 'createSink' in module
