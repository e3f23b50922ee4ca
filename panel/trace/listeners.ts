/** Those that are told of each change. */
export class Listeners {
  readonly #all = new Set<() => void>()

  subscribe(listener: () => void): () => void {
    this.#all.add(listener)
    return () => this.#all.delete(listener)
  }

  tell(): void {
    // A copy: a listener that subscribes anew must not be told for ever.
    for (const listener of Array.from(this.#all)) tell(listener)
  }
}

/** One reader's fault is not the next one's, and not the bridge's: it is reported once everybody has been told. */
function tell(listener: () => void): void {
  try {
    listener()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
