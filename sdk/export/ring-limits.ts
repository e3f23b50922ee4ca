/** How much a page keeps for a panel that opens late. */

export interface RingLimits {
  readonly spans: number
  /** Estimated. */
  readonly bytes: number
}

export const DEFAULT_RING_SPANS = 2000
export const DEFAULT_RING_BYTES = 8 * 1024 * 1024

/** About what a record of the usual attributes weighs, in bytes, before it is made. */
export const RECORD_BYTES = 3_000

export function ringLimits({ spans = DEFAULT_RING_SPANS, bytes = DEFAULT_RING_BYTES }: Options = {}): RingLimits {
  return { spans, bytes }
}

interface Options {
  readonly spans?: number | undefined
  readonly bytes?: number | undefined
}
