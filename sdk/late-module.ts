/**
 * A part of the SDK that is loaded by itself, once, when it is wanted. A load that fails (offline, a strict policy, a new deployment) is tried again, told, and
 * breaks nothing: what waits goes on waiting.
 */
import { guard } from './capture/guard.ts'
import { react } from './capture/native-promise.ts'
import { setNativeTimeout } from './capture/native-timers.ts'
import { problemOf } from './load-problem.ts'
import type { Milliseconds } from './protocol/records.ts'

/** How long after a load that failed the next one begins. After the last of them the next call that needs it begins one. */
export const RETRY_MS: readonly Milliseconds[] = [1_000, 5_000, 30_000]

/** How long a flush waits for a load that hangs. */
export const MAX_WAIT_MS: Milliseconds = 10_000

/** One of them, whatever it holds. */
export interface LatePart extends Pick<LateModule<object>, 'module' | 'want' | 'loaded'> {
  whenLoaded(then: () => void): void
}

export class LateModule<T extends object> {
  #module: T | undefined
  #load: (() => Promise<T>) | undefined
  #loading = false
  #wanted = false
  #failures = 0
  #problem: string | undefined
  #notBefore = Number.NEGATIVE_INFINITY
  readonly #waiting = new Set<(module: T) => void>()
  readonly #settling = new Set<() => void>()

  /** `load`: where it is known from the start. */
  constructor(load?: () => Promise<T>) {
    this.#load = load
  }

  /** `undefined` until it is loaded. */
  get module(): T | undefined {
    return this.#module
  }

  /** Whether it is known how it is loaded: to a page without a set-up of this copy the second half never comes. */
  get loads(): boolean {
    return this.#load !== undefined
  }

  /** Whether it is waited for. */
  get missing(): boolean {
    return this.#wanted && this.#module === undefined
  }

  /** Why the last load failed; `undefined` where none did, or a later one succeeded. */
  get problem(): string | undefined {
    return this.#problem
  }

  /** How it is loaded. One that is there already needs no loading. */
  use(load: (() => Promise<T>) | T): void {
    if (typeof load === 'function') this.#load = load
    else this.#arrived(load)
    if (this.#wanted) this.#begin()
  }

  /** It is needed: now, as soon as it is known how it is loaded. */
  want(): void {
    this.#wanted = true
    this.#begin()
  }

  /** At once where it is there; the same function waits once. Does not ask for it. */
  whenLoaded(then: (module: T) => void): void {
    if (this.#module !== undefined) then(this.#module)
    else this.#waiting.add(then)
  }

  /** Whether it came: asks for it, and fulfils when it is there, when the load that runs has failed, or after {@link MAX_WAIT_MS}. */
  async loaded(): Promise<boolean> {
    this.want()
    if (this.#loading) {
      await new Promise<void>((settle) => {
        this.#settling.add(settle)
        setNativeTimeout(() => {
          this.#settling.delete(settle)
          settle()
        }, MAX_WAIT_MS)
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
      (module) => (isModule<T>(module) ? this.#arrived(module) : this.#failed('the load gave no module')),
      (reason) => this.#failed(reason),
    )
  }

  /** Some bundlers' loaders throw at once, where a policy forbids the script. */
  async #asPromise(load: () => Promise<T>): Promise<unknown> {
    return load()
  }

  #arrived(module: T): void {
    if (this.#module !== undefined) return
    this.#module = module
    this.#loading = false
    this.#problem = undefined
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const then of waiting) guard(() => then(module))
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
    for (const settle of this.#settling) settle()
    this.#settling.clear()
  }
}

/** Vite gives nothing where the application has taken its error for handled. */
const isModule = <T extends object>(module: unknown): module is T => typeof module === 'object' && module !== null
