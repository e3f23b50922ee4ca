/** How often a document's hellos are heard: each costs the extension a message, and one more for the answer. A page may say them without end. */

/** As many as there are SDKs in a document at most. */
const AT_ONCE = 8
/** After these, one in so many milliseconds. */
const EVERY_MS = 250

export interface HelloLimitOptions<Offer> {
  hear(offer: Offer): void
  /** Newer ones came before it was its turn. */
  refuse(offer: Offer): void
}

/** Hears hellos at once while they are few. Of many the newest wait for their turn, so that the last one of all is heard. */
export class HelloLimit<Offer> {
  readonly #options: HelloLimitOptions<Offer>
  readonly #waiting = new Map<string, Offer>()
  #left = AT_ONCE
  #filled = performance.now()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: HelloLimitOptions<Offer>) {
    this.#options = options
  }

  offer(epoch: string, offer: Offer): void {
    this.#refuse(epoch)
    this.#waiting.set(epoch, offer)
    for (const [oldest] of this.#waiting) if (this.#waiting.size > AT_ONCE) this.#refuse(oldest)
    if (this.#timer === undefined) this.#hear()
  }

  /** Nobody is heard any more. */
  stop(): void {
    clearTimeout(this.#timer)
    for (const [epoch] of this.#waiting) this.#refuse(epoch)
  }

  #hear(): void {
    this.#timer = undefined
    this.#fill()
    for (const [epoch, offer] of this.#waiting) {
      if (this.#left < 1) {
        this.#timer = setTimeout(() => this.#hear(), (1 - this.#left) * EVERY_MS)
        return
      }
      this.#left--
      this.#waiting.delete(epoch)
      this.#options.hear(offer)
    }
  }

  #fill(): void {
    const now = performance.now()
    this.#left = Math.min(AT_ONCE, this.#left + (now - this.#filled) / EVERY_MS)
    this.#filled = now
  }

  #refuse(epoch: string): void {
    const offer = this.#waiting.get(epoch)
    if (offer === undefined) return
    this.#waiting.delete(epoch)
    this.#options.refuse(offer)
  }
}
