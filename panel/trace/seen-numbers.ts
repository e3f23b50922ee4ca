/**
 * Which numbers of an epoch have come. A reconnect repeats entries, and two paths (direct port, relay) may overlap; a ring that had to drop
 * leaves gaps that never fill. Kept as ranges: usually one.
 *
 *     1 2 3 4 5 . . 8 9     →  [1,5] [8,9]
 */
export interface Seen {
  /** Notes a number; false when it had come before. */
  add(seq: number): boolean
}

/** Gaps remembered per epoch; beyond it the oldest one counts as filled. */
const MAX_RANGES = 1_000

export function createSeen(): Seen {
  /** Ascending and disjoint: the first number and the last one of each range. */
  const firsts: number[] = []
  const lasts: number[] = []

  function add(seq: number): boolean {
    let at = firsts.length
    while (at > 0 && (firsts[at - 1] ?? 0) > seq) at--
    if (at > 0 && (lasts[at - 1] ?? 0) >= seq) return false
    const joinsLeft = at > 0 && lasts[at - 1] === seq - 1
    const joinsRight = firsts[at] === seq + 1
    if (joinsLeft && joinsRight) {
      lasts[at - 1] = lasts[at] ?? seq
      remove(at)
    } else if (joinsLeft) lasts[at - 1] = seq
    else if (joinsRight) firsts[at] = seq
    else insert(at, seq)
    return true
  }

  function insert(at: number, seq: number): void {
    firsts.splice(at, 0, seq)
    lasts.splice(at, 0, seq)
    if (firsts.length <= MAX_RANGES) return
    lasts[0] = lasts[1] ?? seq
    remove(1)
  }

  function remove(at: number): void {
    firsts.splice(at, 1)
    lasts.splice(at, 1)
  }

  return { add }
}
