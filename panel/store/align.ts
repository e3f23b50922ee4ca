/** Which items of one list stand in another, in the same order: the longest way there is, as long as that is cheap to find. */

/** A position in the one, and its in the other. */
export type Pair = readonly [a: number, b: number]

/** Comparisons of items that lie between the common start and the common end. */
const MAX_COMPARED = 40_000

/** Where the lists differ too much to be compared, only their common start and end are told. */
export function aligned(a: number, b: number, same: (a: number, b: number) => boolean): readonly Pair[] {
  let start = 0
  while (start < a && start < b && same(start, start)) start++
  let end = 0
  while (end < a - start && end < b - start && same(a - 1 - end, b - 1 - end)) end++
  const pairs = Array.from({ length: start }, (_, at): Pair => [at, at])
  const [n, m] = [a - start - end, b - start - end]
  if (n * m <= MAX_COMPARED)
    pairs.push(...longest(n, m, (x, y) => same(start + x, start + y)).map(([x, y]): Pair => [start + x, start + y]))
  for (let at = end; at > 0; at--) pairs.push([a - at, b - at])
  return pairs
}

/** The longest common subsequence, by the table of the lengths of all rests. */
function longest(n: number, m: number, same: (x: number, y: number) => boolean): readonly Pair[] {
  const width = m + 1
  const rest = new Uint16Array((n + 1) * width)
  const equal = new Uint8Array(n * m)
  const at = (x: number, y: number): number => rest[x * width + y] ?? 0
  for (let x = n - 1; x >= 0; x--) {
    for (let y = m - 1; y >= 0; y--) {
      const isEqual = same(x, y)
      if (isEqual) equal[x * m + y] = 1
      rest[x * width + y] = isEqual ? at(x + 1, y + 1) + 1 : Math.max(at(x + 1, y), at(x, y + 1))
    }
  }
  const pairs: Pair[] = []
  let [x, y] = [0, 0]
  while (x < n && y < m) {
    if (equal[x * m + y] === 1 && at(x, y) === at(x + 1, y + 1) + 1) pairs.push([x++, y++])
    else if (at(x + 1, y) >= at(x, y + 1)) x++
    else y++
  }
  return pairs
}
