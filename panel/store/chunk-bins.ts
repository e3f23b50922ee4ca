import type { ChunkTimings, Milliseconds } from '../../sdk/protocol/records.ts'

/** Bytes of body in each of `count` equal slices of `length` milliseconds. */
export function binChunks(chunks: ChunkTimings, length: Milliseconds, count: number): readonly number[] {
  const bins = new Array<number>(count).fill(0)
  chunks.offsets.forEach((offset, index) => {
    const bin = Math.max(0, Math.min(count - 1, Math.floor((offset / length) * count)))
    bins[bin] = (bins[bin] ?? 0) + (chunks.sizes[index] ?? 0)
  })
  return bins
}

export interface Stall {
  /** From the span's start. */
  readonly at: Milliseconds
  readonly length: Milliseconds
}

/** The longest time without a chunk after the first; undefined with fewer than two chunks. `end` is from the span's start. */
export function longestStall(chunks: ChunkTimings, end: Milliseconds): Stall | undefined {
  if (chunks.offsets.length < 2) return undefined
  let longest: Stall = { at: 0, length: -1 }
  chunks.offsets.forEach((offset, index) => {
    const length = (chunks.offsets[index + 1] ?? end) - offset
    if (length > longest.length) longest = { at: offset, length }
  })
  return longest
}

/** Each time without a chunk, after the first one, of `least` or more. */
export function stallsIn({ offsets }: ChunkTimings, end: Milliseconds, least: Milliseconds): readonly Stall[] {
  return offsets.flatMap((at, index) => {
    const length = (offsets[index + 1] ?? end) - at
    return length >= least ? [{ at, length }] : []
  })
}
