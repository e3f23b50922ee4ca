/** Events and deltas whose span has not come, bounded in number and in bytes; beyond that the oldest goes. */
import { weigh } from './measure.ts'

export const MAX_WAITING = 1_000
/** About. */
export const MAX_WAITING_BYTES = 8 * 1024 * 1024

interface Item<T> {
  readonly key: string
  readonly value: T
  readonly bytes: number
}

export class WaitingEntries<T> {
  readonly #items = new Set<Item<T>>()
  readonly #byKey = new Map<string, Set<Item<T>>>()
  #bytes = 0

  /** `key`: of the span that it waits for. @returns how many had to go. */
  add(key: string, value: T): number {
    const item = { key, value, bytes: weigh(value) }
    this.#items.add(item)
    const same = this.#byKey.get(key) ?? new Set()
    this.#byKey.set(key, same.add(item))
    this.#bytes += item.bytes
    let gone = 0
    for (const oldest of this.#items) {
      if (this.#items.size <= MAX_WAITING && this.#bytes <= MAX_WAITING_BYTES) break
      this.#delete(oldest)
      gone++
    }
    return gone
  }

  /** Those that wait for it, in their order. They wait no more. */
  take(key: string): readonly T[] {
    const items = [...(this.#byKey.get(key) ?? [])]
    for (const item of items) this.#delete(item)
    return items.map(({ value }) => value)
  }

  deleteWhere(isGone: (value: T) => boolean): void {
    for (const item of [...this.#items]) if (isGone(item.value)) this.#delete(item)
  }

  get isEmpty(): boolean {
    return this.#items.size === 0
  }

  get values(): readonly T[] {
    return [...this.#items].map(({ value }) => value)
  }

  #delete(item: Item<T>): void {
    this.#items.delete(item)
    const same = this.#byKey.get(item.key)
    same?.delete(item)
    if (same?.size === 0) this.#byKey.delete(item.key)
    this.#bytes -= item.bytes
  }
}
