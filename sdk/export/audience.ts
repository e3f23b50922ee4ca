/** Who listens to a page's spans, and how soon they are to be told. */
import { READ_WITHIN_MS } from '../hold/waiting.ts'
import type { Milliseconds } from '../protocol/records.ts'

export class Audience {
  /** Whether records carry content. */
  panelContent = true
  /** Spans have other readers than the panel. Whoever sets the SDK up says so, and calls {@link Audience.settle}. */
  exported = true
  /**
   * How long what a call tells may wait until it is read, with what comes after it; 0: all is read at once; infinite: until a panel comes, or it would
   * take more room than its record. 0 until {@link Audience.settle} is called first.
   */
  readWithin: Milliseconds = 0
  /** And how soon each wants to be told. */
  readonly #watchers = new Map<object, Milliseconds>()

  /** Whether spans are to be made at all for now. */
  get listens(): boolean {
    return this.exported || this.isWatched
  }

  /** Whether a panel looks on. */
  get isWatched(): boolean {
    return this.#watchers.size > 0
  }

  /** `within`: how soon this panel wants to be told; `undefined`: it looks on no more. */
  watch(watcher: object, within: Milliseconds | undefined): void {
    if (within === undefined) this.#watchers.delete(watcher)
    else this.#watchers.set(watcher, within)
    this.settle()
  }

  settle(): void {
    this.readWithin = Math.min(this.exported ? READ_WITHIN_MS : Number.POSITIVE_INFINITY, ...this.#watchers.values())
  }
}
