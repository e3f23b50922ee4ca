/**
 * When the second half is loaded where only exporters wait for spans: in idle time, and not while a call of the page waits for its answer, since the browser
 * compiles it in the page's own thread.
 */
import { setNativeTimeout } from './capture/native-timers.ts'
import type { Milliseconds } from './protocol/records.ts'

/** The longest that is waited for answers and for idle time: a page that is never calm has spans to send, too. */
export const MAX_CALM_MS: Milliseconds = 1_000

export class CalmLoad {
  readonly #load: () => void
  #wanted = false
  /** Calls whose answer has not begun. */
  #unanswered = 0

  /** `load` may be called more than once. */
  constructor(load: () => void) {
    this.#load = load
  }

  want(): void {
    if (this.#wanted) return
    this.#wanted = true
    setNativeTimeout(() => this.#now(), MAX_CALM_MS)
    this.#whenCalm()
  }

  /** A call of the page waits for its answer. Gives what says, once or more often, that the answer has begun or that none comes. */
  called(): () => void {
    let waits = true
    this.#unanswered++
    return () => {
      if (!waits) return
      waits = false
      this.#unanswered--
      this.#whenCalm()
    }
  }

  #whenCalm(): void {
    if (!this.#wanted || this.#unanswered > 0) return
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => this.#ifCalm())
    else setNativeTimeout(() => this.#ifCalm(), 0)
  }

  #ifCalm(): void {
    if (this.#unanswered === 0) this.#now()
  }

  #now(): void {
    if (!this.#wanted) return
    this.#wanted = false
    this.#load()
  }
}
