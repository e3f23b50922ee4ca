/** Ends of spans that wait for what writes their words: messages of errors without credentials, redacted content. */
import type { HrTime, Span } from '@opentelemetry/api'
import { guard } from '../capture/guard.ts'

interface Failure {
  readonly type: string
  readonly message: string
}

/** What a span says in words at its end. */
export interface Words {
  /** Without credentials. */
  failureOf(error: unknown): Failure
  /** The `exception` event, with the stack. `failure`: what {@link failureOf} says of the error. */
  writeException(span: Span, error: unknown, failure: Failure, at: HrTime | undefined): void
  writeContent(span: Span): void
}

export interface WordsSource {
  /**
   * Calls `then` at once where words are not needed, or are there; else when they have been loaded, or nothing can be waited for: with `undefined`.
   *
   * @param content whether content is to be written, too
   */
  whenNeeded(needed: boolean, content: boolean, then: (words: Words | undefined) => void): void
}

/** Spans that wait at once; with the one that goes beyond, the oldest ends without words. */
export const MAX_HELD_ENDS = 1_000

type Then = (words: Words | undefined) => void

export class HeldEnds implements WordsSource {
  readonly #words: (content: boolean) => Words | undefined
  readonly #want: () => void
  readonly #mayCome: () => boolean
  /** And whether they write content. */
  readonly #held = new Map<Then, boolean>()

  /** `words`: where they are there; those that write content, if that is asked for. `want`: called when they are needed, and not there. `mayCome`: whether they ever may. */
  constructor(words: (content: boolean) => Words | undefined, want: () => void, mayCome: () => boolean = () => true) {
    this.#words = words
    this.#want = want
    this.#mayCome = mayCome
  }

  whenNeeded(needed: boolean, content: boolean, then: Then): void {
    const words = needed ? this.#words(content) : undefined
    if (!needed || words !== undefined || !this.#mayCome()) return then(words)
    this.#held.set(then, content)
    const [oldest] = this.#held.keys()
    if (this.#held.size > MAX_HELD_ENDS && oldest !== undefined) this.#end(oldest, undefined)
    guard(() => this.#want())
  }

  /** How many wait. */
  get size(): number {
    return this.#held.size
  }

  /** Ends those whose words are there. */
  releaseReady(): void {
    for (const [then, content] of this.#held) {
      const words = this.#words(content)
      if (words !== undefined) this.#end(then, words)
    }
  }

  /** Ends all that wait: without words, where there are none. */
  release(): void {
    for (const [then, content] of this.#held) this.#end(then, this.#words(content) ?? this.#words(false))
  }

  #end(then: Then, words: Words | undefined): void {
    this.#held.delete(then)
    guard(() => then(words))
  }
}
