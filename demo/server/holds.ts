/** Streams that wait until a test, or the one who takes the picture, lets them go on. */

interface Gate {
  readonly passed: Promise<void>
  readonly open: () => void
}

function gate(): Gate {
  let open = (): void => {}
  const passed = new Promise<void>((resolve) => (open = resolve))
  return { passed, open }
}

export interface Holds {
  /** Waits here until `release(key)`; at once if that has been called before. */
  wait(key: string): Promise<void>
  /** Resolves when a stream has come to wait at `key`. */
  reached(key: string): Promise<void>
  release(key: string): void
  releaseAll(): void
}

export function createHolds(): Holds {
  const arrivals = new Map<string, Gate>()
  const exits = new Map<string, Gate>()
  const at = (gates: Map<string, Gate>, key: string): Gate => {
    const found = gates.get(key) ?? gate()
    gates.set(key, found)
    return found
  }
  return {
    wait(key) {
      at(arrivals, key).open()
      return at(exits, key).passed
    },
    reached: (key) => at(arrivals, key).passed,
    release: (key) => at(exits, key).open(),
    releaseAll: () => exits.forEach((exit) => exit.open()),
  }
}
