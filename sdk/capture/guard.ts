/**
 * A guest never breaks its host: every piece of ours that runs inside the page's own call runs in here. What it throws is counted and
 * dropped, without a word on the page's console.
 */

let faults = 0

/** Counts something of ours that failed without the page noticing. */
export function fault(): void {
  faults += 1
}

/** How many pieces of ours have thrown since the page loaded. */
export function faultCount(): number {
  return faults
}

/** The answer of `run`, or `undefined` if it threw. */
export function guard<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    fault()
    return undefined
  }
}
