/** Ways of cutting a body into chunks: a parser that reads one right must read all of them the same. */

export type Chunking = (bytes: Uint8Array) => Iterable<Uint8Array>

export const chunkings: { readonly [name: string]: Chunking } = {
  whole: (bytes) => [bytes],
  'byte by byte': (bytes) => cutAt(bytes, (index) => index > 0),
  'inside each character of more than one byte': (bytes) => cutAt(bytes, (index) => ((bytes[index] ?? 0) & 0xc0) === 0x80),
  'between CR and LF': (bytes) => cutAt(bytes, (index) => bytes[index] === 0x0a && bytes[index - 1] === 0x0d),
  'at seeded random places': (bytes) => {
    const random = randomFrom(20_261_121)
    return cutAt(bytes, (index) => index > 0 && random() < 0.05)
  },
}

/** Two chunks, cut at each place in turn, or at each of those that lie `step` bytes apart. */
export function* splits(bytes: Uint8Array, step = 1): Generator<readonly [Uint8Array, Uint8Array]> {
  for (let at = 0; at <= bytes.length; at += step) yield [bytes.slice(0, at), bytes.slice(at)]
}

function* cutAt(bytes: Uint8Array, cut: (index: number) => boolean): Generator<Uint8Array> {
  // One buffer for all chunks, as a page may reuse its own: a parser that keeps a view of it reads garbage.
  const shared = new Uint8Array(bytes.length)
  let start = 0
  for (let index = 1; index <= bytes.length; index++) {
    if (index < bytes.length && !cut(index)) continue
    const view = shared.subarray(0, index - start)
    view.set(bytes.subarray(start, index))
    yield view
    view.fill(0x21)
    start = index
  }
}

/** Mulberry32: the same numbers for the same seed on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
