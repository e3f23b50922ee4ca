/**
 * What came of one SDK and the devtools page has not answered. A page that ignores the protocol's window loses what is beyond it, and the loss is
 * counted; one that keeps it loses nothing. Pure.
 */
import { WINDOW_BATCHES } from '../sdk/protocol/messages.ts'

/**
 * Batches that were posted. Twice the page's window: a new subscription, and what is said at the end of a page, begin a new one while batches of the
 * old one are still on their way.
 */
export const MAX_POSTED = 2 * WINDOW_BATCHES
/** Characters on their way to the devtools page: the browser reads them there all at once. */
export const MAX_UNDER_WAY = 4_194_304
/** The same, of a page that ends and has no other time to say it. */
export const MAX_SAID = 33_554_432
/** What a message weighs beside its characters: an empty one is not free either. */
export const MESSAGE_WEIGHT = 4_096

interface Passed {
  readonly number: number
  readonly weight: number
  readonly endsPosted: boolean
}

export class BatchWindow {
  #unanswered: Passed[] = []
  #posted = 0
  #weight = 0
  #lost = 0

  /** No posted batch has room. */
  get isFull(): boolean {
    return this.#posted >= MAX_POSTED
  }

  /** Nothing has been passed on that has no answer. */
  get isEmpty(): boolean {
    return this.#unanswered.length === 0
  }

  get hasLost(): boolean {
    return this.#lost > 0
  }

  hasWay(most: number): boolean {
    return this.#weight < most
  }

  lose(entries: number): void {
    this.#lost += entries
  }

  /** How many entries were lost since this was asked. */
  takeLost(): number {
    const lost = this.#lost
    this.#lost = 0
    return lost
  }

  /** A batch was posted. */
  posted(): void {
    this.#posted++
  }

  /** @param endsPosted it is the last piece of a posted batch */
  passed(number: number, characters: number, endsPosted: boolean): void {
    const weight = characters + MESSAGE_WEIGHT
    this.#unanswered.push({ number, weight, endsPosted })
    this.#weight += weight
  }

  /** All up to that number. */
  answered(number: number): void {
    const left = this.#unanswered.findIndex((passed) => passed.number > number)
    for (const { weight, endsPosted } of this.#unanswered.splice(0, left === -1 ? this.#unanswered.length : left)) {
      this.#posted -= endsPosted ? 1 : 0
      this.#weight -= weight
    }
  }

  /** Another consumer: it knows nothing of what went to the one before, and asks for what it has not got. */
  restart(): void {
    this.#unanswered = []
    this.#posted = this.#weight = this.#lost = 0
  }
}
