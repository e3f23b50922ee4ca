/** What is made of the next one is on its way while somebody works on one. */
export async function* oneAhead<T, R>(all: Iterable<T>, make: (one: T) => Promise<R>): AsyncGenerator<R, void> {
  let coming: Promise<R> | undefined
  for (const one of all) {
    const next = make(one)
    // Whoever waits for it sees the error; nobody may.
    next.catch(() => {})
    if (coming !== undefined) yield await coming
    coming = next
  }
  if (coming !== undefined) yield await coming
}
