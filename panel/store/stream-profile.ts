import type { ChunkTimings, Milliseconds } from '../../sdk/protocol/records.ts'
import type { Rect } from '../trace/layout.ts'
import type { CssPixels, TimeScale } from '../trace/time-scale.ts'

/** A longer time without a chunk is a pause of the provider, and leaves a hole. */
export const STALL: Milliseconds = 300
/** How long a chunk lasts where no other tells: the only one, or the last before a first pause. */
const LASTS: Milliseconds = 40
const SLICE: CssPixels = 2
/** Of the height: what came at all must be seen. */
const LEAST_FILL = 0.18

/**
 * The body of a streaming part: its height at each place is the rate at which bytes came. A chunk's bytes are spread over the time until the
 * next one; counted only where they land, a steady stream of few chunks would look like a comb. The chunk before a pause lasts as long as the
 * one before it did.
 *
 *     ┌─────────────────────────────┐
 *     │   ▄▄█▄      ▂▄▄▄▄▄▄▂        │
 *     │ ▄▄████▂     █████████▄▄▄▄▄  │
 *     └─────────────────────────────┘
 *             pause
 *
 * `start`: of the span, in milliseconds since the epoch; the highest rate fills the height.
 */
export function streamProfile(start: Milliseconds, chunks: ChunkTimings, stream: Rect, scale: TimeScale): readonly Rect[] {
  if (stream.width < 1) return []
  const slices = Math.max(1, Math.round(stream.width / SLICE))
  const width = stream.width / slices
  const rates = new Float64Array(slices)
  const place = (offset: Milliseconds) => (scale.x(start + offset) - stream.x) / width
  let lasts = LASTS
  chunks.offsets.forEach((offset, index) => {
    const gap = (chunks.offsets[index + 1] ?? Infinity) - offset
    if (gap <= STALL) lasts = Math.max(1, gap)
    spread(rates, place(offset), Math.max(place(offset + lasts), place(offset) + 1), chunks.sizes[index] ?? 0)
  })
  const most = rates.reduce((highest, rate) => Math.max(highest, rate), 0)
  return Array.from(rates, (rate, slice) => {
    const height = rate === 0 ? 0 : Math.max(LEAST_FILL, rate / most) * stream.height
    return { x: stream.x + slice * width, y: stream.y + stream.height - height, width, height }
  }).filter(({ height }) => height > 0)
}

/** Adds `amount` to the slices from `from` to `to`, to each by how much of it lies between. */
function spread(slices: Float64Array, from: number, to: number, amount: number): void {
  const length = Math.max(to - from, 1e-6)
  for (let slice = Math.max(0, Math.floor(from)); slice < Math.min(slices.length, to); slice++) {
    const covered = Math.min(slice + 1, to) - Math.max(slice, from)
    slices[slice] = (slices[slice] ?? 0) + amount * (covered / length)
  }
}

/** Where the profile has no body, as pairs of left and right edges: pauses, and what is still to come. */
export function holesIn(profile: readonly Rect[], stream: Rect): readonly (readonly [CssPixels, CssPixels])[] {
  const edges = [...profile, { x: stream.x + stream.width, width: 0 }]
  let reached = stream.x
  return edges.flatMap(({ x, width }) => {
    const from = reached
    reached = x + width
    return x - from > SLICE ? [[from, x] as const] : []
  })
}
