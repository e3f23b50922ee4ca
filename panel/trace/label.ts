/** The label of a bar: never cut, it shortens first. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { formatDuration, formatElapsed } from './format.ts'
import type { Rect } from './layout.ts'
import type { SpanView } from './model.ts'
import type { CssPixels } from './time-scale.ts'

/** A shorter stream has no rate worth a number. */
const LEAST_STREAM: Milliseconds = 100

/** What the label may say, the longest first. `now`: for running spans. */
export function labelTexts(span: SpanView, now: Milliseconds): readonly string[] {
  const { start, end, firstChunk, outcome, slowest, tokens } = span
  if (outcome === 'running' || end === undefined) return [formatElapsed(Math.max(0, (end ?? now) - start))]
  const duration = formatDuration(end - start)
  const streamed = firstChunk === undefined ? 0 : end - firstChunk
  const rate =
    tokens.output !== undefined && streamed >= LEAST_STREAM ? `${Math.round((tokens.output / streamed) * 1000)} tok/s` : undefined
  const texts = [[duration, rate, slowest ? 'slowest' : undefined], [duration, slowest ? 'slowest' : rate], [duration]]
  return [...new Set(texts.map((words) => words.filter((word) => word !== undefined).join(' · ')))]
}

export interface Label {
  readonly text: string
  /** Left edge of the text. */
  readonly x: CssPixels
  readonly side: 'right' | 'left' | 'inside'
}

/** Between bar and text, and between text and the picture's edge. */
const GAP: CssPixels = 4

/**
 * The longest text that fits beside the bar, right of it if it can be; `undefined` where not even the shortest has room.
 *
 *     ░░██████ 2.69 s · 71 tok/s             |      right
 *                2.69 s · 71 tok/s ░░████████|      left
 *     ░░█████████████████████████████ 2.69 s |      shortened
 *     ┌──────────────────────────────────────|      inside, at the start: what fills the picture has no beside
 *       6.31 s                               |
 */
export function placeLabel(texts: readonly string[], bar: Rect, width: CssPixels, measure: (text: string) => CssPixels): Label | undefined {
  const left = Math.min(width, Math.max(0, bar.x))
  const right = Math.min(width, Math.max(0, bar.x + bar.width))
  for (const text of texts) {
    const needed = measure(text) + GAP
    if (right + needed + GAP <= width) return { text, x: right + GAP, side: 'right' }
    if (left - needed - GAP >= 0) return { text, x: left - needed, side: 'left' }
  }
  const shortest = texts.at(-1)
  if (shortest === undefined || measure(shortest) + 2 * GAP > right - left) return undefined
  return { text: shortest, x: left + GAP, side: 'inside' }
}
