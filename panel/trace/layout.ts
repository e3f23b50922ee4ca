/** Where a span's bar lies and what it shows. Pure: times in, rectangles out; the view only fills them. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { BarTimes } from './bar-times.ts'
import type { SpanView } from './model.ts'
import type { CssPixels, TimeScale } from './time-scale.ts'

export interface Rect {
  readonly x: CssPixels
  readonly y: CssPixels
  readonly width: CssPixels
  readonly height: CssPixels
}

/** How the right end is drawn; the first that holds, in the order of {@link endOf}. */
export type BarEnd = 'running' | 'error' | 'aborted' | 'cutOff' | 'plain'

export interface Bar {
  /** `bracket`: agents and workflows, which only hold others; `phases`: calls to a model, or to an agent that streams; `solid`: the rest. */
  readonly shape: 'bracket' | 'phases' | 'solid'
  /** Before a retry: from the end of the attempt before to its start. */
  readonly wait: Rect | undefined
  /** The outline over the whole length. */
  readonly outline: Rect
  /** From the start to the first chunk (or to now, or to the end); calls only. */
  readonly waiting: Rect | undefined
  /** From the first chunk on; calls only. */
  readonly streaming: Rect | undefined
  /** The start of the stream, in which the model reasoned. */
  readonly reasoning: Rect | undefined
  /** Where the call had waited for a place. */
  readonly queuedX: CssPixels | undefined
  /** Under the first chunk stands a ▲. */
  readonly firstChunkX: CssPixels | undefined
  /** Of a span that the page's own code told: hollow, so that it is not taken for what was seen on the wire. */
  readonly hollow: boolean
  readonly end: BarEnd
}

/** A shorter bar could not be seen, nor hit. */
const MIN_WIDTH: CssPixels = 2
/** Bars are cut this far outside the picture: canvas loses precision at millions of pixels. */
const OVERSCAN: CssPixels = 8

/**
 * Geometry of one bar in a row of `height`, or undefined where it lies wholly outside the picture.
 *
 *     start               first chunk                      end, or now
 *     ┌──────┬────────────┬───────────┬────────────────────┐
 *     │queued│  waiting   │ reasoning │     streaming      │   outline over all
 *     └──────┴────────────▲───────────┴────────────────────┘
 *
 * Before a retry stands the wait for it, which is no part of the bar.
 */
export function barGeometry(span: SpanView, scale: TimeScale, height: CssPixels, now: Milliseconds, times: BarTimes = {}): Bar | undefined {
  const end = Math.max(span.start, span.end ?? now)
  const left = scale.x(span.start)
  const right = Math.max(scale.x(end), left + MIN_WIDTH)
  const waitedFrom = span.retriedAfter !== undefined && span.retriedAfter < span.start ? scale.x(span.retriedAfter) : left
  if (right < 0 || waitedFrom > scale.width) return undefined
  const between = (from: CssPixels, to: CssPixels): Rect => {
    const x = clamp(from, scale)
    return { x, y: 0, width: clamp(to, scale) - x, height }
  }
  const shape = shapeOf(span)
  const reasoning = (from: CssPixels, until: Milliseconds): Rect | undefined => {
    const to = Math.min(scale.x(span.start + until), right)
    return to > from ? between(from, to) : undefined
  }
  const firstChunkX = shape === 'phases' && span.firstChunk !== undefined ? scale.x(span.firstChunk) : undefined
  return {
    shape,
    wait: waitedFrom < left ? between(waitedFrom, left) : undefined,
    outline: between(left, right),
    waiting: shape === 'phases' ? between(left, Math.min(firstChunkX ?? right, right)) : undefined,
    streaming: firstChunkX === undefined ? undefined : between(Math.min(firstChunkX, right), right),
    reasoning: firstChunkX === undefined || times.reasoned === undefined ? undefined : reasoning(firstChunkX, times.reasoned),
    queuedX:
      shape !== 'phases' || times.queued === undefined
        ? undefined
        : clamp(Math.min(scale.x(span.start + times.queued), firstChunkX ?? right), scale),
    firstChunkX: firstChunkX !== undefined && firstChunkX >= 0 && firstChunkX <= scale.width ? firstChunkX : undefined,
    hollow: span.internal,
    end: endOf(span),
  }
}

/** An agent behind a service is seen on the wire as a model is: it was waited for, and it streamed. */
function shapeOf({ class: spanClass, firstChunk }: SpanView): Bar['shape'] {
  if (spanClass === 'agent' && firstChunk !== undefined) return 'phases'
  if (spanClass === 'agent' || spanClass === 'workflow') return 'bracket'
  return spanClass === 'inference' || spanClass === 'embeddings' ? 'phases' : 'solid'
}

function endOf({ outcome, cutOff }: SpanView): BarEnd {
  if (outcome === 'running' || outcome === 'error' || outcome === 'aborted') return outcome
  return cutOff ? 'cutOff' : 'plain'
}

function clamp(x: CssPixels, { width }: TimeScale): CssPixels {
  return Math.min(width + OVERSCAN, Math.max(-OVERSCAN, x))
}
